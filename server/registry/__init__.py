"""Accounts, devices, enrolment and rights: a fold of the registry stream and the vault.

Lives here: who is who and who may what. May not live here: cookies, headers, queue rules.
"""
