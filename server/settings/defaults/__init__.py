"""The 6+X township hall a new folder starts with.

Lives here: default content as data. May not live here: code that decides.
"""
