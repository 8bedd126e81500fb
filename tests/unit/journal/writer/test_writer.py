"""The as-run writer keeps the order, whatever the disk does, and keeps nobody waiting."""

from __future__ import annotations

import threading

import pytest

from broadcaster.core.errors import BroadcasterError, JournalError, StoreError
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
def told() -> list[BroadcasterError]:
    return []


@pytest.fixture
def writer(told: list[BroadcasterError]) -> AsRunWriter:
    return AsRunWriter(told.append)


def work(writer: AsRunWriter) -> None:
    while writer.step():
        pass


def test_lines_that_a_full_disk_does_not_take_are_written_later_in_their_order(
    writer: AsRunWriter, disk: Disk, told: list[BroadcasterError]
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
    writer: AsRunWriter, disk: Disk, told: list[BroadcasterError], code: str
) -> None:
    def taken() -> None:
        raise JournalError(code, airing="x", message="m")

    writer.line(taken)
    writer.line(lambda: disk.write("a"))
    work(writer)
    assert (disk.lines, told) == (["a"], [])
