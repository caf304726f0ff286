"""What walls and window signs show, and how."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.hall.settings.kinds import Minutes, Seconds, Slug, Tree, unit

Layout = Annotated[
    Literal["auto", "calls", "columns", "pillar"],
    Meta(
        title="版式",
        description="auto 按屏幕方向，calls 只有叫号，columns 左右两栏，pillar 竖屏上下排列",
    ),
]


class ZoneBoard(Tree, frozen=True):
    """The boards of a zone that differ from the usual."""

    zone: Annotated[Slug, Meta(title="区域")]
    layout: Layout = "auto"


class Board(Tree, frozen=True):
    """What the boards show. A screen whose address ends in ?layout=NAME stands so whatever its zone has."""

    keep_call_seconds: Annotated[Seconds, Meta(title="呼叫至少显示")] = 60
    newest_seconds: Annotated[Seconds, Meta(title="最新呼叫突出")] = 10
    diagonal_inches: Annotated[int, Meta(ge=10, le=200, title="屏幕尺寸", extra_json_schema=unit("英寸"))] = (
        55
    )
    farthest_metres: Annotated[int, Meta(ge=1, le=40, title="最远座位", extra_json_schema=unit("m"))] = 8
    chime: Annotated[bool, Meta(title="提示音")] = True
    layout: Layout = "auto"
    zones: Annotated[tuple[ZoneBoard, ...], Meta(max_length=99, title="各区域版式")] = ()
    missed_minutes: Annotated[
        int, Meta(ge=1, le=720, title="过号显示时长", extra_json_schema=unit("min"))
    ] = 10
    standby_minutes: Annotated[Minutes, Meta(title="闭馆后转入待机", description="0 为不待机")] = 30

    def layout_of(self, zone: str) -> str:
        """How the parts of a zone's boards stand."""
        return next((found.layout for found in self.zones if found.zone == zone), self.layout)
