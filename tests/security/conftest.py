"""The servers of tests/web."""

from tests.web.conftest import both, hall, served

__all__ = ["both", "hall", "served"]
