"""The one way of a command, whatever brought it: limit, parse, rights, engine, answer or problem."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from msgspec import Struct

from server.hall.commands import Origin
from server.hall.errors import Refused, Told
from server.presence.rates import Buckets
from server.registry import roles
from server.registry.commands import ReportOrder
from server.registry.model import Identity
from server.registry.printers import require_printer
from server.web.options import Rooms
from server.wire import problems
from server.wire.envelope import check_key, from_object, parse
from server.wire.frames import Answer, Problem

log = logging.getLogger("jiaohao.web")


class Commands:
    """Takes commands for one hall's engine."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms, self._engine = rooms, rooms.engine
        self._buckets = Buckets(lambda: rooms.settings.current.limits)

    def handle(self, who: Identity | None, body: Any, key: object) -> Answer | Problem:
        """body: bytes, or an already decoded object without its key. Never raises."""
        if who is None:
            return problems.plain("unauthorised")
        if who.kind != "local" and not self._buckets.take(who.id):
            return problems.plain("too_fast")
        try:
            return self._submit(who, body, key)
        except Told as told:
            return problem_of(told, f"a command of {who.id}")
        except Exception as error:
            mark = uuid.uuid4().hex[:8]
            log.error("a command of %s failed [%s]", who.id, mark, exc_info=error)
            return problems.plain("internal", f"Internal error {mark}")

    def _submit(self, who: Identity, body: Any, key: object) -> Answer | Problem:
        key = check_key(key)
        command, digest = parse(body) if isinstance(body, bytes) else from_object(body)
        if not roles.may(who, command):
            return problems.plain("forbidden")
        if not roles.allowed(who, command, self._rooms.hall):
            return self._engine.known(key, digest, who.id) or problems.plain("forbidden")
        if isinstance(command, ReportOrder):
            self._rooms.registry.kept.orders.report(who.device or "", command)
            return Answer("", 0, {})  # not an entry
        try:
            require_printer(self._rooms.registry.roster, self._rooms.hall, command, who.role, who.device)
        except Refused:
            stored = self._engine.known(key, digest, who.id)
            if stored is None:
                raise
            return stored
        return self._engine.submit(command, key, digest, Origin(who.id, who.role, who.device, ""))


def status_of(outcome: Struct) -> int:
    """HTTP status of an answer or a problem."""
    return outcome.status if isinstance(outcome, Problem) else 200


def problem_of(told: Told, what: str) -> Problem:
    """What somebody is told, as a problem; the cause of one of ours stays in the log. what: whose request."""
    if told.status >= 500:
        log.error("%s: %s", what, told)
    return problems.of(told)
