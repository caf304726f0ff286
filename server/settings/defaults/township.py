"""The 6+X township hall (county notice 桃政公发〔2020〕1号): six windows and four X windows.

Content stands in township.json; items are unverified until the county publishes its guide.
"""

from __future__ import annotations

import json
from importlib.resources import files

from server.hall.settings.tree import Settings
from server.settings.validate import parse

HALL_ID = "taohuajiang"


def township() -> Settings:
    """Settings of a new hall."""
    return parse(json.loads(files(__package__).joinpath("township.json").read_text(encoding="utf-8")))
