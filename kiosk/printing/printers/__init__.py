"""Printers, one file a connector; `connect` reads the URL that names one.

Lives here: how bytes reach a printer and what it answers. May not live here: what a ticket looks like, jobs.
"""
