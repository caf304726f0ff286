"""The hall server: rules, stores, engine and the web that speaks to every screen.

Lives here: the rooms of the server, bootstrap.py and cli.py. May not live here: anything a
device process needs besides server.wire.
"""
