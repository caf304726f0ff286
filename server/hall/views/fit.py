"""Every view is at most 32 kB, whatever the day holds and the settings allow (DESIGN section 5, Frames).

Lists are capped, `more` says how many of each are left out; the rest is asked for (GET …/tickets). A usual
hall meets the caps of its lists and nothing else. Where a view would still be too large (99 windows, names of
40 signs), steps follow one another until it fits: what pages do not need goes, words are shortened, rows go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

MOST_BYTES: Final = 32_000
_ROOM: Final = 500  # for what `more` grows by
_WORDS: Final = ("name", "name_en", "hint", "line_name", "cls_name", "item", "window_name")
_encode = msgspec.json.Encoder().encode

Step = Callable[[Any], Any]  # a view -> the view, smaller
View = TypeVar("View")


def fit(view: View, *steps: Step) -> View:
    """The view, made smaller step by step while it is too large."""
    for step in steps:
        if _over(view) <= 0:
            break
        view = step(view)
    return view


def _over(view: Any) -> int:
    """Bytes that are too many."""
    return len(_encode(view)) - MOST_BYTES + _ROOM


def left_out(**lists: int) -> dict[str, int]:
    """For `more`: how many rows of each list are not shown, where there are any."""
    return {name: count for name, count in lists.items() if count > 0}


def words(most: int, *lists: str) -> Step:
    """Shorten the words in the rows of these lists to so many signs."""

    def step(view: Any) -> Any:
        return replace(
            view, **{name: tuple(_shorter(row, most) for row in getattr(view, name)) for name in lists}
        )

    return step


def _shorter(row: Any, most: int) -> Any:
    found = {name: getattr(row, name, "") for name in _WORDS}
    cut = {name: f"{text[: most - 1]}…" for name, text in found.items() if len(text) > most}
    return replace(row, **cut) if cut else row


def fields(list_name: str, **changed: Callable[[Any], Any]) -> Step:
    """Change fields in each row of a list: field -> from its value."""

    def step(view: Any) -> Any:
        rows = getattr(view, list_name)
        made = (
            replace(row, **{name: how(getattr(row, name)) for name, how in changed.items()}) for row in rows
        )
        return replace(view, **{list_name: tuple(made)})

    return step


def first(most: int) -> Callable[[Any], Any]:
    """The first of a tuple or text."""
    return lambda values: values[:most]


def nothing(value: object) -> Callable[[Any], Any]:
    """This instead of whatever stood there."""
    return lambda _: value


def rows(list_name: str, least: int, last: Callable[[Any], bool] = lambda row: False) -> Step:
    """Leave out rows, from the end, down to `least`. last: rows that stay as long as others can go."""

    def step(view: Any) -> Any:
        found = list(getattr(view, list_name))
        over, whole = _over(view), len(found)
        for keeps in (last, lambda row: False):
            for row in [row for row in reversed(found) if not keeps(row)]:
                if over <= 0 or len(found) <= least:
                    break
                over -= len(_encode(row)) + 1
                found = [other for other in found if other is not row]
        return replace(view, **{list_name: tuple(found)}, more=_more(view, list_name, whole - len(found)))

    return step


def _more(view: Any, list_name: str, count: int) -> dict[str, int]:
    found: dict[str, int] = dict(view.more)
    found[list_name] = found.get(list_name, 0) + count
    return {name: left for name, left in found.items() if left}


def newest(tickets: Iterable[Any], most: int) -> list[Any]:
    """Of tickets those that came into their state last, in the order they had."""
    found = list(tickets)
    if len(found) <= most:
        return found
    chosen = {ticket.id for ticket in sorted(found, key=lambda ticket: -ticket.state_at)[:most]}
    return [ticket for ticket in found if ticket.id in chosen]
