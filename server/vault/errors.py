"""Errors of the vault; driver errors become these, with the cause attached."""

from __future__ import annotations


class VaultError(Exception):
    """The vault could not do it; nothing was changed."""
