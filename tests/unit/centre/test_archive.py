"""What a centre keeps of its wards: rows whose hashes fit, who is dark, who is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.centre.archive import DARK, MOST_BOXES, WardArchive
from broadcaster.fleet.wire import RowBatch
from broadcaster.journal.rows.chain import GENESIS, Link
from tests.fakes.rows import BOX, chain

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
OTHER = BOX[::-1]
WARD = "tan-phong"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[WardArchive]:
    made = WardArchive(tmp_path)
    yield made
    made.close()


def send(archive: WardArchive, rows: tuple[Link, ...], after: int = 0, *, box: str = BOX) -> int | None:
    """Have rows of a log kept from `after` on."""
    before = rows[after - 1].hash if after else GENESIS
    return archive.take(WARD, box, RowBatch(after=after, before=before, rows=rows[after:]), NOW)


def ask(archive: WardArchive, rows: tuple[Link, ...], *, box: str = BOX) -> int | None:
    """Ask as a ward with that log does."""
    return archive.take(WARD, box, RowBatch(after=len(rows), before=rows[-1].hash), NOW)


def test_rows_are_kept_once_each_in_their_order(archive: WardArchive) -> None:
    log = chain(9)

    assert send(archive, log[:5]) == 5
    assert send(archive, log[:7], 3) == 7, "what came before comes again after a lost answer"
    assert send(archive, log, 7) == 9
    assert tuple(archive.links(WARD, BOX)) == log
    assert archive.boxes()[0].rows == 9


def test_a_ward_is_told_from_where_to_go_on(archive: WardArchive) -> None:
    log = chain(9)
    assert ask(archive, log) == 0
    send(archive, log[:5])
    assert ask(archive, log) == 5
    assert send(archive, log, 7) == 0, "two rows are missing: nothing is taken with a hole"
    assert tuple(archive.links(WARD, BOX)) == log[:5]
    send(archive, log, 5)
    assert ask(archive, log) == 9


@pytest.mark.parametrize("what", ["body", "prev", "hash"])
def test_a_row_whose_hash_does_not_fit_is_told_and_none_behind_it_is_taken(
    archive: WardArchive, what: str
) -> None:
    log = chain(5)
    row, prev, hashed = log[2].row, log[2].prev, log[2].hash
    if what == "body":
        row = chain(3, words="khác", begins=log[:2])[2].row
    bad = Link(row=row, prev=GENESIS if what == "prev" else prev, hash=prev if what == "hash" else hashed)

    assert send(archive, (*log[:2], bad, *log[3:])) == 2
    assert archive.boxes()[0].broken == 3
    assert tuple(archive.links(WARD, BOX)) == log[:2]
    assert send(archive, log, 2) == 5
    assert archive.boxes()[0].broken is None


def test_a_log_that_is_two_from_a_row_on_is_kept_whole_and_told(archive: WardArchive) -> None:
    log = chain(9)
    other = chain(8, words="khác", begins=log[:4])
    send(archive, log)

    assert ask(archive, other) == 7
    assert send(archive, other, 7) == 0, "its rows are others somewhere: from the first one on"
    assert send(archive, other) == 8
    (seen,) = archive.boxes()
    assert seen.forked == 5
    assert {*archive.links(WARD, BOX)} == {*log, *other}
    assert ask(archive, other) == 8


def test_a_restored_station_is_a_new_box_whose_rows_begin_with_the_old(archive: WardArchive) -> None:
    log = chain(9)
    send(archive, log)
    send(archive, chain(8, words="mới", begins=log[:6]), box=OTHER)

    old, new = archive.boxes()
    assert (old.box, old.like, old.common) == (BOX, None, 0)
    assert (new.box, new.like, new.common) == (OTHER, BOX, 6)


def test_who_is_silent_or_gone_is_dark(archive: WardArchive) -> None:
    archive.presence(WARD, BOX, here=True, life="a", now=NOW)
    (seen,) = archive.boxes()
    assert not seen.is_dark(NOW + DARK)
    assert seen.is_dark(NOW + DARK + timedelta(seconds=1))

    archive.presence(WARD, BOX, here=False, life="a", now=NOW + timedelta(seconds=5))
    (seen,) = archive.boxes()
    assert seen.is_dark(NOW + timedelta(seconds=6))
    assert seen.since == NOW + timedelta(seconds=5)


def test_the_end_of_a_lost_connection_does_not_darken_the_new_one(archive: WardArchive) -> None:
    archive.presence(WARD, BOX, here=True, life="a", now=NOW)
    archive.presence(WARD, BOX, here=True, life="b", now=NOW)
    archive.presence(WARD, BOX, here=False, life="a", now=NOW)

    assert archive.boxes()[0].here


def test_what_the_broker_kept_is_no_sign_of_life(archive: WardArchive) -> None:
    archive.presence(WARD, BOX, here=True, life="a", now=NOW, kept=True)

    assert archive.boxes()[0].seen is None
    assert archive.boxes()[0].is_dark(NOW)


def test_a_computer_that_comes_back_after_another_was_here_is_a_second_one(archive: WardArchive) -> None:
    for life in "abc":
        archive.presence(WARD, BOX, here=True, life=life, now=NOW)
    assert archive.boxes()[0].twice is None, "it was only started again"
    archive.presence(WARD, BOX, here=True, life="b", now=NOW)
    assert archive.boxes()[0].twice == NOW


def test_an_account_cannot_fill_the_disk_with_boxes(archive: WardArchive) -> None:
    for number in range(2 * MOST_BOXES):
        box = f"{number:032x}"
        archive.status(WARD, box, {}, NOW)
        archive.presence(WARD, box, here=True, life="a", now=NOW)
    assert send(archive, chain(1)) is None
    assert len(archive.boxes()) == MOST_BOXES


def test_what_was_kept_is_there_for_the_next_process(tmp_path: Path) -> None:
    for _ in range(2):
        archive = WardArchive(tmp_path)
        archive.status(WARD, BOX, {"version": "1.0"}, NOW)
        send(archive, chain(3))
        archive.close()
    archive = WardArchive(tmp_path)
    (seen,) = archive.boxes()
    archive.close()

    assert (seen.rows, seen.status) == (3, {"version": "1.0"})
