"""The journal cannot be lost in silence: what is missing is told, what is broken is mended and kept."""

from __future__ import annotations

import os
import queue
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, JournalError, StoreError
from broadcaster.core.text.catalogue import Language, say, speaking
from broadcaster.journal.file import head as heads
from broadcaster.journal.file.store import Store
from broadcaster.journal.log import repairer
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.verification import verify_file
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.journal.writer.records import recover

PAGE = 4096


@pytest.fixture
def journal(path: Path, clock: FakeClock) -> Iterator[Journal]:
    """As the station opens it."""
    opened, faults = recover(path, clock)
    with opened:
        assert faults == []
        yield opened


def air(journal: Journal, clock: FakeClock, message: str) -> str:
    """One airing from its intent to its end: three rows."""
    airing = journal.plan(Entry(kind=AiringKind.MANUAL, message=message))
    journal.started(airing, clock.now())
    journal.ended(airing, clock.now(), Outcome.AIRED)
    return airing


def killed(path: Path, to: Path) -> Path:
    """What would be on the disk if the process that has `path` open were killed now; its journal there."""
    to.mkdir()
    for file in path.parent.iterdir():
        if not file.name.endswith("-shm"):
            shutil.copy(file, to / file.name)
    return to / path.name


def aired(journal: Journal) -> list[str | None]:
    return [airing.message for airing in journal.airings()]


def codes(journal: Journal) -> list[str]:
    return [note.what.code for note in journal.notes()]


def faults_at_start(path: Path, clock: FakeClock) -> list[JournalError]:
    """What a start meets."""
    journal, faults = recover(path, clock)
    journal.close()
    return faults


def test_each_row_leaves_its_head_beside_the_file(journal: Journal, path: Path, clock: FakeClock) -> None:
    for number in (1, 2):
        journal.note(clock.now(), Reason(code="x"))
        kept = heads.read(path)
        assert kept is not None
        assert (kept.seq, kept.hash) == (number, journal.head())
    journal.touch(clock.now())
    assert heads.read(path) == kept


def test_checkpoint_leaves_no_row_to_the_write_ahead_log_alone(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    air(journal, clock, "một")
    assert journal.store.checkpoint()
    assert path.with_name("journal.db-wal").stat().st_size == 0
    found = verify_file(killed(path, tmp_path / "killed"), clock)
    assert found is not None
    assert (found.ok, found.rows) == (True, 3)


def test_checkpoint_waits_for_no_reader(journal: Journal, path: Path, clock: FakeClock) -> None:
    air(journal, clock, "một")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        air(journal, clock, "hai")
        assert not journal.store.checkpoint()
        reader.execute("COMMIT")
    assert journal.store.checkpoint()


def test_row_that_a_flipped_bit_in_the_write_ahead_log_took_away_is_told_and_never_called_whole(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    air(journal, clock, "một")
    journal.store.checkpoint()
    air(journal, clock, "hai")
    there = killed(path, tmp_path / "killed")
    log = there.with_name("journal.db-wal")
    torn = bytearray(log.read_bytes())
    torn[100] ^= 1
    log.write_bytes(torn)
    found = verify_file(there, clock)
    assert found is not None
    assert (found.ok, found.rows, found.missing) == (False, 3, 6)
    assert log.read_bytes() == torn  # the examination changes nothing
    clock.advance(60)
    again, faults = recover(there, clock)
    with again:
        assert [fault.code for fault in faults] == ["journal.rows_lost"]
        assert (aired(again), codes(again)) == (["một"], ["journal.rows_lost"])
        (note,) = again.notes()
        assert dict(note.what.facts)["row"] == "6"
        assert dict(note.what.facts)["head"] == journal.head()
        kept = there.with_name(str(dict(note.what.facts)["aside"]))
        assert kept.read_bytes() == torn
        # What was planned before the row that is lost may have been heard: it is not aired again.
        assert again.seen() == clock.now() - timedelta(seconds=60)
        air(again, clock, "ba")
        assert not again.verify().ok
    assert faults_at_start(there, clock) == []


def test_head_that_is_one_row_behind_is_no_fault(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    air(journal, clock, "một")
    before = heads.beside(path).read_bytes()
    journal.note(clock.now(), Reason(code="x"))
    there = killed(path, tmp_path / "killed")
    heads.beside(there).write_bytes(before)
    found = verify_file(there, clock)
    assert found is not None
    assert found.ok
    again, faults = recover(there, clock)
    again.close()
    assert faults == []


def test_head_that_is_damaged_itself_is_told_and_written_anew(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    air(journal, clock, "một")
    there = killed(path, tmp_path / "killed")
    torn = bytearray(heads.beside(there).read_bytes())
    torn[10] ^= 1
    heads.beside(there).write_bytes(torn)
    found = verify_file(there, clock)
    assert found is not None
    assert (found.ok, found.head_damaged) == (False, True)
    again, faults = recover(there, clock)
    with again:
        assert [fault.code for fault in faults] == ["journal.head_damaged"]
        assert again.verify().ok


def test_head_that_was_deleted_is_told_by_verify_and_by_the_start_and_written_anew(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    air(journal, clock, "một")
    there = killed(path, tmp_path / "killed")
    heads.beside(there).unlink()
    found = verify_file(there, clock)
    assert found is not None
    assert (found.ok, found.head_gone, found.missing) == (False, True, None)
    again, faults = recover(there, clock)
    with again:
        assert [fault.code for fault in faults] == codes(again) == ["journal.head_gone"]
        assert again.verify().ok
    assert faults_at_start(there, clock) == []


def test_head_that_was_deleted_is_told_by_whoever_writes_first(
    journal: Journal, path: Path, clock: FakeClock, tmp_path: Path
) -> None:
    """A `play` without a station must not hide it from the next start by a head of its own."""
    air(journal, clock, "một")
    there = killed(path, tmp_path / "killed")
    heads.beside(there).unlink()
    with Journal.open(there, clock) as other:
        air(other, clock, "hai")
        assert codes(other) == ["journal.head_gone"]


def test_new_journal_has_no_head_and_is_whole(path: Path, clock: FakeClock) -> None:
    with Journal.open(path, clock) as journal:
        journal.touch(clock.now())
        assert journal.verify().ok
    assert faults_at_start(path, clock) == []


def test_damage_that_hides_how_much_is_lost_says_so_in_both_languages(path: Path, clock: FakeClock) -> None:
    with Journal.open(path, clock) as journal:
        air(journal, clock, "một")
    heads.beside(path).unlink()
    path.write_bytes(b"khong phai nhat ky " * 300)
    (fault,) = faults_at_start(path, clock)
    assert fault.code == "journal.salvaged_unknown"
    for language in Language:
        with speaking(language):
            told = say(fault.code, **fault.facts)
        assert "?" not in told
        assert "{" not in told
    with Journal.open(path, clock) as again:
        assert len(again.verify().losses) == 1


def test_journal_removed_while_the_station_was_off_is_told(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    air(journal, clock, "một")
    journal.close()
    path.unlink()
    found = verify_file(path, clock)
    assert found is not None
    assert (found.ok, found.missing) == (False, 3)
    again, faults = recover(path, clock)
    with again:
        assert [fault.code for fault in faults] == ["journal.rows_lost"]
        assert not again.verify().ok


@pytest.mark.parametrize("what", ["removed", "replaced", "removed with its log", "log removed"])
def test_file_that_is_gone_while_it_is_open_is_written_anew_with_every_row(
    journal: Journal, path: Path, clock: FakeClock, what: str
) -> None:
    told: list[BroadcasterError] = []
    journal.repairer.on_fault = told.append
    air(journal, clock, "một")
    journal.store.checkpoint()
    air(journal, clock, "hai")
    log, before = path.with_name("journal.db-wal"), journal.head()
    if "log" in what:
        log.unlink()
    if what != "log removed":
        path.unlink()
    if what == "replaced":
        with Journal.open(path.with_name("other.db"), clock) as other:
            air(other, clock, "lạ")
        path.with_name("other.db").rename(path)
    air(journal, clock, "ba")
    code = "journal.file_replaced" if what == "replaced" else "journal.file_removed"
    assert [fault.code for fault in told] == [code]
    assert codes(journal) == [code]
    assert aired(journal) == ["một", "hai", "ba"]
    assert journal.repairer.watch() is None
    assert journal.verify(before).ok
    journal.close()
    with Journal.open(path, clock) as again:
        assert aired(again) == ["một", "hai", "ba"]
        assert again.verify(before, thorough=True).ok
    if what == "replaced":
        (aside,) = path.parent.glob("journal-*.damaged")
        with closing(sqlite3.connect(aside)) as strange:
            assert strange.execute("SELECT count(*) FROM events").fetchone() == (3,)


def test_file_of_another_station_in_a_folder_that_was_made_again_is_left_alone(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    told: list[BroadcasterError] = []
    journal.repairer.on_fault = told.append
    journal.repairer.ours = lambda: False
    air(journal, clock, "một")
    for kept in path.parent.glob("journal*"):
        kept.unlink()
    with Journal.open(path, clock) as other:
        air(other, clock, "lạ")
        air(journal, clock, "hai")
        journal.repairer.watch()
        assert aired(other) == ["lạ"]
        assert other.repairer.watch() is None
    assert {fault.code for fault in told} == {"journal.folder_taken"}
    assert aired(journal) == ["một", "hai"]  # as long as it is open


def test_file_cut_off_while_the_station_was_off_is_salvaged_at_the_start(
    path: Path, clock: FakeClock
) -> None:
    with Journal.open(path, clock) as journal:
        for number in range(60):
            air(journal, clock, f"{number} " + "a" * 300)
    os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE)
    journal, faults = recover(path, clock)
    with journal:
        fault = faults[0] if faults else journal.repairer.examine()
        assert fault is not None
        assert fault.code == "journal.salvaged"
        air(journal, clock, "sau")
        found = journal.verify(thorough=True)
        assert (found.ok, found.first_bad, found.damage) == (False, None, None)
        assert len(found.losses) == 1
        messages = aired(journal)
        assert messages[-1] == "sau"
        assert 5 < len(messages) < 61
    assert len(list(path.parent.glob("journal-*.damaged"))) == 1


@pytest.mark.parametrize("logged", [True, False])
def test_file_cut_off_to_nearly_nothing_is_written_anew_from_what_is_still_in_memory(
    journal: Journal, path: Path, clock: FakeClock, logged: bool
) -> None:
    for name in ("một", "hai", "ba"):
        air(journal, clock, name)
    journal.store.checkpoint()
    air(journal, clock, "bốn")
    if not logged:
        journal.store.checkpoint()
    os.truncate(path, 2 * PAGE)
    air(journal, clock, "năm")
    assert codes(journal) == ["journal.rebuilt"]
    assert aired(journal) == ["một", "hai", "ba", "bốn", "năm"]
    assert journal.verify(thorough=True).ok


def test_junk_written_into_the_open_file_is_found_although_its_name_and_length_are_the_same(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    told: queue.Queue[BroadcasterError] = queue.Queue()
    journal.repairer.on_fault = told.put
    for name in ("một", "hai", "ba"):
        air(journal, clock, name)
    journal.store.checkpoint()
    with path.open("r+b") as file:
        file.seek(2 * PAGE)
        file.write(os.urandom(PAGE))
    os.utime(path, ns=(1, 1))
    journal.repairer.watch()
    assert told.get(timeout=20).code == "journal.rebuilt"
    assert aired(journal) == ["một", "hai", "ba"]
    assert journal.verify(thorough=True).ok


def test_junk_in_a_page_of_rows_costs_these_rows_alone(path: Path, clock: FakeClock) -> None:
    with Journal.open(path, clock) as journal:
        for number in range(60):
            air(journal, clock, f"{number} " + "a" * 300)
        head = journal.head()
    rooms = bytearray(path.read_bytes())
    page = next(
        start
        for start in range(PAGE * 8, len(rooms), PAGE)
        if rooms[start] == 13 and b"aaaa" in rooms[start : start + PAGE]
    )
    rooms[page : page + PAGE] = os.urandom(PAGE)
    path.write_bytes(rooms)
    journal, faults = recover(path, clock)
    with journal:
        fault = faults[0] if faults else journal.repairer.examine()
        assert fault is not None
        assert fault.code == "journal.salvaged"
        assert 0 < int(str(fault.facts["lost"])) < 30
        found = journal.verify(thorough=True)
        assert (found.ok, found.first_bad, found.damage, found.missing) == (False, None, None, None)
        (note,) = (n for n in journal.notes() if n.what.code == "journal.salvaged")
        assert dict(note.what.facts)["head"] == head
        air(journal, clock, "sau")
        aside = path.with_name(str(dict(note.what.facts)["aside"]))
    assert aside.read_bytes() == rooms


def test_junk_in_an_index_costs_no_row(path: Path, clock: FakeClock) -> None:
    with Journal.open(path, clock) as journal:
        for number in range(60):
            air(journal, clock, str(number))
        head = journal.head()
        with closing(sqlite3.connect(path)) as asked:
            (page,) = asked.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'events_of_airing'"
            ).fetchone()
    rooms = bytearray(path.read_bytes())
    rooms[(page - 1) * PAGE : page * PAGE] = b"\xff" * PAGE
    path.write_bytes(rooms)
    journal, faults = recover(path, clock)
    with journal:
        fault = faults[0] if faults else journal.repairer.examine()
        assert fault is not None
        assert (fault.code, fault.facts["rows"]) == ("journal.rebuilt", "180")
        assert journal.verify(head, thorough=True).ok
        assert len(aired(journal)) == 60


def test_row_that_cannot_be_understood_costs_its_airing_alone_and_is_mended_by_the_next(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    for name in ("một", "hai", "ba"):
        air(journal, clock, name)
    with closing(sqlite3.connect(path)) as torn:
        torn.execute("DROP TRIGGER events_no_update")
        torn.execute("UPDATE events SET body = '{' WHERE seq = 5")
        torn.commit()
    unreadable: list[int] = []
    assert [a.message for a in journal.airings(unreadable=unreadable)] == ["một", "ba"]
    assert unreadable == [5]
    air(journal, clock, "bốn")
    assert codes(journal) == ["journal.salvaged"]
    assert aired(journal) == ["một", "hai", "ba", "bốn"]  # all but that row
    found = journal.verify(thorough=True)
    assert (found.ok, found.first_bad, len(found.losses)) == (False, None, 1)


def test_damage_that_a_reader_of_the_station_meets_is_mended_before_it_is_answered(
    path: Path, clock: FakeClock
) -> None:
    with Journal.open(path, clock) as journal:
        for number in range(200):
            air(journal, clock, f"{number} " + "a" * 300)
            clock.advance(3600)
    rooms = bytearray(path.read_bytes())
    for page in range(PAGE * 12, len(rooms) - PAGE * 40, PAGE):
        if rooms[page] == 13 and b"aaaa" in rooms[page : page + PAGE]:
            rooms[page : page + PAGE] = os.urandom(PAGE)
    path.write_bytes(rooms)
    journal, faults = recover(path, clock)
    with journal:
        assert faults == []  # the end of the file is whole
        told: list[BroadcasterError] = []
        journal.repairer.on_fault = told.append
        assert 0 < len(journal.airings()) < 200
        assert [fault.code for fault in told] == ["journal.salvaged"]
    with Journal.open(path, clock) as again:
        assert 0 < len(again.airings()) < 200


def test_file_that_is_no_database_any_more_begins_a_new_chain_that_names_the_old_head(
    path: Path, clock: FakeClock
) -> None:
    with Journal.open(path, clock) as journal:
        air(journal, clock, "một")
        head = journal.head()
    path.write_bytes(b"khong phai nhat ky " * 300)
    journal, (fault,) = recover(path, clock)
    with journal:
        assert (fault.code, fault.facts["lost"], fault.facts["head"]) == ("journal.salvaged", "3", head)
        assert not journal.verify().ok
    assert faults_at_start(path, clock) == []


def test_mending_that_the_disk_does_not_take_leaves_all_as_it_is_and_is_tried_again(
    journal: Journal, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BroadcasterError] = []
    journal.repairer.on_fault = told.append
    air(journal, clock, "một")
    path.unlink()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(repairer, "_copy", full)
        air(journal, clock, "hai")  # the open connection still takes it
        air(journal, clock, "ba")
    assert [fault.code for fault in told] == ["store.disk_full"]
    assert not list(path.parent.glob(".draft-*"))
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    assert journal.repairer.watch() is not None
    journal.close()
    with Journal.open(path, clock) as again:
        assert aired(again) == ["một", "hai", "ba"]


def test_full_disk_under_the_head_alone_costs_no_row(
    journal: Journal, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: Path, *_arguments: object, **_more: object) -> None:
        raise StoreError("store.disk_full", path=str(place))

    air(journal, clock, "một")
    before = heads.read(path)
    with monkeypatch.context() as patched:
        patched.setattr("broadcaster.journal.file.head.write_bytes", full)
        air(journal, clock, "hai")
    assert aired(journal) == ["một", "hai"]
    assert heads.read(path) == before  # older than the last row: no fault
    assert journal.verify().ok
    air(journal, clock, "ba")
    assert heads.read(path) != before


def test_examination_ends_with_the_journal(path: Path, clock: FakeClock) -> None:
    journal = Journal.open(path, clock)
    air(journal, clock, "một")
    assert journal.repairer.examine() is None
    journal.close()
    assert journal.repairer.examine() is None


def test_file_that_others_write_to_again_is_examined_again(
    journal: Journal, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    air(journal, clock, "một")
    examined: queue.Queue[bool] = queue.Queue()

    def damage(_store: Store, *, thorough: bool) -> None:
        examined.put(thorough)

    monkeypatch.setattr(Store, "damage", damage)
    for touched in (1, 2):
        os.utime(path, ns=(touched, touched))
        journal.repairer.watch()
        assert examined.get(timeout=20) is False
        for thread in threading.enumerate():
            if thread.name == "journal-check":
                thread.join(20)


def test_damage_that_was_repaired_while_it_was_looked_for_is_not_repaired_twice(
    journal: Journal, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    air(journal, clock, "một")

    def damage(_store: Store, *, thorough: bool) -> str:
        journal.repairer.repair()
        return "found before the repair"

    monkeypatch.setattr(Store, "damage", damage)
    assert journal.repairer.examine() is None
    assert codes(journal) == ["journal.rebuilt"]
