"""The hall's day as a stream: its two states, its notes in the vault, what a room sees of it.

Lives here: the meeting of rules, fold and views with a journal. May not live here: rules themselves,
concurrency, transports.
"""
