"""Files that people and devices bring, kept by the hash of their checked bytes, each with its end.

Lives here: checking, keeping, quota, expiry. May not live here: who may bring or see a file, what it is for.
"""
