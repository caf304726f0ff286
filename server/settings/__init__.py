"""Validation, versions and defaults of the settings tree typed in server.hall.settings.

Lives here: checking and changing settings. May not live here: the meaning of a setting (that is server.hall).
"""
