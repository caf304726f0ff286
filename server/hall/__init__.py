"""The rules of the hall, pure: state, commands, events, who is next, what is said and shown.

Lives here: functions of (state, command, time). May not live here: clocks, randomness,
input/output, any framework.
"""
