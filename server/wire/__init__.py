"""The contract with every client: structs of commands, frames, answers and problems, and their schema.

Lives here: shapes. May not live here: behaviour, transports, stores.
"""
