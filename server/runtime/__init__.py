"""The ground: threads and serving in two modes, eventlet (shipped) and threading (tests), and files.

Lives here: all that knows eventlet, and what the stores need of the disk. May not live here: anything of
ours; runtime imports no other room.
"""
