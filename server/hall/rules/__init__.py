"""What a command leads to, or why it is refused: one file per thing, merged in decide.

Lives here: rules as pure functions of state, command, time and randomness. May not live here: views, the
fold, any I/O.
"""
