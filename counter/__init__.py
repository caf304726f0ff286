"""The clerk: the counter page and, later, call buttons.

Lives here: what runs at a counter. May not live here: queue rules; from the server only server.wire is known.
"""
