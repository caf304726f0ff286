"""What is said at a call."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.hall.settings.kinds import Tree


class Speech(Tree, frozen=True):
    """How a call is worded and spoken."""

    one: Annotated[Literal["一", "幺"], Meta(title="票号中的 1 读作")] = "一"
    repeats: Annotated[int, Meta(ge=1, le=3, title="播报遍数")] = 2
