"""The ticket dispenser: touch page, paper, and the agent that owns the printer.

Lives here: what runs at the kiosk. May not live here: queue rules; from the server only server.wire is known.
"""
