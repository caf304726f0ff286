"""The hash chain of a stream: every entry seals the one before it.

Form 1, until version 2 of the store: SHA-256 over msgpack of (hall, stream, seq, at, actor, key,
settings_seq, events, prev). Form 2: over msgpack of (2, hall, stream, seq, at, actor, by, key,
settings_seq, events, answer_hash, prev). A stream may begin in form 1 and never goes back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from server.journal.errors import Broken, Stale
from server.journal.protocol import GENESIS, Append, Draft, Entry, Kept

FORM: Final = 2  # of entries that are written now
_encode = msgspec.msgpack.Encoder().encode


def digest(e: Entry) -> bytes:
    """What an entry's hash must be. Raises: Broken for a form nobody knows."""
    if e.form == 1:
        fields: tuple[object, ...] = (
            e.hall, e.stream, e.seq, e.at, e.actor, e.key, e.settings_seq, e.events, e.prev,
        )  # fmt: skip
    elif e.form == FORM:
        fields = (
            FORM, e.hall, e.stream, e.seq, e.at, e.actor, e.by, e.key, e.settings_seq, e.events,
            e.answer_hash, e.prev,
        )  # fmt: skip
    else:
        raise Broken(f"{e.hall}/{e.stream} entry {e.seq} has the unknown form {e.form}")
    return sha256(_encode(fields)).digest()


def answer_hash(request: bytes, answer: bytes) -> bytes:
    """SHA-256 of the request's hash (32 bytes) followed by the answer's JSON bytes as stored."""
    return sha256(request + answer).digest()


def seal(hall: str, stream: str, seq: int, prev: bytes, draft: Draft) -> Entry:
    """The entry a draft becomes at its place, in the newest form."""
    open_entry = Entry(
        hall=hall,
        stream=stream,
        seq=seq,
        at=draft.at,
        actor=draft.actor,
        key=draft.key,
        settings_seq=draft.settings_seq,
        events=draft.events,
        prev=prev,
        hash=b"",
        form=FORM,
        by=draft.by,
        answer_hash=answer_hash(draft.request, draft.answer),
    )
    return msgspec.structs.replace(open_entry, hash=digest(open_entry))


def seal_all(
    hall: str, appends: Sequence[Append], head: Callable[[str], tuple[int, bytes]]
) -> list[tuple[Draft, Entry]]:
    """Each draft with its entry, in order. head: (seq, hash) of a stream as stored. Raises: Stale."""
    sealed: list[tuple[Draft, Entry]] = []
    heads: dict[str, tuple[int, bytes]] = {}
    for append in appends:
        seq, prev = heads[append.stream] if append.stream in heads else head(append.stream)
        if seq != append.expected:
            raise Stale(append.stream, seq)
        for draft in append.drafts:
            seq += 1
            entry = seal(hall, append.stream, seq, prev, draft)
            prev = entry.hash
            sealed.append((draft, entry))
        heads[append.stream] = seq, prev
    return sealed


def verify(entries: Iterable[Entry], kept: Iterable[Kept] = (), *, after: Entry | None = None) -> int:
    """Check a stream from its beginning, or from behind an entry; returns the seq of the last one.

    kept: the keys and answers that are still kept of it (Journal.kept); each must fit its entry.
    Raises: Broken, naming the first entry that does not fit.
    """
    answers = {one.seq: one for one in kept}
    prev, seq, form = (GENESIS, 0, 1) if after is None else (after.hash, after.seq, after.form)
    for entry in entries:
        seq += 1
        if entry.seq != seq or entry.prev != prev or entry.hash != digest(entry) or entry.form < form:
            raise Broken(f"{entry.hall}/{entry.stream} entry {seq} does not fit the chain")
        if answers and not fits(entry, answers.pop(seq, None)):
            raise Broken(f"{entry.hall}/{entry.stream} entry {seq} has another answer than the one kept")
        prev, form = entry.hash, entry.form
    if answers:
        raise Broken(f"{len(answers)} answers are kept of entries that are not there")
    return seq


def fits(entry: Entry, kept: Kept | None) -> bool:
    """Whether what is kept under the entry's key is what was written with it; form 1 did not say."""
    if kept is None:
        return True
    same = (kept.key, kept.at) == (entry.key, entry.at)
    return same and (entry.form == 1 or kept.answer_hash == entry.answer_hash)
