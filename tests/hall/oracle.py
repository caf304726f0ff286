"""An independent reading of DESIGN section 4, "Who is next": naive, slow, from the words alone.

It watches the entries of a day (never the state of the hall), keeps its own list of people, works out
who is due when, whom a window should call, and what the Bound says, and names whatever differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from server.hall import events as e
from server.hall.model import Return
from server.hall.settings.tree import Settings
from tests.hall.oracle_people import Before, Made, Person, Tally

MINUTE = 60_000


def _pairs(returns: Iterable[Return]) -> tuple[tuple[int, str], ...]:
    return tuple((back.window, back.line) for back in returns)


class Oracle:
    """Watches one day; `wrong` holds a sentence for every difference."""

    def __init__(self, settings: Settings, tally: Tally) -> None:
        self.settings = settings
        self.tally = tally
        self.people: dict[str, Person] = {}
        self.made: list[Made] = []
        self.before: dict[int | str, Before] = {}  # window, or ticket -> before its last act
        self.staffed: set[int] = set()
        self.bound = self._bound(settings)
        self.latest = 0  # how much later than somebody who waits anyone called was due, in ms
        self.wrong: list[str] = []

    @staticmethod
    def _bound(settings: Settings) -> int:
        return max(10, *(cls.boost_minutes for cls in settings.classes)) * MINUTE

    # -- watching ------------------------------------------------------------------------------

    def watch(self, seq: int, at: int, events: list[e.HallEvent]) -> None:
        """Take in one entry."""
        for event in events:
            kind = type(event).__name__
            self.tally.add(kind)
            take = getattr(self, f"_{kind}", None)
            if take is not None:
                take(event, seq, at)

    def _SettingsChanged(self, event: e.SettingsChanged, seq: int, at: int) -> None:
        self.settings = event.settings
        self.bound = max(self.bound, self._bound(event.settings))  # the day's largest boost

    def _boost(self, cls: str) -> int:
        return next(c.boost_minutes for c in self.settings.classes if c.id == cls) * MINUTE

    def _TicketIssued(self, event: e.TicketIssued, seq: int, at: int) -> None:
        order = at - self._boost(event.cls)
        if event.slot is not None:
            order = event.slot if at <= event.slot + 10 * MINUTE else at
        person = Person(event.ticket, seq, event.line, at, order, seq, event.cls, event.slot)
        ahead = sum(1 for other in self._standing(event.line) if other.place < person.place)
        if (event.arrived_at, event.order_at, event.ahead) != (at, order, ahead):
            self.wrong.append(f"{event.number} was issued with another place or count of people ahead")
        self.people[person.id] = person

    def _standing(self, line: str) -> list[Person]:
        """Un-aimed waiting people of a line."""
        return [p for p in self.people.values() if p.waits and p.line == line and p.aimed is None]

    def _wait(self, person: Person) -> None:
        person.waits, person.at_window = True, None
        person.spell += 1

    def _act(self, where: int | str, seq: int, *people: Person, call: int | None = None) -> Before:
        """Remember the picture before an entry, once per entry. where: the window, or the ticket."""
        held = self.before.get(where)
        if held is None or held.seq != seq:
            held = self.before[where] = Before(seq, [], staffed=where in self.staffed)
        held.people += [replace(p) for p in people if all(p.id != known.id for known in held.people)]
        held.call = call
        return held

    def _TicketCalled(self, event: e.TicketCalled, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        if event.mode == "recall":
            self.before.pop(event.window, None)
            return
        if event.mode == "next":
            self._next(event, person)
        self.tally.add(f"called {event.mode}{' aimed' if person.aimed is not None else ''}")
        self._act(event.window, seq, person, call=event.call)
        person.waits, person.at_window = False, event.window

    def _ServiceStarted(self, event: e.ServiceStarted, seq: int, at: int) -> None:
        self._act(event.window, seq, self.people[event.ticket])

    def _TicketMissed(self, event: e.TicketMissed, seq: int, at: int) -> None:
        self._act(event.window, seq, self.people[event.ticket])

    def _TicketHeld(self, event: e.TicketHeld, seq: int, at: int) -> None:
        self._act(event.window, seq, self.people[event.ticket])
        self.people[event.ticket].kept = event.window if event.hold == "kept" else None

    def _TicketResumed(self, event: e.TicketResumed, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(event.window, seq, person)
        self._aim(person, person.kept or person.aimed, event.aimed)
        self._wait(person)

    def _aim(self, person: Person, aimed: int | None, said: int | None) -> None:
        """An aim stays through miss, rejoin, hold and resume while its window is staffed."""
        person.aimed = aimed if aimed in self.staffed else None
        if said != person.aimed:
            self.wrong.append(f"{person.id} waits for window {said}, not {person.aimed}")

    def _TicketPutBack(self, event: e.TicketPutBack, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(event.window, seq, person)
        self._wait(person)

    def _TicketTransferred(self, event: e.TicketTransferred, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(event.window, seq, person)
        owed, owes = self._owed(person, event.window), _pairs(event.returns or ())
        if owes not in (owed, (*owed, (event.window, person.line))):
            self.wrong.append(f"{person.id} left window {event.window} owing {owes}, not {owed}")
        person.owed = owes
        person.line, person.aimed = event.line, event.aimed
        self._wait(person)

    @staticmethod
    def _owed(person: Person, window: int) -> tuple[tuple[int, str], ...]:
        """Whom it still comes back to: a window that has what should come back to it has it back."""
        owed = list(person.owed)
        while owed and owed[-1][0] == window:
            owed.pop()
        return tuple(owed)

    def _TicketReturned(self, event: e.TicketReturned, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(event.window, seq, person)
        *owed, (window, line) = self._owed(person, event.window)
        aimed = window if window in self.staffed else None
        if (event.line, event.aimed, _pairs(event.returns)) != (line, aimed, tuple(owed)):
            self.wrong.append(f"{person.id} came back to {event.line} {event.aimed}, not to window {window}")
        person.owed = tuple(owed)
        person.line, person.aimed = event.line, event.aimed
        self._wait(person)

    def _ServiceFinished(self, event: e.ServiceFinished, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(event.window, seq, person)
        if self._owed(person, event.window):
            self.wrong.append(f"{person.id} is done at {event.window}, but {person.owed} wait for it")
        person.inside = False

    def _TicketLeft(self, event: e.TicketLeft, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(person.id, seq, person)
        person.waits = person.inside = False

    def _TicketReclassed(self, event: e.TicketReclassed, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(person.id, seq, person)
        person.cls = event.cls
        if not person.rejoined:
            person.order = person.arrived - self._boost(event.cls)
        if event.order_at is not None and event.order_at != person.order:
            self.wrong.append(f"{event.ticket} was reclassed to another place")

    def _TicketRejoined(self, event: e.TicketRejoined, seq: int, at: int) -> None:
        person = self.people[event.ticket]
        self._act(person.id, seq, person)
        standing = sorted(p.place for p in self._standing(person.line) if p.order <= at)
        behind = (*standing[:3][-1][:2], seq) if standing else person.place
        person.order, person.place_seq, person.behind = max(behind, person.place)
        person.rejoined = True
        self._aim(person, person.aimed, event.aimed)
        if event.place != type(event.place)(*person.place):
            self.wrong.append(f"{event.ticket} rejoined at {event.place}, not at {person.place}")
        self._wait(person)

    def _WindowOpened(self, event: e.WindowOpened, seq: int, at: int) -> None:
        self.before.pop(event.window, None)
        self.staffed.add(event.window)

    def _WindowPaused(self, event: e.WindowPaused | e.WindowClosed, seq: int, at: int) -> None:
        before = self._act(event.window, seq)
        if isinstance(event, e.WindowClosed):
            self.staffed.discard(event.window)
        for id in event.released:
            self.people[id].aimed = None
            self._wait(self.people[id])
            before.released.append((id, self.people[id].spell))

    _WindowClosed = _WindowPaused

    def _ActUndone(self, event: e.ActUndone, seq: int, at: int) -> None:
        before = self.before.pop(event.window)
        self._put_back(before, event.of)
        self.made = [made for made in self.made if made.call != before.call]
        (self.staffed.add if before.staffed else self.staffed.discard)(event.window)
        now = [self.people[id] for id, spell in before.released if self.people[id].spell == spell]
        again = [p for p in now if p.waits and p.aimed is None]
        if event.aimed != tuple(p.id for p in again):
            self.wrong.append(f"undo {event.of} aimed {event.aimed}, not {[p.id for p in again]}")
        for person in again:
            self.tally.add("aimed again")
            person.aimed = event.window

    def _put_back(self, before: Before, of: int) -> None:
        assert before.seq == of
        self.people |= {person.id: person for person in before.people}

    def _TicketUndone(self, event: e.TicketUndone, seq: int, at: int) -> None:
        self._put_back(self.before.pop(event.ticket), event.of)
        person = self.people[event.ticket]
        aimed = person.aimed if person.aimed in self.staffed or not person.waits else None
        if event.released is not (aimed != person.aimed):
            self.wrong.append(f"undo {event.of} brought {person.id} back for window {person.aimed}")
        person.aimed = aimed

    def _ClockConfirmed(self, event: e.ClockConfirmed, seq: int, at: int) -> None:
        pictures = [person for before in self.before.values() for person in before.people]
        for person in [*self.people.values(), *pictures]:
            if person.inside:
                person.arrived += event.step
                person.order += event.step

    # -- judging -------------------------------------------------------------------------------

    def _next(self, event: e.TicketCalled, called: Person) -> None:
        chosen = self._chosen(event.window)
        if chosen is not called:
            self.wrong.append(f"window {event.window} called {called}, not {chosen}")
        if called.aimed is not None:
            if event.overtook is not None:
                self.wrong.append(f"call {event.call} of an aimed ticket counts as overtaking")
            return
        passed = self._passed(called)
        if event.overtook is not bool(passed):
            self.wrong.append(f"call {event.call} says overtook={event.overtook}, passed {passed}")
        self.made.append(Made(event.call, called.line, {(p.id, p.spell) for p in passed}))
        self.tally.calls += 1
        self.tally.overtakes += bool(passed)
        self._judge(event, called)

    def _passed(self, called: Person) -> list[Person]:
        """Un-aimed, never rejoined people of the line who wait with smaller (due_at, seq)."""
        return [
            p
            for p in self._standing(called.line)
            if p is not called and not p.rejoined and p.due < called.due
        ]

    def _judge(self, event: e.TicketCalled, called: Person) -> None:
        """The Bound, at the moment the call is made."""
        standing = [p for p in self._standing(called.line) if p is not called]
        self.tally.longest = max(self.tally.longest, len(standing))
        for p in standing:
            late = called.due[0] - p.due[0]
            self.latest = max(self.latest, late)
            if late > self.bound:
                self.wrong.append(f"call {event.call}: {called.id}, due {late} ms after {p.id}, went first")
        last = [made for made in self.made if made.line == called.line][-3:]
        for p in standing:
            if not p.rejoined and sum((p.id, p.spell) in made.overtook for made in last) > 2:
                self.wrong.append(f"call {event.call}: the last three calls all went past {p.id}")

    def _chosen(self, number: int) -> Person | None:
        """Whom a window calls, from the words of "Who is next"."""
        window = next(w for w in self.settings.windows if w.number == number)
        serves = {served.line: served.penalty * MINUTE for served in window.serves}
        rows = [
            (p.order + serves.get(p.line, 0), p.place, p.id)
            for p in self.people.values()
            if p.waits and (p.aimed == number or (p.aimed is None and p.line in serves))
        ]
        if not rows:
            return None
        candidate = self.people[min(rows)[2]]
        passed = self._passed(candidate)
        last = [bool(made.overtook) for made in self.made if made.line == candidate.line][-2:]
        if candidate.aimed is None and passed and last == [True, True]:
            self.tally.turned += 1
            return min(passed, key=lambda p: p.due)
        return candidate
