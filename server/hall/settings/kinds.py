"""The kinds of values that the settings tree is made of: each with its range, its form and its unit."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


def unit(unit: str) -> dict[str, str]:
    """For extra_json_schema: the unit of a figure."""
    return {"unit": unit}


def form(zh: str, en: str) -> dict[str, tuple[str, str]]:
    """For extra_json_schema: what a text must look like, as its refusal says it."""
    return {"form": (zh, en)}


DEFAULT_ZONE = "main"
Text = Annotated[str, Meta(min_length=1, max_length=40)]
LongText = Annotated[str, Meta(max_length=400)]
Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9\-]{0,31}(?!\n)$",
        extra_json_schema=form(
            "应以小写字母开头，只用小写字母、数字和短横，最多 32 个",
            "must begin with a small letter and use small letters, digits and hyphens, at most 32",
        ),
    ),
]
Letter = Annotated[
    str,
    Meta(
        pattern=r"^[A-HJ-NP-Z]$",
        title="字母",
        description="I 和 O 不用",
        extra_json_schema=form(
            "应为一个大写字母，不用 I 和 O", "must be one capital letter other than I and O"
        ),
    ),
]
WindowNumber = Annotated[int, Meta(ge=1, le=999, title="窗口号")]
Clock = Annotated[
    str,
    Meta(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        title="时刻",
        extra_json_schema=form("应为 08:30 这样的时刻", "must be a time such as 08:30"),
    ),
]
Date = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        title="日期",
        extra_json_schema=form("应为 2026-05-01 这样的日期", "must be a date such as 2026-05-01"),
    ),
]
Minutes = Annotated[int, Meta(ge=0, le=720, extra_json_schema=unit("min"))]
Seconds = Annotated[int, Meta(ge=0, le=3600, extra_json_schema=unit("s"))]
Colour = Annotated[
    str,
    Meta(
        pattern=r"^#[0-9A-Fa-f]{6}$",
        extra_json_schema=form("应为 #a8161d 这样的颜色", "must be a colour such as #a8161d"),
    ),
]
Phone = Annotated[
    str,
    Meta(
        pattern=r"^[0-9+\-()/、转 ]{0,40}$",
        extra_json_schema=form(
            "只能有数字、空格和 + - ( ) / 、 转，最多 40 个",
            "takes at most 40 digits, spaces and the signs + - ( ) / 、 转",
        ),
    ),
]
WebAddress = Annotated[
    str,
    Meta(
        max_length=120,
        pattern=r"^(https?://[^\s]+)?$",
        extra_json_schema=form(
            "应为 http 或 https 网址，或留空", "must be an http or https address, or empty"
        ),
    ),
]


class Tree(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every node of the tree."""
