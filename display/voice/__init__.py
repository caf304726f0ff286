"""The voice of the loudspeakers: the clips, what makes them, and what reads them back.

Lives here: pack.zip (the default clips with their list), the recipe of each clip, the engine, sound
arithmetic. May not live here: what is said at a call (server/hall/speech.py) and when (the player,
display/web).
"""
