"""The command line `jiaohao …`: a client of the running server, or of its folder under the lock.

Lives here: main (words to a command, errors to a sentence and an exit code), client (the way to a hall), one
file for each family of commands. May not live here: what a command means (that is decided behind the engine).
"""
