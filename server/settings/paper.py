"""What a new tree's words come to on a ticket: saved all the same, but told."""

from __future__ import annotations

from collections.abc import Iterator

from server.hall.settings.tree import Settings
from server.hall.signs import off_paper
from server.settings.errors import Wrong


def told(before: Settings, new: Settings) -> list[Wrong]:
    """A sentence for each text of tickets that is new and may show □, with its path."""
    stood = {text for _, text in _said(before)}
    fresh = [(path, off_paper([text])) for path, text in _said(new) if text not in stood]
    return [Wrong(path, *_words(signs)) for path, signs in fresh if signs]


def _words(signs: str) -> tuple[str, str]:
    return f"取号机的字体里可能没有“{signs}”，号票上会印成 □。", f"Tickets may show □ for “{signs}”."


def _said(settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of all that a ticket says."""
    for name in ("name", "mark", "consult_phone", "supervise_phone"):
        yield f"identity.{name}", getattr(settings.identity, name)
    for line in settings.lines:
        yield f"lines.{line.letter}.name", line.name
        for item in line.items:
            yield f"lines.{line.letter}.items.{item.id}.name", item.name
    for cls in settings.classes:
        yield f"classes.{cls.id}.name", cls.name
    for name in ("overdue", "advice"):
        yield f"paper.{name}", getattr(settings.paper, name)
