"""Floors: the least code that does the same work - no rules, no identity, no fold.

Lives here: servers as scripts. May not live here: anything of the product.
"""
