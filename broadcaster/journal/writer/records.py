"""The journal as it is found at the start; where it cannot be written, one that stands in for it.

A damaged file is left as it is. Without it nothing stops a planned airing from airing twice, so the
timetable is held; what a person asks for airs, for an emergency may not wait for a disk. Its lines go
into a second file, or stay in memory while no file can be written, and come into the journal with the
first start that can open it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, JournalError, ServiceError, StoreError, phrase
from broadcaster.journal.file.copies import evidence, move_away
from broadcaster.journal.file.head import beside
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.repairer import DAMAGED
from broadcaster.journal.log.salvage import salvage_closed
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.misses import NO_DISK, NO_JOURNAL, Outage
from broadcaster.journal.writer.progress import AiringPosition
from broadcaster.timetable.rules.guard import Refusal

MEANWHILE = "meanwhile.db"
"""The file that stands in for it. Of another name: who moves a damaged journal moves `journal.db*`."""

BUSY = "journal.busy"
"""Another program writes just now: that passes, so the start fails and is tried again by systemd."""

HELD = "journal.held"
"""The note of a stand-in that the timetable is held, and why."""

OVER = "journal.held_over"
"""The note of a stand-in that ends in order: until then the timetable was held."""

OLDEST = timedelta(days=31)
"""A first start that seems longer ago was one by a clock that nobody had set: decades of rows say nothing."""

AGAIN = 2  # times that a fault which may pass at once is tried again at the start
PAUSE = 0.2  # seconds between them
_PASSING = ("store.fault", "journal.fault")
_DISK = ("store.disk_full", "store.not_writable", "store.fault")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The journal, what it knows of the past, and why it is not the one on the disk."""

    journal: Journal
    ledger: Ledger
    seen: datetime | None  # when the timetable was settled last
    last_row: datetime | None
    since: datetime | None = None  # from then on slots have no row yet; None where the timetable never ran
    mended: tuple[JournalError, ...] = ()  # what was wrong with the file
    outages: tuple[Outage, ...] = ()  # when the station ran without it
    interrupted: int = 0  # airings that were on air when the last process ended
    fault: ServiceError | None = None
    rescue: Path | None = None  # the file for lines that are in memory only, written at the end

    @property
    def faults(self) -> list[BroadcasterError]:
        """The faults that `status` shows until the next start."""
        cut = ServiceError("service.interrupted", count=self.interrupted) if self.interrupted else None
        return [fault for fault in (self.fault, *self.mended, cut) if fault is not None]

    def close(self, clock: Clock) -> None:
        """Close the journal; write lines that are in memory only to the disk, if it takes them by now."""
        try:
            if self.fault is not None:
                self.journal.note(clock.now(), Reason(code=OVER))
            if self.rescue is not None:
                with Journal.open(self.rescue, clock) as saved:
                    saved.take_over(self.journal.lines())
        except (JournalError, StoreError):
            log.exception("what was in memory of the journal is lost")
        finally:
            self.journal.close()


def keep_unwritten(journal: Journal, lines: Sequence[Callable[[], object]], path: Path, clock: Clock) -> bool:
    """At the end: keep lines that the journal does not take for the next start; false if that fails too.

    Args:
        journal: their journal. Nothing is written to it any more.
        lines: each writes its rows to it.
    """
    rows = journal.collect()
    for line in lines:
        try:
            line()
        except Exception:
            log.exception("a line of the journal is lost")
    try:
        with Journal.open(path.with_name(MEANWHILE), clock) as saved:
            saved.take_over(rows)
    except (JournalError, StoreError):
        log.exception("nor are they kept beside it")
        return False
    return True


def open_records(path: Path, clock: Clock, reached: Mapping[str, AiringPosition]) -> Records:
    """Open the journal at `path` and end what the last process left open; see the module.

    Args:
        reached: how far the airings of the last process had come.

    Raises:
        JournalError: another program keeps the file.
    """
    meanwhile = path.with_name(MEANWHILE)
    try:
        kept = _insistently(lambda: _recovered(path, clock, reached))
    except (JournalError, StoreError) as error:
        if error.code == BUSY:
            raise
        log.exception("the journal is kept in %s, the timetable is held", meanwhile)
        fault = ServiceError("service.no_journal", reason=phrase(error))
        held = Reason(code=HELD, facts=(("why", (NO_DISK if error.code in _DISK else NO_JOURNAL).code),))
    else:
        return _with_meanwhile(kept, meanwhile, clock, reached)
    kept = _stand_in(meanwhile, clock, reached)
    try:
        kept.journal.note(clock.now(), held)
    except (JournalError, StoreError):
        log.exception("why the timetable is held is in no row")
    return replace(kept, fault=fault)


def _insistently(opened: Callable[[], Records]) -> Records:
    """Try again: a single failed read of a card or a network disk must not stop the timetable."""
    for _ in range(AGAIN):
        try:
            return opened()
        except (JournalError, StoreError) as error:
            if error.code not in _PASSING:
                raise
            log.warning("the journal is tried again", exc_info=True)
            time.sleep(PAUSE)
    return opened()


def _stand_in(meanwhile: Path, clock: Clock, reached: Mapping[str, AiringPosition]) -> Records:
    try:
        return _opened(meanwhile, clock, reached)
    except JournalError as second:
        log.exception("%s cannot be read", meanwhile)
        _move_away(meanwhile, clock, second)
    except StoreError:
        log.exception("nor does the disk take %s", meanwhile)
    try:
        return _opened(meanwhile, clock, reached)
    except (JournalError, StoreError):
        log.exception("the journal is kept in memory")
        return replace(_begun(Journal.in_memory(clock), clock, {}), rescue=meanwhile)


def _recovered(path: Path, clock: Clock, reached: Mapping[str, AiringPosition]) -> Records:
    """The journal itself; what is damaged shows when it is opened, or when its end is read."""
    journal, mended = recover(path, clock)
    try:
        _go_on_with(journal, path.with_name(MEANWHILE), clock)
        try:
            kept = _begun(journal, clock, reached)
        except JournalError as error:
            if error.code not in DAMAGED:
                raise
            mended.append(journal.repairer.repair())
            kept = _begun(journal, clock, reached)
    except (JournalError, StoreError):
        journal.close()
        raise
    return replace(kept, mended=tuple(mended))


def _opened(path: Path, clock: Clock, reached: Mapping[str, AiringPosition]) -> Records:
    journal = Journal.open(path, clock)
    try:
        return _begun(journal, clock, reached)
    except (JournalError, StoreError):
        journal.close()
        raise


def _begun(journal: Journal, clock: Clock, reached: Mapping[str, AiringPosition]) -> Records:
    ledger = Ledger(journal, clock)
    seen, last_row = ledger.last_seen(), journal.last_seen()
    interrupted = ledger.close_interrupted(reached)
    if interrupted:
        log.warning("the last run cut off %d airings", interrupted)
    return Records(
        journal=journal, ledger=ledger, seen=seen, last_row=last_row, since=seen, interrupted=interrupted
    )


def _go_on_with(journal: Journal, meanwhile: Path, clock: Clock) -> None:
    """Bring in what the end of the last process could not write of airings that are open here.

    First, since what has no end here becomes interrupted. All else of that file comes in last.
    """
    if not meanwhile.exists():
        return
    try:
        with Journal.open_to_read(meanwhile, clock) as other:
            chain, lines = other.verify(), other.lines()
        whole = lines if chain.first_bad is None else lines[: chain.first_bad - 1]
        journal.take_over(whole, known=True)
    except (JournalError, StoreError):
        log.exception("the ends in %s are not in the journal", meanwhile)


def _with_meanwhile(
    kept: Records, meanwhile: Path, clock: Clock, reached: Mapping[str, AiringPosition]
) -> Records:
    """Bring in what was written while the journal could not be; what fails of it is left to the next start.

    Last: by then the journal has ended its own airings, by its own last sign of life.
    """
    if not meanwhile.exists():
        return kept
    try:
        other = _opened(meanwhile, clock, reached)
        with other.journal:
            lines, chain = other.journal.lines(), other.journal.verify()
            outages = _outages(other)
    except StoreError:
        log.exception("%s is left to the next start", meanwhile)
        return kept
    except JournalError as error:
        log.exception("%s cannot be read", meanwhile)
        _move_away(meanwhile, clock, error)
        return kept
    if chain.first_bad is not None:
        # A damaged line would make the journal unreadable for good.
        log.error("%s is damaged from line %d on", meanwhile, chain.first_bad)
        lines = lines[: chain.first_bad - 1]
    interrupted = kept.interrupted + other.interrupted
    try:
        taken = kept.journal.take_over(lines)
        log.warning("%d lines that were written meanwhile are in the journal now", taken)
        # Airings that the damage or a power cut left without an end.
        interrupted += kept.ledger.close_interrupted(reached)
        if chain.first_bad is None:
            meanwhile.unlink()
            beside(meanwhile).unlink(missing_ok=True)
        else:
            _move_away(meanwhile, clock)
    except (JournalError, StoreError, OSError):
        # The next start knows its lines and leaves them out.
        log.exception("%s is left to the next start", meanwhile)
    signs = [sign for sign in (kept.last_row, other.last_row) if sign is not None]
    kept.ledger.outages = outages
    return replace(
        kept,
        last_row=max(signs, default=None),
        since=kept.since or _first_held(outages, clock.now()),
        interrupted=interrupted,
        outages=outages,
    )


def _first_held(outages: Iterable[Outage], now: datetime) -> datetime | None:
    """Since when slots lack their rows where the first start ever was one without its journal."""
    held = (outage.since for outage in outages)
    return min((since for since in held if now - OLDEST <= since <= now), default=None)


def _outages(other: Records) -> tuple[Outage, ...]:
    """When and why the timetable was held while another file took the lines: to the last sign of its life."""
    notes = [note for note in other.journal.notes() if note.what.code == HELD]
    until = other.last_row
    return tuple(
        Outage(
            since=note.at,
            until=until,
            why=Refusal(code=str(dict(note.what.facts).get("why", NO_JOURNAL.code))),
        )
        for note in notes
        if until is not None
    )


def _move_away(damaged: Path, clock: Clock, error: JournalError | None = None) -> None:
    """Keep it as evidence, with what SQLite wrote beside it: the next outage needs a file to write to."""
    if error is not None and error.code == BUSY:
        return
    try:
        move_away(damaged, evidence(damaged, clock.now()))
    except OSError:
        log.exception("%s is left where it is", damaged)


def recover(path: Path, clock: Clock) -> tuple[Journal, list[JournalError]]:
    """Open the journal at `path`, or create it; no other journal of it may be open in this process.

    Returns:
        The journal, and the faults that were found.

    Raises:
        JournalError: another process keeps it, or it is from a newer version.
        StoreError: the disk does not let it be opened, written or repaired.
    """
    found: list[JournalError] = []
    try:
        journal = Journal.open(path, clock)
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        found.append(salvage_closed(path, clock))
        journal = Journal.open(path, clock)
        journal.store.keep_head()  # the old head is named in the note about the damage
    try:
        missing = _compared(journal)
    except BaseException:
        journal.close()
        raise
    journal.repairer.allowed = True
    return journal, found if missing is None else [*found, missing]


def _compared(journal: Journal) -> JournalError | None:
    try:
        return journal.repairer.compare_head()
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        return journal.repairer.repair()
