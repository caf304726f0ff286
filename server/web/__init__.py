"""HTTP and Socket.IO in front of the engine: pages, api, sockets, headers, health.

Lives here: transport. May not live here: rules, storage, anything an agent imports.
"""
