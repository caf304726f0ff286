"""Commands of the hall's day: what a person or device asks for (imperative, checked in shape only).

Wire form: one JSON object with "do"; unknown fields are an error. `window` is a window number,
`ticket` an opaque id, a printed number such as "B001", or (for a kiosk) the secret of the slip.
`day` may name the business day meant ("2026-11-23").
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.hall.model import HoldKind, Outcome
from server.hall.settings.kinds import WindowNumber
from server.hall.units import Ms

Name = Annotated[str, Meta(min_length=1, max_length=64)]
DayName = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]
Time = Annotated[Ms, Meta(ge=0, le=32_503_680_000_000)]  # to the year 3000
# A case number such as 桃自然资〔2026〕12号. (?!\n)$ is the end of the text, as $ alone is in JSON Schema.
Reference = Annotated[str, Meta(max_length=40, pattern=r"^[0-9A-Za-z\-/〇㐀-䶿一-鿿〔〕（）]*(?!\n)$")]
WorkingDays = Annotated[int, Meta(ge=1, le=365)]
Aimed = Literal["release", "keep"]
JobReport = Literal["queued", "sent", "confirmed", "unknown", "failed"]
NoPaper = Literal["offline", "cover", "paper", "cutter", "error", "late", "gone", "unfit"]
PaperState = Literal["ok", "low", "out", "unknown"]
CallNumber = Annotated[int, Meta(ge=1)]
Played = Literal["played", "skipped", "failed"]
NotPlayed = Literal["late", "no_speaker", "undone", "quiet", "blocked", "no_device", "stalled"]
LeaveReason = Literal["citizen", "staff", "mistake", "test"]
ChosenReason = Literal["priority", "returned", "together", "correction", "other"]
PauseReason = Literal["break", "meeting", "away", "system", "other"]


class Command(Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """Base of all commands; `do` is the tag. day: the business day meant. valid_until: server time after
    which it must not happen any more, so that asking again is always safe."""

    day: DayName | None = None
    valid_until: Time | None = None


class OpenDay(Command, frozen=True, tag="day.open"):
    """A person opens or extends the day (延时服务) until `until` (default: day.close or 04:00)."""

    until: Time | None = None


class CloseDay(Command, frozen=True, tag="day.close"):
    """End the day; with people inside only with confirm=true."""

    confirm: bool = False


class IssueTicket(Command, frozen=True, tag="ticket.issue", rename={"cls": "class"}):
    """Take a number. slot: appointment time, only for a class of kind appointment.
    printer: device id that prints instead of the asking kiosk."""

    line: Name
    item: Name | None = None
    cls: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    slot: Time | None = None
    booking: Name | None = None
    printer: Name | None = None


class CancelTicket(Command, frozen=True, tag="ticket.cancel"):
    ticket: Name
    reason: LeaveReason = "citizen"


class RejoinTicket(Command, frozen=True, tag="ticket.rejoin"):
    ticket: Name


class ReclassTicket(Command, frozen=True, tag="ticket.reclass", rename={"cls": "class"}):
    ticket: Name
    cls: Annotated[str, Meta(min_length=1, max_length=32)]


class ReprintTicket(Command, frozen=True, tag="ticket.reprint"):
    ticket: Name
    printer: Name | None = None


class OpenWindow(Command, frozen=True, tag="window.open"):
    window: WindowNumber


class PauseWindow(Command, frozen=True, tag="window.pause"):
    """until: when the clerk means to be back, for the signs to say; nothing happens then."""

    window: WindowNumber
    reason: PauseReason | None = None
    until: Time | None = None
    aimed: Aimed | None = None


class CloseWindow(Command, frozen=True, tag="window.close"):
    """until: see window.pause."""

    window: WindowNumber
    reason: PauseReason | None = None
    until: Time | None = None
    aimed: Aimed | None = None


class Finish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the ticket at a window is finished; without `ticket` whichever is there (boxes only)."""

    outcome: Outcome
    ticket: Name | None = None
    reference: Reference | None = None
    days: WorkingDays | None = None


class CallNext(Command, frozen=True, tag="window.next"):
    """Call the next; with finish first finish the ticket that is there, in one entry."""

    window: WindowNumber
    finish: Finish | None = None


class CallTicket(Command, frozen=True, tag="window.call"):
    """Call a chosen waiting ticket (指定呼叫). reason: needs care, is back at the window, belongs to who is
    here, corrects a wrong call; the settings may want one."""

    window: WindowNumber
    ticket: Name
    reason: ChosenReason | None = None


class RecallTicket(Command, frozen=True, tag="window.recall"):
    window: WindowNumber
    ticket: Name | None = None


class StartService(Command, frozen=True, tag="window.start"):
    window: WindowNumber
    ticket: Name | None = None


class MissTicket(Command, frozen=True, tag="window.miss"):
    window: WindowNumber
    ticket: Name | None = None


class HoldTicket(Command, frozen=True, tag="window.hold", rename={"hold": "kind"}):
    window: WindowNumber
    ticket: Name | None = None
    hold: HoldKind = "papers"


class ResumeTicket(Command, frozen=True, tag="window.resume"):
    """A held ticket waits again; `kept` tickets are aimed at the window that kept the papers."""

    window: WindowNumber
    ticket: Name


class ReturnTicket(Command, frozen=True, tag="window.return"):
    """The ticket at the window waits again, at the place it had."""

    window: WindowNumber
    ticket: Name


class TransferTicket(Command, frozen=True, tag="window.transfer"):
    """To a line or a window. back: it comes back here when it is done there. wrong_line: it had been taken
    in a line where its matter is not dealt with."""

    window: WindowNumber
    ticket: Name | None = None
    to_line: Name | None = None
    to_window: WindowNumber | None = None
    note: Annotated[str, Meta(max_length=60)] | None = None
    back: bool = False
    wrong_line: bool = False


class FinishService(Command, frozen=True, tag="window.finish"):
    window: WindowNumber
    ticket: Name | None = None
    outcome: Outcome = "direct"
    reference: Reference | None = None
    days: WorkingDays | None = None


class Undo(Command, frozen=True, tag="window.undo"):
    window: WindowNumber
    of: Annotated[int, Meta(ge=1)]


class UndoTicket(Command, frozen=True, tag="ticket.undo"):
    """Take back a rejoin, cancel or reclass: who did it, while nobody else changed the ticket."""

    ticket: Name
    of: Annotated[int, Meta(ge=1)]


class ReportPrint(Command, frozen=True, tag="print.report"):
    """queued: not now, and why: the printer is offline, open, without paper, its cutter stuck, or it says no
    more than error. failed is final: late (older than kiosk.print_late_minutes), gone (its ticket no longer
    waits), unfit (it cannot be drawn). paper: of the printer."""

    job: Name
    state: JobReport
    paper: PaperState = "unknown"
    why: NoPaper | None = None


class ReportPlayed(Command, frozen=True, tag="call.played"):
    """What a zone's speaker did with a call. reason: why it was not played. through: the same is true of all
    later calls up to that one that have no record and are too old to be spoken; of `call` too only then."""

    call: CallNumber
    zone: Name
    state: Played
    reason: NotPlayed | None = None
    through: CallNumber | None = None

    def __post_init__(self) -> None:
        if self.state == "played" and (self.reason is not None or self.through is not None):
            raise ValueError("what was played has no reason and is one call")
        if self.through is not None and self.through < self.call:
            raise ValueError("through is not below call")


class ConfirmClock(Command, frozen=True, tag="clock.confirm"):
    """A person says what time it is. `now` (ms since 1970-01-01 UTC) is what the machine's clock shows and is
    right; by_hand: the machine's clock is wrong, and it is `now`."""

    now: Time
    by_hand: bool = False


QueueCommand = (
    OpenDay
    | CloseDay
    | IssueTicket
    | CancelTicket
    | RejoinTicket
    | ReclassTicket
    | ReprintTicket
    | OpenWindow
    | PauseWindow
    | CloseWindow
    | CallNext
    | CallTicket
    | RecallTicket
    | StartService
    | MissTicket
    | HoldTicket
    | ResumeTicket
    | ReturnTicket
    | TransferTicket
    | FinishService
    | Undo
    | UndoTicket
    | ReportPrint
    | ReportPlayed
    | ConfirmClock
)


class Origin(Struct, frozen=True):
    """Who asks, and the randomness the rules may not make themselves.

    actor: account or device id (never a name). role: of the rights table. device: id of the asking
    device or None. fresh: an unused opaque id for whatever the command creates. by: id of the account that
    is signed in at the device. machine: what the machine's clock says; unsure: the hall doubts it. boards:
    zones that have a board, where the rule needs them.
    """

    actor: str
    role: str
    device: str | None
    fresh: str
    by: str | None = None
    machine: Ms = 0
    unsure: bool = False
    boards: frozenset[str] = frozenset()
