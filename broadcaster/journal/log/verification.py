"""Whether a journal is whole: its chain, structure, head and notes about lost rows; the verdict in words."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.file import head, queries
from broadcaster.journal.file.copies import evidence
from broadcaster.journal.file.disk_file import write_ahead_log
from broadcaster.journal.file.head import DamagedHead, Head
from broadcaster.journal.file.store import Store
from broadcaster.journal.log.recorder import write_note
from broadcaster.journal.log.salvage import SALVAGED, SALVAGED_UNKNOWN
from broadcaster.journal.rows import chain
from broadcaster.journal.rows.chain import Link
from broadcaster.journal.rows.events import RowEvent, as_text, unfold_note
from broadcaster.journal.rows.model import Note, Reason, Verified

LOST = "journal.rows_lost"
"""The note where rows at the end of the file were lost."""

HEAD_DAMAGED = "journal.head_damaged"
"""The note where the head beside the file could not be read."""

HEAD_GONE = "journal.head_gone"
"""The note where there was no head beside the file, and should have been."""

FIRST_HEAD = 0.1  # seconds from the first row to its head, at most

log = logging.getLogger(__name__)


def compare_with_head(store: Store, clock: Clock) -> Reason | None:
    """Compare the file with its head before any row is written, and write a note about each difference.

    Returns:
        The note, if rows are missing that were durable, or the head cannot be read or is gone.
    """
    try:
        kept = store.kept_head()
    except DamagedHead:
        return _noted(store, Reason(code=HEAD_DAMAGED), clock.now())
    if kept is None:
        if is_head_gone(store):
            return note_head_gone(store, clock)
        store.keep_head()
        return None
    if store.has(kept):
        return None
    now = clock.now()
    facts = {"row": str(kept.seq), "head": kept.hash, "at": kept.at, "rows": str(_rows(store))}
    note = Reason(code=LOST, facts=(*facts.items(), ("aside", _keep_log(store, now))))
    _noted(store, note, now)
    _settle(store, kept)
    return note


def is_head_gone(store: Store) -> bool:
    """True if there must be a head beside the file, and there is none.

    First whether there must be one: a row may be written between the two questions. Then twice: another
    process may have written its first row and not yet its first head.
    """
    if not store.owes_head() or not store.lacks_head():
        return False
    time.sleep(FIRST_HEAD)
    return store.lacks_head()


def note_head_gone(store: Store, clock: Clock) -> Reason:
    """Write the note that the head is gone; with that row comes a new head."""
    return _noted(store, Reason(code=HEAD_GONE), clock.now())


def _noted(store: Store, note: Reason, now: datetime) -> Reason:
    with store.writing() as writer:
        write_note(writer, note, at=now, written=now)
    return note


def _rows(store: Store) -> int:
    with store.reading() as reader:
        return queries.tail(reader)[0]


def _settle(store: Store, kept: Head) -> None:
    """Store the time of the lost row as a sign of life: nothing planned before it airs any more.

    Nobody knows what of it has aired.
    """
    with suppress(ValueError), store.reading() as reader:
        sign = queries.seen(reader) or ""
        datetime.fromisoformat(kept.at)
        if sign < kept.at:
            with store.writing() as writer:
                writer.touch(kept.at)


def _keep_log(store: Store, now: datetime) -> str:
    """Copy the write-ahead log, in which the rows are missing; the copy's name, "" where there is no log.

    The next row begins to overwrite the log.
    """
    path = store.path
    if path is None:
        return ""
    found, aside = write_ahead_log(path), f"{evidence(path, now)}-wal"
    try:
        if not found.stat().st_size:
            return ""
        shutil.copyfile(found, path.with_name(aside))
    except OSError:
        log.exception("the write-ahead log is not kept")
        return ""
    return aside


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
    head_gone = not head_damaged and durable is None and is_head_gone(store)
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
        if link.row.event == RowEvent.NOTED and any(code in link.row.body for code in LOSSES):
            try:
                note = unfold_note(link.row)
            except JournalError:
                pass  # the hash of this row shows what is wrong with it
            else:
                losses += [note] if note.what.code in LOSSES else []
        yield link


def verdict(found: Verified, zone: ZoneInfo, head: str | None = None) -> str:
    """A text: whether the log is whole and, if not, all its faults.

    Args:
        zone: for the times at which rows were lost.
        head: the head hash of an earlier day that should be in the chain.
    """
    faults = [*_faults(found, zone)]
    if found.first_bad is not None and len(faults) == 1:
        return say("journal.broken", row=found.first_bad, rows=found.rows, head=found.head)
    if faults:
        return say("journal.not_whole", rows=found.rows, head=found.head, faults="\n".join(faults))
    if not found.ok:
        return say("journal.head_missing", wanted=head, rows=found.rows, head=found.head)
    return say("journal.whole", rows=found.rows, head=found.head)


def verified_as_json(found: Verified) -> dict[str, object]:
    """`log verify --format json`."""
    return {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "first_bad": found.first_bad,
        "missing": found.missing,
        "head_damaged": found.head_damaged,
        "head_gone": found.head_gone,
        "damage": found.damage,
        "losses": [loss.id for loss in found.losses],
    }


def _faults(found: Verified, zone: ZoneInfo) -> Iterator[str]:
    if found.first_bad is not None:
        yield say("journal.fault_of_chain", row=found.first_bad)
    if found.missing is not None:
        yield say("journal.fault_of_end", row=found.missing)
    if found.head_damaged:
        yield say("journal.head_damaged")
    if found.head_gone:
        yield say("journal.head_gone")
    if found.damage is not None:
        yield say("journal.fault_of_file", damage=found.damage)
    for loss in found.losses:
        at = f"{loss.at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
        yield say("journal.fault_told", at=at, text=loss.what.text)
