"""The hall server: rules, stores, engine and the web that speaks to every screen.

Lives here: the rooms of the server, what brings them together (bootstrap.py), and the process around it
(serve.py, machine.py). May not live here: anything a device process needs besides server.wire.
"""
