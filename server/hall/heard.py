"""Whether a call was heard: played in its zone, or recorded as not played, or too old to be spoken any more.

Source: DESIGN section 5. One record for a call and zone, written by the zone's speaker; a call that nobody
recorded counts as not spoken from GRACE on, without an entry. Lies under rules and views.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from server.hall.model import Call, Hall, Heard
from server.hall.units import MINUTE, Ms

GRACE: Final[Ms] = MINUTE  # a call starts to sound at most so long after it was made


class Outcome(NamedTuple):
    """state: played/skipped/failed. why: why it was not played, "" when it was or nobody said. by: the device
    that said so, "" for nobody."""

    state: str
    why: str
    by: str


def zone_of(hall: Hall, call: Call) -> str | None:
    """Where the call is to be heard: the zone of its window, None for a window that is gone."""
    window = hall.settings.window(call.window)
    return window.zone if window else None


def recorded(call: Call, zone: str) -> Outcome | None:
    """The record of a call in a zone, or None."""
    state = call.played.get(zone)
    if state is None:
        return None
    more = call.heard.get(zone, Heard("", ""))
    return Outcome(state, more.why, more.by)


def outcome(hall: Hall, call: Call, at: Ms) -> Outcome | None:
    """What came of a call in its zone as it is at a moment; None while it may still be spoken."""
    zone = zone_of(hall, call)
    found = recorded(call, zone) if zone is not None else None
    if found is not None or at - call.at <= GRACE:
        return found
    return Outcome("skipped", "undone" if call.undone else "no_speaker", "")


def unheard(hall: Hall, zone: str, *, newest_first: bool = False) -> Iterator[Call]:
    """Calls to be heard in a zone that have no record, in order."""
    windows, calls = hall.settings.windows_in(zone), hall.calls
    numbers = reversed(hall.unheard) if newest_first else hall.unheard
    return (calls[n - 1] for n in numbers if calls[n - 1].window in windows)


def late(hall: Hall, zone: str, at: Ms) -> Iterator[Call]:
    """Those of them that are too old to be spoken."""
    return (call for call in unheard(hall, zone) if at - call.at > GRACE)


def left(hall: Hall, boards: Collection[str], at: Ms) -> dict[str, tuple[int, ...]]:
    """zone -> what stays unspoken when the day closes, of zones with a board in a hall that wants sound. A
    younger call is still spoken and recorded after the close."""
    if not hall.settings.sounds:
        return {}
    found = {zone: tuple(call.n for call in late(hall, zone, at)) for zone in sorted(boards)}
    return {zone: calls for zone, calls in found.items() if calls}
