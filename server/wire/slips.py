"""What device agents need, in one place: they import server.wire and nothing else of the server."""

from __future__ import annotations

from server.hall.views.kiosk import JobFace, KioskView
from server.hall.views.slip import Slip

__all__ = ["JobFace", "KioskView", "Slip"]
