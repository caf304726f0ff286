"""The contract with every client: structs of commands, frames, answers and problems, and their schema.

Lives here: shapes, and the connection of those who run beside the hall (client). May not live here: rules,
stores, the hall's own side of a transport.
"""
