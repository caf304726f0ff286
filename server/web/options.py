"""What the web room is told when it is built."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from server.day.stream import DayStream
from server.engine.engine import Engine
from server.hall.model import Hall
from server.media.protocol import Media
from server.presence.protocol import Presence
from server.registry.admission import Admission
from server.registry.identities import Identities
from server.registry.stream import RegistryStream
from server.settings.stream import SettingsStream
from server.wire.clips import Pack
from server.wire.version import VERSION

NOT_BUILT: Final = "none"


@dataclass(frozen=True)
class Rooms:
    """The rooms of one hall that web stands in front of. voice: the default clips, None: there are none."""

    engine: Engine
    registry: RegistryStream
    identities: Identities
    admission: Admission
    day: DayStream
    settings: SettingsStream
    presence: Presence
    media: Media
    voice: Pack | None = None

    @property
    def hall(self) -> Hall:
        """The durable state of the day."""
        return self.day.hall


@dataclass(frozen=True)
class Options:
    """demo: "/" is the start page, and every page says that it is one. tls: browsers come over HTTPS.
    plain_http: other machines come without it, and staff are told.

    tag: six hex digits made with the hall, part of every name that a browser keeps for it.
    origins: further allowed origins besides the request's own. proxies: addresses or networks whose
    X-Forwarded headers count.
    """

    mode: str = "eventlet"
    demo: bool = False
    tls: bool = False
    plain_http: bool = False
    tag: str = "000000"
    origins: frozenset[str] = frozenset()
    proxies: tuple[str, ...] = ()
    static: Path = field(default_factory=lambda: Path(__file__).parent / "static")
    version: str = VERSION

    @cached_property
    def build(self) -> str:
        """Id of the built pages, as it was at the start; NOT_BUILT before they are."""
        try:
            return str(json.loads((self.static / "build.json").read_text())["build"])
        except (OSError, ValueError, KeyError):
            return NOT_BUILT
