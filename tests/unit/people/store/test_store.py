"""The file people.db: private, whole or as before, and readable where the disk takes no writes."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError, Phrase, StoreError
from broadcaster.journal.rows.model import Reason
from broadcaster.people.roles.model import Role
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.persons import AcceptedPeople
from broadcaster.people.store.store import NAME, PeopleStore
from tests.unit.people.conftest import Ward, people, person

LAN = people(person("lan", Role.TECHNICIAN))


def opened(folder: Path) -> PeopleStore:
    return PeopleStore(folder / NAME, FakeClock(datetime(2026, 11, 20, tzinfo=UTC)))


def test_the_file_is_for_the_station_alone(fresh: Ward) -> None:
    path = fresh.folder / "state" / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_none_is_made_by_a_look(tmp_path: Path) -> None:
    assert PeopleStore.existing(tmp_path, FakeClock(datetime(2026, 11, 20, tzinfo=UTC))) is None
    assert list(tmp_path.iterdir()) == []


def test_a_transaction_that_fails_leaves_everything_as_it_was(fresh: Ward) -> None:
    def change() -> None:
        with fresh.store.changing():
            fresh.store.accepted.write(AcceptedPeople(people=LAN), fresh.store.now)
            fresh.store.tell("people.row.code", by="pi")
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        change()
    assert not fresh.store.accepted.read().people.founded
    assert not fresh.store.outbox.waiting


def test_a_change_of_another_process_is_noticed(fresh: Ward) -> None:
    before = fresh.store.version
    assert fresh.store.version == before
    other = opened(fresh.folder / "state")
    try:
        other.accepted.write(AcceptedPeople(people=LAN), other.now)
    finally:
        other.close()
    assert fresh.store.version != before
    assert fresh.store.accepted.read().people == LAN


@pytest.mark.parametrize(
    "content", [b"not a database at all, whatever it says" * 50, b"SQLite format 3\0" + b"x" * 500]
)
def test_a_damaged_file_is_an_error_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(PeopleError) as error:
        opened(tmp_path)
    assert error.value.code == "people.store_damaged"
    assert (tmp_path / NAME).read_bytes() == content


def test_people_that_cannot_be_understood_are_an_error(fresh: Ward) -> None:
    with sqlite3.connect(fresh.folder / "state" / NAME) as raw:
        raw.execute("INSERT INTO accepted VALUES (1, '{\"lan\": {}}', '', '', '', '{}')")
    raw.close()
    with pytest.raises(PeopleError) as error:
        fresh.store.accepted.read()
    assert error.value.code == "people.store_damaged"


def test_a_file_of_a_newer_version_is_refused(fresh: Ward) -> None:
    with sqlite3.connect(fresh.folder / "state" / NAME) as raw:
        raw.execute("PRAGMA user_version = 99")
        raw.execute("PRAGMA application_id = 99")
    raw.close()
    with pytest.raises(PeopleError) as error:
        opened(fresh.folder / "state")
    assert error.value.code == "people.store_newer"


def test_while_another_process_writes_for_long_it_is_busy(fresh: Ward) -> None:
    raw = sqlite3.connect(fresh.folder / "state" / NAME, isolation_level=None)
    try:
        raw.execute("BEGIN IMMEDIATE")
        fresh.store._database._connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(PeopleError) as error:
            fresh.store.tell("people.row.code", by="pi")
        assert error.value.code == "people.store_busy"
    finally:
        raw.close()


def test_where_no_folder_can_be_made_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place")
    with pytest.raises(StoreError):
        opened(tmp_path / "state")


def test_what_is_deleted_is_overwritten(fresh: Ward) -> None:
    fresh.store.credentials.put("lan", CredentialKind.PIN, "a-secret-that-was-replaced", fresh.store.now)
    fresh.store.credentials.remove("lan")
    assert b"a-secret-that-was-replaced" not in (fresh.folder / "state" / NAME).read_bytes()


class TestOutbox:
    WHAT = Reason(
        code="people.row.changed",
        facts=(("by", "Lan"), ("what", Phrase(code="people.change.removed", facts=(("person", "Thu"),)))),
    )

    def test_rows_go_to_the_journal_in_their_order_with_their_instants(self, fresh: Ward) -> None:
        fresh.store.outbox.add(fresh.store.now, self.WHAT)
        at = fresh.clock.now()
        fresh.clock.advance(5)
        fresh.store.tell("people.row.code", by="pi")
        rows: list[tuple[datetime, Reason]] = []
        fresh.store.outbox.deliver(lambda when, what: rows.append((when, what)))
        when, first = rows[0]
        assert (when, first.code, first.facts[:2]) == (at, self.WHAT.code, self.WHAT.facts)
        assert [dict(what.facts)["people_change"] for _, what in rows] == ["1", "2"]
        assert rows[1][1].code == "people.row.code"
        assert not fresh.store.outbox.waiting

    def test_what_the_journal_does_not_take_stays(self, fresh: Ward) -> None:
        fresh.store.tell("people.row.code", by="pi")
        fresh.store.tell("people.row.code_used", account="pi")
        taken: list[str] = []

        def full(_: datetime, what: Reason) -> None:
            if taken:
                raise StoreError("store.disk_full", path="x")
            taken.append(what.code)

        with pytest.raises(StoreError):
            fresh.store.outbox.deliver(full)
        assert fresh.store.outbox.waiting
        fresh.store.outbox.deliver(lambda _, what: taken.append(what.code))
        assert taken == ["people.row.code", "people.row.code_used"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_takes_no_writes_is_read(fresh: Ward) -> None:
    fresh.store.accepted.write(AcceptedPeople(people=LAN), fresh.store.now)
    path = fresh.folder / "state" / NAME
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        again = opened(path.parent)
        assert again.accepted.read().people == LAN
        again.close()
    finally:
        path.parent.chmod(0o700)
