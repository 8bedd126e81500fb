"""Whatever is done to stored rows behind the journal's back, `verify` names the first bad one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link, canonical, digest, verify
from broadcaster.journal.rows.model import AiringKind, Entry, Verified

ROWS = 8


@pytest.fixture
def filled(path: Path, clock: FakeClock) -> Iterator[Journal]:
    with Journal.open(path, clock) as journal:
        for number in range(ROWS):
            journal.plan(Entry(kind=AiringKind.MANUAL, message=f"m{number}"))
            clock.advance(60)
        yield journal


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for name in ("events_no_update", "events_no_delete", "events_in_order"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_verify_when_journal_is_new_has_the_head_of_nothing(journal: Journal) -> None:
    assert journal.verify() == Verified(ok=True, rows=0, head=GENESIS)


def test_verify_when_untouched_gives_the_head(filled: Journal) -> None:
    assert filled.verify() == Verified(ok=True, rows=ROWS, head=filled.head())


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        pytest.param(
            ["UPDATE events SET body = replace(body, 'm3', 'm9') WHERE seq = 4"], 4, id="edit of a body"
        ),
        pytest.param(["UPDATE events SET written = '2020-01-01' WHERE seq = 1"], 1, id="edit of a time"),
        pytest.param(["UPDATE events SET event = 'ended' WHERE seq = 8"], 8, id="edit of the last row"),
        pytest.param(["UPDATE events SET slot = '{}' WHERE seq = 2"], 2, id="edit of a slot"),
        pytest.param(["UPDATE events SET hash = 'x' WHERE seq = 3"], 3, id="edit of a hash"),
        pytest.param(["UPDATE events SET body = x'ff00' WHERE seq = 3"], 3, id="bytes instead of text"),
        pytest.param(
            ["UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE seq = 3"], 3, id="undecodable text"
        ),
        pytest.param(["DELETE FROM events WHERE seq = 5"], 5, id="deletion"),
        pytest.param(["DELETE FROM events WHERE seq = 1"], 1, id="deletion of the first"),
        pytest.param(
            ["DELETE FROM events WHERE seq = 5", "UPDATE events SET seq = seq - 1 WHERE seq > 5"],
            5,
            id="deletion and renumbering",
        ),
        pytest.param(
            [
                "UPDATE events SET seq = seq + 100 WHERE seq > 5",
                "UPDATE events SET seq = seq - 99 WHERE seq > 100",
                (
                    "INSERT INTO events SELECT 6, written, event, 'x', '', NULL, '{}', prev, hash FROM events"
                    " WHERE seq = 5"
                ),
            ],
            6,
            id="insertion",
        ),
        pytest.param(
            [
                "UPDATE events SET seq = 99 WHERE seq = 3",
                "UPDATE events SET seq = 3 WHERE seq = 4",
                "UPDATE events SET seq = 4 WHERE seq = 99",
            ],
            3,
            id="reordering",
        ),
    ],
)
def test_verify_when_rows_were_tampered_with_names_the_first_bad(
    filled: Journal, path: Path, statements: list[str], first_bad: int
) -> None:
    head = filled.head()
    tamper(path, *statements)
    found = filled.verify()
    assert (found.ok, found.first_bad) == (False, first_bad)
    assert not filled.verify(head).ok


def test_verify_when_last_rows_are_gone_needs_the_head_beside_it_or_an_earlier_one_to_see_it(
    filled: Journal, path: Path
) -> None:
    early, late = GENESIS, filled.head()
    tamper(path, "DELETE FROM events WHERE seq > 6")
    assert filled.verify() == Verified(ok=False, rows=6, head=filled.head(), missing=8)
    path.with_name("journal.head").unlink()
    gone = filled.verify()
    assert gone == Verified(ok=False, rows=6, head=filled.head(), head_gone=True)
    filled.store.keep_head()  # whoever may write the file may write that, too
    assert filled.verify().ok
    assert filled.verify(early).ok
    assert filled.verify(filled.head()).ok
    assert filled.verify(late) == Verified(ok=False, rows=6, head=filled.head())


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE events SET body = '{}'", id="update"),
        pytest.param("DELETE FROM events", id="delete"),
        pytest.param("INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 2", id="replace"),
        pytest.param(
            "INSERT INTO events SELECT 99, written, event, airing, moment, slot, body, prev, hash FROM events"
            " WHERE seq = 2",
            id="insertion out of order",
        ),
    ],
)
def test_file_when_changed_by_plain_statements_refuses_them(
    filled: Journal, path: Path, statement: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        connection.rollback()
    assert filled.verify().rows == ROWS


def test_airings_when_a_body_was_ruined_leave_its_airing_out_and_name_the_row(
    filled: Journal, path: Path
) -> None:
    tamper(path, "UPDATE events SET body = 'nonsense' WHERE seq = 4")
    unreadable: list[int] = []
    assert [airing.message for airing in filled.airings(unreadable=unreadable)] == [
        f"m{number}" for number in range(ROWS) if number != 3
    ]
    assert unreadable == [4]


TEXTS = st.text(max_size=20)
ROW_CHANGES: dict[str, Callable[[ChainRow], object]] = {
    "seq": lambda row: row.seq + 1,
    "written": lambda row: row.written + " ",
    "event": lambda row: row.event + "x",
    "airing": lambda row: row.airing + "x",
    "moment": lambda row: None if row.moment is not None else "",
    "slot": lambda row: None if row.slot is not None else "",
    "body": lambda row: row.body + " ",
}


@given(
    fields=st.lists(
        st.tuples(TEXTS, TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS, TEXTS), min_size=1, max_size=6
    ),
    data=st.data(),
)
def test_verify_when_any_field_of_any_row_changes_finds_that_row(
    fields: list[tuple[str, str, str, str | None, str | None, str]], data: st.DataObject
) -> None:
    prev, links = GENESIS, []
    for seq, (written, event, airing, moment, slot, body) in enumerate(fields, start=1):
        row = ChainRow(
            seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body
        )
        links.append(Link(row=row, prev=prev, hash=digest(prev, row)))
        prev = links[-1].hash
    assert verify(links) == Verified(ok=True, rows=len(links), head=prev)
    assert verify(links, data.draw(st.sampled_from(links)).hash).ok
    index = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from(sorted(ROW_CHANGES)))
    old = links[index].row
    values = {key: getattr(old, key) for key in ROW_CHANGES} | {name: ROW_CHANGES[name](old)}
    links[index] = Link(row=ChainRow(**values), prev=links[index].prev, hash=links[index].hash)
    assert verify(links).first_bad == index + 1


def test_canonical_when_text_has_marks_or_lone_surrogates_is_plain_ascii() -> None:
    assert canonical({"b": "Tân Phong", "a": "\ud800"}) == '{"a":"\\ud800","b":"T\\u00e2n Phong"}'


def test_chain_when_computed_by_hand_is_as_documented(journal: Journal, path: Path, clock: FakeClock) -> None:
    import hashlib
    import json

    journal.plan(Entry(kind=AiringKind.MANUAL, message="bản tin"))
    with closing(sqlite3.connect(path)) as connection:
        stored = connection.execute(
            "SELECT seq, written, event, airing, moment, slot, body FROM events"
        ).fetchone()
    text = "0" * 64 + json.dumps(list(stored), separators=(",", ":"))
    assert journal.head() == hashlib.sha256(text.encode()).hexdigest()
    assert stored[1] == clock.now().isoformat(timespec="microseconds") == "2026-03-01T23:29:55.000000+00:00"
