"""Verify that a journal is whole: its chain, its head, its structure, and its notes about lost rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import JournalError
from broadcaster.journal.file import head
from broadcaster.journal.file.head import DamagedHead
from broadcaster.journal.file.store import Store
from broadcaster.journal.model import Note, Verified
from broadcaster.journal.repair.head_check import LOST, is_gone
from broadcaster.journal.repair.salvage import SALVAGED, SALVAGED_UNKNOWN
from broadcaster.journal.rows import chain
from broadcaster.journal.rows.chain import Link
from broadcaster.journal.rows.events import Event, as_text, unfold_note

LOSSES = (LOST, SALVAGED, SALVAGED_UNKNOWN)
"""Codes of the notes about lost rows. A journal with such a note is never called whole again."""


def verify_store(store: Store, wanted: str | None, *, thorough: bool) -> Verified:
    """Check every row of an open journal; see `Journal.verify`."""
    durable, head_damaged = None, False
    try:
        # Read the head before the rows: the rows then hold whatever is written in between.
        kept = store.kept_head()
        durable = None if kept is None else (kept.seq, kept.hash)
    except DamagedHead:
        head_damaged = True
    losses: list[Note] = []
    with store.links() as links:
        found = chain.verify(_noting(links, losses), wanted, durable)
    damage = store.damage(thorough=True) if thorough else None
    head_gone = not head_damaged and durable is None and is_gone(store)
    return replace(
        found,
        ok=found.ok and not head_damaged and not head_gone and damage is None and not losses,
        head_damaged=head_damaged,
        head_gone=head_gone,
        damage=damage,
        losses=tuple(losses),
    )


def verify_file(path: Path, clock: Clock, wanted: str | None = None) -> Verified | None:
    """Verify the journal at `path` and change nothing; None if there never was one.

    A journal that is gone while its head is there is not whole.

    Raises:
        JournalError: it is damaged or from a newer version.
        StoreError: it cannot be read.
    """
    if path.exists():
        store = Store(path, as_text(clock.now()), read_only=True)
        try:
            return verify_store(store, wanted, thorough=True)
        finally:
            store.close()
    if not head.beside(path).exists():
        return None
    found = chain.verify((), wanted)
    try:
        kept = head.read(path)
    except DamagedHead:
        return replace(found, ok=False, head_damaged=True)
    return replace(found, ok=False, missing=None if kept is None else kept.seq)


def _noting(links: Iterable[Link], losses: list[Note]) -> Iterator[Link]:
    """Pass `links` on, and add each note about lost rows to `losses`."""
    for link in links:
        if link.row.event == Event.NOTED and any(code in link.row.body for code in LOSSES):
            try:
                note = unfold_note(link.row)
            except JournalError:
                pass  # the hash of this row shows what is wrong with it
            else:
                losses += [note] if note.what.code in LOSSES else []
        yield link
