"""The screens: boards, window signs and, later, the voice.

Lives here: what runs at a screen. May not live here: queue rules; from the server only server.wire is known.
"""
