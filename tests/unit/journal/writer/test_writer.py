"""The as-run writer keeps the order, whatever the disk does, and keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

from broadcaster.core.errors import FaultList, JournalError, StoreError
from broadcaster.journal.writer import writer as writing
from broadcaster.journal.writer.writer import AsRunWriter

FULL = StoreError("store.disk_full", path="journal.db")


class Disk:
    """Takes lines, unless it is full."""

    def __init__(self) -> None:
        self.full = False
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        if self.full:
            raise FULL
        self.lines.append(line)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def told() -> FaultList:
    return FaultList()


@pytest.fixture
def writer(told: FaultList) -> AsRunWriter:
    return AsRunWriter(told)


def work(writer: AsRunWriter) -> None:
    while writer.step():
        pass


def test_lines_that_a_full_disk_does_not_take_are_written_later_in_their_order(
    writer: AsRunWriter, disk: Disk, told: FaultList
) -> None:
    disk.full = True
    for line in "abc":
        writer.line(lambda line=line: disk.write(line))  # type: ignore[misc]
    work(writer)
    assert (disk.lines, writer.behind) == ([], True)
    assert told == [FULL], "an outage is told once"
    disk.full = False
    writer.line(lambda: disk.write("d"))
    work(writer)
    assert (disk.lines, writer.behind) == (["a", "b", "c", "d"], False)


def test_what_is_asked_is_done_after_all_that_was_posted_before(writer: AsRunWriter, disk: Disk) -> None:
    writer.line(lambda: disk.write("a"))
    answer = writer.ask(lambda: list(disk.lines))
    writer.line(lambda: disk.write("b"))
    work(writer)
    assert answer.result(0) == ["a"]


def test_error_of_what_is_asked_reaches_the_asker_and_nobody_else(writer: AsRunWriter, disk: Disk) -> None:
    disk.full = True
    answer = writer.ask(lambda: disk.write("a"))
    work(writer)
    assert answer.exception(0) is FULL
    assert not writer.behind, "it is not tried again"


def test_what_nobody_waits_for_any_more_is_not_done(writer: AsRunWriter, disk: Disk) -> None:
    answer = writer.ask(lambda: disk.write("a"))
    assert answer.cancel()
    work(writer)
    assert disk.lines == []


@pytest.mark.parametrize("error", [JournalError("journal.unknown_airing", airing="x"), RuntimeError("ours")])
def test_line_that_can_never_be_written_keeps_no_other_back(
    writer: AsRunWriter, disk: Disk, error: Exception
) -> None:
    def fails() -> None:
        raise error

    writer.line(fails)
    writer.line(lambda: disk.write("a"))
    work(writer)
    assert disk.lines == ["a"]


def test_whoever_posts_does_not_wait_for_a_disk_that_stalls(writer: AsRunWriter, disk: Disk) -> None:
    stalls, begun = threading.Event(), threading.Event()

    def stall() -> None:
        begun.set()
        stalls.wait(10)

    writer._thread.start()
    writer.line(stall)
    assert begun.wait(10)
    answer = writer.ask(lambda: disk.write("a"))
    writer.line(lambda: disk.write("b"))
    assert not writer.close(0), "it is told that not all is written"
    stalls.set()
    answer.result(10)
    writer._thread.join(10)
    assert disk.lines == ["a", "b"]


def test_end_with_lines_that_the_disk_does_not_take_is_told(writer: AsRunWriter, disk: Disk) -> None:
    disk.full = True
    writer.line(lambda: disk.write("a"))
    assert not writer.close(0)


@pytest.mark.parametrize("code", ["journal.already_planned", "journal.already_ended"])
def test_line_whose_place_is_taken_is_no_outage(
    writer: AsRunWriter, disk: Disk, told: FaultList, code: str
) -> None:
    def taken() -> None:
        raise JournalError(code, airing="x", message="m")

    writer.line(taken)
    writer.line(lambda: disk.write("a"))
    work(writer)
    assert (disk.lines, told) == (["a"], [])


class Kept:
    """Stands where the journal does: what the writer asks of its file, and on which thread."""

    def __init__(self, *, damaged: bool = False) -> None:
        self.damaged = damaged
        self.looks: list[str] = []
        self.examined = threading.Event()
        self.looked = threading.Event()
        self.on_fault: object = None
        self.repairer = self.store = self

    def watch(self) -> None:
        self.looks.append(f"watch on {threading.current_thread().name}")
        if self.damaged:
            raise OSError("the card is away")

    def checkpoint(self) -> None:
        self.looks.append("checkpoint")
        self.looked.set()

    def examine(self) -> None:
        self.examined.set()
        if self.damaged:
            raise JournalError("journal.damaged", path="x")


@pytest.mark.parametrize("damaged", [False, True])
def test_the_file_is_looked_after_when_all_is_written_and_examined_once_it_has_settled(
    monkeypatch: pytest.MonkeyPatch, disk: Disk, told: FaultList, *, damaged: bool
) -> None:
    monkeypatch.setattr(writing, "SETTLED", 0.001)
    kept, mended = Kept(damaged=damaged), object()
    writer = AsRunWriter()
    writer.line(lambda: disk.write("a"))
    writer.open(kept, told, mended)  # type: ignore[arg-type]
    assert kept.on_fault is mended
    assert kept.looked.wait(10)
    assert kept.examined.wait(10)
    disk.full = True
    writer.line(lambda: disk.write("b"))
    writer.ask(lambda: None).result(10)
    assert told == [FULL]
    disk.full = False
    writer.line(lambda: disk.write("c"))
    assert writer.close(10)
    assert (disk.lines, writer.stopped) == (["a", "b", "c"], True)
    assert kept.looks[:2] == ["watch on as-run", "checkpoint"]


def test_writer_that_ends_before_the_journal_has_settled_does_not_examine_it(told: FaultList) -> None:
    kept, writer = Kept(), AsRunWriter()
    writer.open(kept, told, lambda _: None)  # type: ignore[arg-type]
    assert writer.close(10)
    assert not kept.examined.wait(0.05)


def test_what_the_disk_did_not_take_is_tried_again_without_a_further_line(
    monkeypatch: pytest.MonkeyPatch, writer: AsRunWriter, disk: Disk
) -> None:
    monkeypatch.setattr(writing, "RETRY", 0.001)
    written = threading.Event()
    disk.full = True

    def write() -> None:
        disk.write("a")
        written.set()

    writer.line(write)
    writer._thread.start()
    writer.ask(lambda: None).result(10)
    disk.full = False
    assert written.wait(10)
    assert writer.close(10)


def test_lines_that_are_given_up_are_told_in_order_and_only_these(writer: AsRunWriter, disk: Disk) -> None:
    disk.full = True
    lines = [lambda: disk.write("a"), lambda: disk.write("b"), lambda: disk.write("c")]
    writer.line(lines[0])
    writer.line(lines[1])
    work(writer)
    writer.ask(lambda: None)
    writer.line(lines[2])
    assert writer.give_up() == lines
    disk.full = False
    work(writer)
    writer.retry()
    assert disk.lines == []


def test_of_more_lines_than_can_be_kept_the_newest_are(
    monkeypatch: pytest.MonkeyPatch, writer: AsRunWriter, disk: Disk
) -> None:
    monkeypatch.setattr(writing, "UNWRITTEN", 2)
    disk.full = True
    for line in "abc":
        writer.line(lambda line=line: disk.write(line))  # type: ignore[misc]
    work(writer)
    disk.full = False
    writer.retry()
    assert (disk.lines, writer.behind) == (["b", "c"], False)
