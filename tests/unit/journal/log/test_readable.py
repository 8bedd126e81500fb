"""What can be read of a damaged file, row by row where a page is broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.file import queries
from broadcaster.journal.file.database import connect_to_read
from broadcaster.journal.log import salvage
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.salvage import Survey, last_number, open_damaged, readable
from broadcaster.journal.rows.chain import Link
from broadcaster.journal.rows.model import AiringKind, Entry


@pytest.fixture
def source(path: Path, clock: FakeClock) -> Iterator[sqlite3.Connection]:
    """A journal of six rows."""
    with Journal.open(path, clock) as journal:
        for number in range(6):
            journal.plan(Entry(kind=AiringKind.MANUAL, message=str(number)))
    with closing(connect_to_read(path)) as connection:
        yield connection


def numbers(links: Iterator[Link]) -> list[int]:
    return [link.row.seq for link in links]


@pytest.mark.parametrize("at_once", [1, 2, 5, 6, 256])
def test_all_rows_up_to_the_last_are_read(
    source: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(salvage, "_AT_ONCE", at_once)
    assert last_number(source) == 6
    assert numbers(readable(source, 6)) == [1, 2, 3, 4, 5, 6]
    assert numbers(readable(source, 5)) == [1, 2, 3, 4, 5]
    assert numbers(readable(source, 0)) == []


@pytest.mark.parametrize("broken", [1, 3, 6])
def test_row_on_a_broken_page_costs_only_itself(
    source: sqlite3.Connection, broken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = queries.links

    def links(connection: sqlite3.Connection, where: str = "") -> Iterator[Link]:
        for link in read(connection, where):
            if link.row.seq == broken:
                raise sqlite3.DatabaseError("database disk image is malformed")
            yield link

    monkeypatch.setattr(queries, "links", links)
    assert numbers(readable(source, 6)) == [number for number in range(1, 7) if number != broken]


def test_survey_counts_the_whole_chain_and_what_is_kept_behind_a_gap(source: sqlite3.Connection) -> None:
    survey = Survey()
    taken = [survey.take(link) for link in readable(source, 6) if link.row.seq != 3]
    assert taken == [True] * 5
    assert (survey.prefix, survey.kept) == (2, 5)


def test_file_that_cannot_be_opened_has_no_rows(tmp_path: Path) -> None:
    with closing(open_damaged(tmp_path / "gone.db")) as connection:
        assert last_number(connection) is None
        assert numbers(readable(connection, 3)) == []
