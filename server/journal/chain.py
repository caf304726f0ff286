"""The hash chain of a stream: every entry seals the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

import msgspec

from server.journal.errors import Broken, Stale
from server.journal.protocol import GENESIS, Append, Draft, Entry

_encode = msgspec.msgpack.Encoder().encode


def _digest(
    hall: str,
    stream: str,
    seq: int,
    at: int,
    actor: str,
    key: str,
    settings_seq: int,
    events: bytes,
    prev: bytes,
) -> bytes:
    return sha256(_encode((hall, stream, seq, at, actor, key, settings_seq, events, prev))).digest()


def seal(hall: str, stream: str, seq: int, prev: bytes, draft: Draft) -> Entry:
    """The entry a draft becomes at its place; hash = SHA-256 of all other fields, msgpack-encoded."""
    digest = _digest(
        hall, stream, seq, draft.at, draft.actor, draft.key, draft.settings_seq, draft.events, prev
    )
    return Entry(
        hall=hall,
        stream=stream,
        seq=seq,
        at=draft.at,
        actor=draft.actor,
        key=draft.key,
        settings_seq=draft.settings_seq,
        events=draft.events,
        prev=prev,
        hash=digest,
    )


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


def verify(entries: Iterable[Entry]) -> int:
    """Check a stream from its beginning; returns the number of entries.

    Raises: Broken, naming the first entry that does not fit.
    """
    prev, seq = GENESIS, 0
    for entry in entries:
        seq += 1
        digest = _digest(
            entry.hall,
            entry.stream,
            entry.seq,
            entry.at,
            entry.actor,
            entry.key,
            entry.settings_seq,
            entry.events,
            entry.prev,
        )
        if entry.seq != seq or entry.prev != prev or entry.hash != digest:
            raise Broken(f"{entry.hall}/{entry.stream} entry {seq} does not fit the chain")
        prev = entry.hash
    return seq
