"""What must be erasable: secrets, sessions, names; every record has an expiry.

Lives here: key/value records with expiry. May not live here: anything the queue must never lose.
"""
