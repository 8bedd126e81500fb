"""A file goes on with an older program if what a newer one did to it only added, and only then."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.database import Adding, DatabaseFile, Faults, Migrations, needed
from broadcaster.core.errors import NoticesError

FAULTS = Faults(error=NoticesError, damaged="damaged", busy="busy", newer="newer")
FIRST = ("CREATE TABLE seen (id INTEGER PRIMARY KEY, what TEXT NOT NULL)",)
COLUMN = Adding(("ALTER TABLE seen ADD COLUMN by TEXT NOT NULL DEFAULT ''",))
OTHER = ("ALTER TABLE seen RENAME COLUMN what TO said",)


def opened(path: Path, migrations: Migrations) -> DatabaseFile:
    return DatabaseFile(path, migrations, FAULTS, ())


def test_older_program_writes_on_in_a_file_to_which_was_only_added_and_the_newer_takes_it_back(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.db"
    opened(path, [FIRST, COLUMN]).close()
    with closing(opened(path, [FIRST])) as older:
        older.write("INSERT INTO seen (what) VALUES ('a')")
    with closing(opened(path, [FIRST, COLUMN])) as newer:
        assert newer.read("SELECT what, by FROM seen") == [("a", "")]


def test_older_program_leaves_alone_what_was_changed_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    opened(path, [FIRST, COLUMN, OTHER]).close()
    before = path.read_bytes()
    with pytest.raises(NoticesError, match="newer"):
        opened(path, [FIRST, COLUMN])
    assert path.read_bytes() == before


@given(adds=st.lists(st.booleans(), min_size=1, max_size=8), newer=st.integers(0, 8), older=st.integers(0, 8))
def test_a_program_works_with_a_file_if_it_knows_all_that_did_more_than_add(
    adds: Sequence[bool], newer: int, older: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = [
        Adding((f"CREATE TABLE t{n} (a)",)) if add else (f"CREATE TABLE t{n} (a)",)
        for n, add in enumerate(adds)
    ]
    newer, older = min(newer, len(made)), min(older, len(made))
    path = tmp_path_factory.mktemp("files") / "x.db"
    opened(path, made[:newer]).close()
    works = older >= newer or older >= needed(made[:newer]) > 0
    if works:
        opened(path, made[:older]).close()
    else:
        with pytest.raises(NoticesError, match="newer"):
            opened(path, made[:older])
