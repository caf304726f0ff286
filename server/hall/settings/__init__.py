"""The settings tree as types, with titles, units and ranges, so that forms can be made from it.

Lives here: kinds (what values are made of), tree (the whole, and most of its sections), voice; a section
moves into a file of its own when the tree grows too long.
May not live here: checks across fields and the default content, they live in server.settings.
"""
