"""Rules of what devices report: paper and loudspeaker."""

from __future__ import annotations

from typing import Final

from server.hall import commands as c
from server.hall import events as e
from server.hall import heard
from server.hall.errors import Refused
from server.hall.model import Hall
from server.hall.rules.rule import Events, Rule
from server.hall.units import Ms

_JOB_STEPS: Final[dict[str, frozenset[str]]] = {
    "queued": frozenset({"queued", "sent", "unknown", "failed"}),
    "sent": frozenset({"confirmed", "unknown", "failed"}),
    "unknown": frozenset({"confirmed", "failed"}),
}


def _report_print(hall: Hall, command: c.ReportPrint, at: Ms, origin: c.Origin) -> Events:
    job = hall.jobs.get(command.job)
    if job is None:
        raise Refused("job_unknown")
    if command.state not in _JOB_STEPS.get(job.state, ()):
        raise Refused("job_state")
    if command.state == "queued" and (job.why, job.paper) == (command.why or "error", command.paper):
        raise Refused("job_state")  # nothing new: a printer that is out says so once
    return [e.PrintReported(job=job.id, state=command.state, paper=command.paper, why=command.why)]


def _report_played(hall: Hall, command: c.ReportPlayed, at: Ms, origin: c.Origin) -> Events:
    """One record of a call and zone, for ever. Refused: call_unknown, zone_unknown, call_elsewhere,
    already_played."""
    if command.call > len(hall.calls):
        raise Refused("call_unknown")
    if not hall.settings.has_zone(command.zone):
        raise Refused("zone_unknown")
    if command.through is not None:
        return _through(hall, command, command.through, at)
    call = hall.calls[command.call - 1]
    if command.zone in call.played:
        raise Refused("already_played")
    if heard.zone_of(hall, call) not in (command.zone, None):
        raise Refused("call_elsewhere")
    return [e.CallPlayed(call=call.n, zone=command.zone, state=command.state, reason=command.reason)]


def _through(hall: Hall, command: c.ReportPlayed, last: int, at: Ms) -> Events:
    """All calls of the zone that nobody spoke and nobody can any more, in one entry. Refused:
    already_played."""
    late = [call.n for call in heard.late(hall, command.zone, at) if command.call <= call.n <= last]
    if not late:
        raise Refused("already_played")
    reason = command.reason or "no_speaker"
    return [
        e.CallPlayed(
            call=late[0], zone=command.zone, state=command.state, reason=reason, also=tuple(late[1:])
        )
    ]


ROWS: Final[dict[type, Rule]] = {
    c.ReportPrint: Rule(_report_print, opens=False),
    c.ReportPlayed: Rule(_report_played, opens=False),
}
