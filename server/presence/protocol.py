"""What every presence backend does. One contract suite (tests/presence) runs against all of them.

A row is bytes under (kind, key) with an end; after its end nobody sees it. A lease is a row whose value is
its holder, a count is a row whose value is a number in decimal digits: `get` looks at them, `delete` ends
them. Kinds in use: "beat", "printer", "speaker", "spoke", "order", "args" (of orders); of passwords "tries",
"tried", "wrong".
"""

from __future__ import annotations

from typing import Protocol


class Presence(Protocol):
    """Rows of one hall, from any thread; never to be offloaded. Lives are in seconds, over 0. A kind holds a
    bounded number of rows: those that were written longest ago give way."""

    def set(self, kind: str, key: str, value: bytes, seconds: float) -> None:
        """Write or replace; it lives so long from now on."""
        ...

    def get(self, kind: str, key: str) -> bytes | None:
        """The value, or None."""
        ...

    def take(self, kind: str, key: str) -> bytes | None:
        """Get and delete in one step: of many takers one gets the value."""
        ...

    def delete(self, kind: str, key: str) -> bool:
        """True when it was there."""
        ...

    def all(self, kind: str) -> dict[str, bytes]:
        """Living rows of a kind, those written longest ago first."""
        ...

    def lease(self, kind: str, key: str, holder: str, seconds: float) -> str:
        """Who holds it now: `holder` when nobody did, or when it was the holder already, then for so long
        from now on."""
        ...

    def count(self, kind: str, key: str, seconds: float) -> int:
        """One more; how many there were since the first, which is forgotten so long after it."""
        ...
