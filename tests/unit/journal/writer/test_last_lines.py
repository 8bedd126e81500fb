"""What the journal does not take by a clean stop is kept beside it, and comes into it at the next start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason
from broadcaster.journal.writer import records
from broadcaster.journal.writer.as_run_log import end_journal
from broadcaster.journal.writer.records import Records, open_records
from broadcaster.journal.writer.writer import AsRunWriter
from tests.house import local

NOW = local("2026-11-23T08:00")
LATER = NOW + timedelta(seconds=30)
MISSED = Entry(kind=AiringKind.SCHEDULED, message="tin", schedule="s", planned=NOW)
CUT = Reason(code="playout.stopped")


class Last:
    """A station whose journal takes no more rows, at its end."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self.clock = FakeClock(NOW)
        self.kept = open_records(self.path, self.clock, {})
        self.writer = AsRunWriter()
        journal = self.kept.journal
        journal.touch(NOW)
        self.on_air = journal.plan(Entry(kind=AiringKind.SCHEDULED, message="a", schedule="s", planned=NOW))
        journal.started(self.on_air, NOW)
        self.lines: list[Callable[[], object]] = [
            lambda: journal.ended(self.on_air, LATER, Outcome.CUT, CUT),
            lambda: journal.plan(Entry(kind=AiringKind.MANUAL, message="lũ", planned=NOW), airing="khan"),
            lambda: journal.started("khan", NOW),
            lambda: journal.ended("khan", LATER, Outcome.AIRED),
            lambda: journal.decline([(Outcome.MISSED, MISSED, CUT)]),
            lambda: journal.note(NOW, Reason(code="service.gap")),
        ]

    def end(self) -> int:
        """Post the lines, and stop cleanly."""
        for line in self.lines:
            self.writer.line(line)
        self.clock.advance(60)
        return end_journal(self.kept, self.writer, self.clock)

    def again(self) -> Records:
        """The next start."""
        return open_records(self.path, self.clock, {})


@pytest.fixture
def last(tmp_path: Path) -> Iterator[Last]:
    made = Last(tmp_path)
    yield made
    made.kept.journal.close()


def ends(found: list[Airing]) -> list[tuple[str | None, str, object]]:
    return sorted((a.message, str(a.outcome), a.ended) for a in found)


ALL = [("a", "cut", LATER), ("lũ", "aired", LATER), ("tin", "missed", None)]


@contextmanager
def locked(last: Last) -> Iterator[None]:
    """Another program keeps the journal, and the station waits for nobody."""
    last.kept.journal.store._writer.execute("PRAGMA busy_timeout = 0")
    last.kept.journal.store._patience = 0
    with closing(sqlite3.connect(last.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_what_a_locked_journal_did_not_take_is_in_it_after_the_next_start(last: Last) -> None:
    with locked(last):
        assert last.end() == 0
    for _ in range(2):
        kept = last.again()
        with kept.journal:
            assert ends(kept.journal.airings()) == ALL
            assert [note.what.code for note in kept.journal.notes()] == ["service.gap"]
            assert kept.journal.verify().ok
            assert (kept.interrupted, kept.fault) == (0, None)
    assert not last.path.with_name(records.MEANWHILE).exists()


def test_what_has_its_place_already_is_not_told_twice(last: Last) -> None:
    """Killed between the two: the file that was kept is read by two starts."""
    with locked(last):
        assert last.end() == 0
    meanwhile = last.path.with_name(records.MEANWHILE)
    before = {path: path.read_bytes() for path in (meanwhile, meanwhile.with_suffix(".head"))}
    last.again().journal.close()
    for path, content in before.items():
        path.write_bytes(content)
    kept = last.again()
    with kept.journal:
        assert ends(kept.journal.airings()) == ALL
        assert len(kept.journal.notes()) == 1


def test_lines_that_can_be_kept_nowhere_are_counted(last: Last) -> None:
    last.path.with_name(records.MEANWHILE).mkdir()
    with locked(last):
        assert last.end() == len(last.lines)
