"""An older people.db than the journal tells of is not believed; one that the journal is behind always is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access.access import Access
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.access.freshness import ToldInMemory, problems_of_people
from broadcaster.people.access.housekeeping import AccessUpkeep
from broadcaster.people.roles.model import Action, Caller, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.people import people as examined

TODAY = date(2026, 11, 20)
TECHNICIAN = Person(id="son", name="Sơn", roles=frozenset({Role.TECHNICIAN}))
LEADER = Person(id="thu", name="Thu", roles=frozenset({Role.LEADER}))


class Killed(BaseException):
    """The process ends here."""


class Ward:
    """A station's state folder with people and a journal, and what happens to both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.clock = FakeClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
        self.faults: list[str] = []

    @property
    def file(self) -> Path:
        return self.state / NAME

    @contextmanager
    def store(self) -> Iterator[PeopleStore]:
        with closing(PeopleStore(self.file, self.clock)) as store:
            yield store

    def change(self) -> None:
        with self.store() as store, store.changing():
            store.tell("people.row.code", by="pi")

    def administer(self, change: Callable[[Administration, Authority], object]) -> None:
        """As a command of the station's own account does, with a one-time code."""
        with self.store() as store:
            code, _ = OneTimeCode(store, self.clock).make("pi")
            by = Authority(caller=Caller(person=None, account="pi", own=True), today=TODAY, code=code)
            change(Administration(store, self.folder, self.clock), by)

    def deliver(self, *, killed: bool = False) -> None:
        """Move the rows; or be killed between the journal and the store."""
        with self.store() as store, Journal.open(self.state / JOURNAL, self.clock) as journal:

            def write(at: datetime, what: Reason) -> None:
                journal.note(at, what)
                if killed:
                    raise Killed

            with suppress(Killed):
                store.outbox.deliver(write)
            journal.store.checkpoint()

    def access(self) -> Access:
        return Access(self.folder, self.state, self.clock, lambda: ZoneInfo("Asia/Ho_Chi_Minh"))

    @contextmanager
    def running(self) -> Iterator[tuple[Access, AccessUpkeep]]:
        """A station that runs, with the journal open."""
        with Journal.open(self.state / JOURNAL, self.clock) as journal:
            told = ToldInMemory(journal)
            access = Access(self.folder, self.state, self.clock, lambda: ZoneInfo("UTC"), told)

            def write(at: datetime, what: Reason) -> None:
                journal.note(at, what)
                told.add(what)

            upkeep = AccessUpkeep(access, write, self)
            try:
                yield access, upkeep
            finally:
                access.close()

    def accused(self) -> bool:
        """As at a start of the station."""
        with closing(self.access()) as access:
            _ = access.people
            return access.fault is not None and access.fault.code == "people.store_older"

    def report(self, fault: BroadcasterError) -> None:
        self.faults.append(fault.code)

    def over(self, faults: object) -> None:
        for fault in faults:  # type: ignore[attr-defined]
            self.faults.remove(fault.code)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    """With a technician and a leader, and both in the journal."""
    made = Ward(tmp_path)
    made.administer(lambda admin, by: admin.add(TECHNICIAN, by))
    made.administer(lambda admin, by: admin.add(LEADER, by))
    made.deliver()
    return made


def removed_and_put_back(ward: Ward, *, told: bool = True) -> None:
    """The leader is removed; then the file of before is put back."""
    shutil.copy(ward.file, ward.folder / "older")
    ward.administer(lambda admin, by: admin.remove("thu", by))
    if told:
        ward.deliver()
    shutil.copy(ward.folder / "older", ward.folder / "put-back")
    (ward.folder / "put-back").replace(ward.file)


def test_removed_leader_does_not_come_back_with_an_older_file(ward: Ward) -> None:
    removed_and_put_back(ward)
    with closing(ward.access()) as access:
        own = access.caller(os.getuid())
        leader = Caller(person=LEADER, account="", own=False)
        assert access.people.lost
        assert {action for action in Action if _may(access, own, action)} == {
            Action.LOOK,
            Action.STOP,
            Action.EMERGENCY,
        }
        assert not any(_may(access, leader, action) for action in Action)
        for asked in (lambda: access.signing_in, lambda: access.sessions, lambda: access.administration):
            with pytest.raises(PeopleError) as error:
                asked()
            assert error.value.code == "people.store_older"


def test_check_and_doctor_tell_an_older_file_and_what_to_do(ward: Ward) -> None:
    removed_and_put_back(ward)
    assert "people.store_older" in {one.code for one in problems_of_people(ward.folder, ward.clock)}
    told = [
        finding for finding in examined(ward.folder, Settings(name="X")) if "people_unknown" in str(finding)
    ]
    assert "people.store_older" in str(told)


@pytest.mark.parametrize("in_place", [False, True])
def test_older_file_put_in_place_while_the_station_runs_brings_nobody_back(
    ward: Ward, *, in_place: bool
) -> None:
    with ward.running() as (access, upkeep):
        upkeep.look()
        shutil.copy(ward.file, ward.folder / "older")
        ward.administer(lambda admin, by: admin.remove("thu", by))
        upkeep.look()
        assert set(access.people.persons) == {"son"}
        if in_place:
            shutil.copyfile(ward.folder / "older", ward.file)
        else:
            (ward.folder / "older").replace(ward.file)
        upkeep.look()
        assert "thu" not in access.people.persons
        assert ward.faults == ["people.store_older"]
        with pytest.raises(PeopleError):
            _ = access.administration


def test_technician_says_yes_by_the_one_time_code_and_the_journal_tells_it(ward: Ward) -> None:
    removed_and_put_back(ward)
    shutil.copy(ward.file, ward.folder / "copy")
    with ward.running() as (access, upkeep):
        upkeep.look()
        assert ward.faults == ["people.store_older"]
        with ward.store() as store:
            store.lineage.doubt()  # as `people recover` does
        ward.administer(lambda admin, by: admin.set_password("son", "mat khau moi 1", by))
        upkeep.look()
        assert ward.faults == ["people.file_changed"], "people.yaml is the newer one: that is told as ever"
        assert set(access.people.persons) == {"son", "thu"}
    with Journal.open_to_read(ward.state / JOURNAL, ward.clock) as journal:
        assert "people.row.older_accepted" in [note.what.code for note in journal.notes()]
    assert not ward.accused()
    (ward.folder / "copy").replace(ward.file)
    assert ward.accused(), "every copy of before is older from now on"


def test_doubt_stays_however_many_rows_are_written_meanwhile(ward: Ward) -> None:
    removed_and_put_back(ward)
    with ward.store() as store:
        store.lineage.doubt()
    for _ in range(20):
        ward.change()
    assert ward.accused()


def test_older_file_of_a_program_that_gave_no_names_is_told_too(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.file)) as before:
        before.execute("DROP TABLE lineage")
        before.execute("ALTER TABLE accepted DROP COLUMN senders")
        before.execute("PRAGMA user_version = 3")
        before.commit()
    assert ward.accused()
    for path in ward.state.glob("journal*"):
        path.unlink()
    assert not ward.accused(), "the first start after an update"


def test_new_store_in_place_of_a_damaged_one_is_believed_and_the_old_one_no_more(ward: Ward) -> None:
    ward.file.rename(ward.folder / "damaged")
    (ward.folder / "people.yaml").unlink()
    ward.administer(lambda admin, by: admin.add(TECHNICIAN, by))
    assert not ward.accused()
    ward.deliver()
    assert not ward.accused()
    (ward.folder / "damaged").replace(ward.file)
    assert ward.accused()


def test_a_lost_journal_accuses_nobody(ward: Ward) -> None:
    removed_and_put_back(ward)
    for path in ward.state.glob("journal*"):
        path.unlink()
    assert not ward.accused()


def test_change_that_the_journal_does_not_know_yet_cannot_be_told(ward: Ward) -> None:
    removed_and_put_back(ward, told=False)
    assert not ward.accused()


STEPS = st.lists(
    st.sampled_from(
        ["change", "deliver", "killed", "restart", "new store", "backup", "restore", "journal lost"]
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_befalls_a_station_by_itself_it_is_never_accused(steps: list[str]) -> None:
    with TemporaryDirectory() as name:
        ward = Ward(Path(name))
        ward.change()
        for step in steps:
            _do(ward, step)
            assert not ward.accused(), step


@settings(max_examples=40, deadline=None)
@given(
    before=st.lists(st.sampled_from(["change", "deliver", "killed"]), max_size=6),
    between=st.lists(st.sampled_from(["change", "deliver", "killed"]), max_size=4),
    after=st.lists(st.sampled_from(["killed", "restart", "change elsewhere"]), max_size=3),
)
def test_older_copy_is_always_told_once_a_later_row_is_in_the_journal(
    before: list[str], between: list[str], after: list[str]
) -> None:
    with TemporaryDirectory() as name:
        ward = Ward(Path(name))
        ward.change()
        for step in before:
            _do(ward, step)
        shutil.copy(ward.file, ward.folder / "older")
        for step in (*between, "change", "deliver", *after):
            _do(ward, step)
        (ward.folder / "older").replace(ward.file)
        assert ward.accused()


def _do(ward: Ward, step: str) -> None:
    kept = ward.folder / "kept"
    match step:
        case "change" | "change elsewhere":
            ward.change()
        case "deliver" | "killed":
            ward.deliver(killed=step == "killed")
        case "new store":
            ward.file.unlink()
            ward.change()
        case "backup":
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(ward.state, kept)
        case "restore" if kept.exists():
            shutil.rmtree(ward.state)
            shutil.copytree(kept, ward.state)
        case "journal lost":
            for path in ward.state.glob("journal*"):
                path.unlink()


def _may(access: Access, caller: Caller, action: Action) -> bool:
    try:
        access.require(caller, action)
    except PeopleError:
        return False
    return True
