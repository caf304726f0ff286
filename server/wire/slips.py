"""What device agents need, in one place: they import server.wire and nothing else of the server."""

from __future__ import annotations

from server.hall.shapes import JobFace, KioskView, Slip

__all__ = ["JobFace", "KioskView", "Slip"]
