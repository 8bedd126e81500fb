"""What befalls the journal's file, as its watch tells it; and the end of the file, where it is no row's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.errors import JournalError
from broadcaster.journal.file import queries
from broadcaster.journal.file.disk_file import FileChange, FileWatch, keep_room
from broadcaster.journal.rows.chain import GENESIS

HASH = "0f" * 32


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    path.write_bytes(b"x" * 100)
    Path(f"{path}-wal").write_bytes(b"")
    return path


@pytest.fixture
def watch(file: Path) -> FileWatch:
    made = FileWatch(file)
    made.remember()
    return made


def replaced(file: Path) -> None:
    (file.parent / "other").write_bytes(b"x" * 100)
    (file.parent / "other").replace(file)


BEFALLS: dict[str, tuple[Callable[[Path], object], FileChange | None]] = {
    "nothing": (lambda file: None, None),
    "it grows": (lambda file: file.write_bytes(b"x" * 200), None),
    "it is cut": (lambda file: os.truncate(file, 99), FileChange.TRUNCATED),
    "it is removed": (lambda file: file.unlink(), FileChange.REMOVED),
    "its log is removed": (lambda file: Path(f"{file}-wal").unlink(), FileChange.REMOVED),
    "its log is cut": (lambda file: Path(f"{file}-wal").write_bytes(b""), None),
    "another takes its place": (replaced, FileChange.REPLACED),
}


@pytest.mark.parametrize(("befall", "change"), BEFALLS.values(), ids=BEFALLS)
def test_what_befalls_the_file_is_told(
    file: Path, watch: FileWatch, befall: Callable[[Path], object], change: FileChange | None
) -> None:
    befall(file)
    assert watch.change() is change


def test_file_that_is_cut_to_less_than_it_grew_to_is_told(file: Path, watch: FileWatch) -> None:
    file.write_bytes(b"x" * 200)
    assert watch.change() is None
    os.truncate(file, 150)
    assert watch.change() is FileChange.TRUNCATED


def write_at(file: Path, second: int) -> None:
    file.write_bytes(b"y" * 100)
    os.utime(file, (second, second))


def test_what_others_write_is_told_once_and_ones_own_never(file: Path, watch: FileWatch) -> None:
    assert not watch.written_by_others()
    write_at(file, 1)
    assert [watch.written_by_others(), watch.written_by_others()] == [True, False]
    write_at(file, 2)
    watch.remember_own_write(others=False)
    assert not watch.written_by_others()
    write_at(file, 3)
    watch.remember_own_write(others=True)
    assert [watch.written_by_others(), watch.written_by_others()] == [True, False]
    file.unlink()
    assert not watch.written_by_others()


def test_file_is_ours_until_another_has_its_name(file: Path, watch: FileWatch) -> None:
    assert watch.is_ours(file)
    assert not watch.is_ours(file.parent / "other")
    replaced(file)
    assert not watch.is_ours(file)
    file.unlink()
    assert not watch.is_ours(file)


def test_nothing_befalls_a_journal_in_memory() -> None:
    watch = FileWatch(None)
    watch.remember()
    watch.remember_own_write(others=True)
    assert (watch.change(), watch.written_by_others()) == (None, False)


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (None, (0, GENESIS, None)),
        ((7, HASH, "2026-11-23"), (7, HASH, "2026-11-23")),
        ((7, HASH.encode(), "2026-11-23"), None),
        ((7, HASH[1:], "2026-11-23"), None),
        ((7, f"{HASH}0", "2026-11-23"), None),
        ((7, HASH.upper(), "2026-11-23"), None),
        ((7, None, "2026-11-23"), None),
        ((7, HASH, None), None),
        ((7, HASH, b"2026-11-23"), None),
    ],
)
def test_no_row_follows_a_last_one_that_is_damaged(
    row: tuple[object, ...] | None, known: tuple[int, str, str | None] | None
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE events (seq, hash, written)")
        connection.execute("INSERT INTO events VALUES (1, ?, 'before')", (HASH,))
        if row is None:
            connection.execute("DELETE FROM events")
        else:
            connection.execute("INSERT INTO events VALUES (?, ?, ?)", row)
        if known is not None:
            assert queries.tail(connection) == known
            return
        with pytest.raises(JournalError) as caught:
            queries.tail(connection)
    assert (caught.value.code, caught.value.facts["row"]) == ("journal.unreadable_row", 7)


def test_room_that_is_kept_shows_in_no_length_and_leaves_no_file_open(tmp_path: Path) -> None:
    path = tmp_path / "journal.db-wal"
    path.write_bytes(b"log")
    before = set(Path("/proc/self/fd").iterdir())
    keep_room(path, 1 << 16)
    assert set(Path("/proc/self/fd").iterdir()) <= before
    assert path.read_bytes() == b"log"
