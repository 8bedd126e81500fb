"""Faults of the disk and other processes, and a process killed in the middle."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.journal.file.store import Store
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry
from tests.counts import counted

_SCRIPT = """
import sys
from pathlib import Path
from broadcaster.core.clock import SystemClock
from broadcaster.journal.rows.model import Entry, AiringKind, Outcome
from broadcaster.journal.log.journal import Journal
clock = SystemClock()
journal = Journal.open(Path(sys.argv[1]), clock)
for _ in range(int(sys.argv[2])):
    name = journal.plan(Entry(kind=AiringKind.MANUAL, message="m"))
    print(name, flush=True)
    journal.started(name, clock.now())
    journal.ended(name, clock.now(), Outcome.AIRED)
    journal.touch(clock.now())
"""
WRITER = [sys.executable, "-c", _SCRIPT]


def killed_at_random(path: Path, times: int) -> None:
    """Start a writer, kill it at a random row, look at the file; again and again on the same file."""
    rng = random.Random(20260302)
    rows = 0
    for _ in range(times):
        with subprocess.Popen([*WRITER, path, "1000000"], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline().strip() for _ in range(rng.randint(1, 25))]
            child.send_signal(signal.SIGKILL)
            told += child.stdout.read().split()
        with Journal.open(path, SystemClock()) as journal:
            found = journal.verify()
            assert found.ok
            assert found.rows > rows
            known = {airing.id for airing in journal.airings()}
            assert known.issuperset(told), "an intent that was told of is not in the journal"
            assert len(journal.close_interrupted(SystemClock().now())) <= 1
            rows = found.rows


def test_journal_when_its_writer_is_killed_verifies_and_takes_the_next_one(path: Path) -> None:
    killed_at_random(path, 2)


@pytest.mark.patient
def test_journal_when_its_writer_is_killed_again_and_again_verifies_each_time(path: Path) -> None:
    killed_at_random(path, counted(100))


def test_plan_when_two_processes_write_at_once_keeps_one_chain(journal: Journal, path: Path) -> None:
    children = [subprocess.Popen([*WRITER, path, "25"], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
        for _ in range(10):
            journal.plan(Entry(kind=AiringKind.MANUAL, message="ours"))
    for child in children:
        child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0, 0]
    assert journal.verify().ok
    messages = [airing.message for airing in journal.airings()]
    assert (messages.count("ours"), messages.count("m")) == (20, 50)


def test_plan_when_another_program_holds_the_file_says_so(path: Path, clock: FakeClock) -> None:
    impatient = Journal(Store(path, "now", patience=0.05), clock)
    with impatient as journal, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError) as caught:
            journal.plan(Entry(kind=AiringKind.MANUAL, message="m"))
        other.rollback()
        assert caught.value.code == "journal.busy"
        journal.plan(Entry(kind=AiringKind.MANUAL, message="m"))


def test_plan_when_disk_is_full_says_so_and_keeps_what_was_there(journal: Journal, path: Path) -> None:
    journal.plan(Entry(kind=AiringKind.MANUAL, message="before"))
    writer = journal.store._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as caught:
        journal.plan(Entry(kind=AiringKind.MANUAL, message="m" * 20000))
    assert (caught.value.code, caught.value.facts) == ("store.disk_full", {"path": str(path)})
    writer.execute("PRAGMA max_page_count = 100000")
    journal.plan(Entry(kind=AiringKind.MANUAL, message="after"))
    assert [airing.message for airing in journal.airings()] == ["before", "after"]
    assert journal.verify().ok


def test_plan_when_file_may_not_grow_says_so_and_keeps_what_was_there(journal: Journal, path: Path) -> None:
    journal.plan(Entry(kind=AiringKind.MANUAL, message="before"))
    log = path.with_name("journal.db-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        with pytest.raises(StoreError):
            journal.plan(Entry(kind=AiringKind.MANUAL, message="m" * 20000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert [airing.message for airing in journal.airings()] == ["before"]
    journal.plan(Entry(kind=AiringKind.MANUAL, message="after"))
    assert journal.verify().ok
