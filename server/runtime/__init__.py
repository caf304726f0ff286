"""Threads and serving in two modes: eventlet (shipped) and threading (tests).

Lives here: all that knows eventlet. May not live here: anything of ours; runtime imports no other room.
"""
