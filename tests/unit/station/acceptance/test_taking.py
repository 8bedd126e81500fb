"""Taking a station: what is whole of it, what changed, and what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError, StationError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.station.acceptance import confirmation as module
from broadcaster.station.acceptance.change_rows import ChangeRows
from broadcaster.station.acceptance.confirmation import Confirmed
from broadcaster.station.acceptance.intake import Intake, take
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.history import FileVersions
from broadcaster.station.editing.regulation import add_order, end_order, mourn
from broadcaster.station.loading import archive
from broadcaster.station.model.regulation import Mourning, RegulationOrder, Sorrow
from broadcaster.station.model.station import find_message
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.rules.guard import Case, Refusal, refusal

WORDS = "title: {title}\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
BROKEN = "title: Bản nháp\nparts:\n  - sai: x\n"
FILES = {
    "station.yaml": "name: Đài thử\nregulation: {quiet: '21:00-06:00'}\napproval: {required: false}\n",
    "messages/a.yaml": WORDS.format(title="A"),
    "messages/b.yaml": WORDS.format(title="B"),
    "schedules/s.yaml": "messages: [a, b]\nat: ['07:00']\n",
    "lexicon.yaml": "UBND: uỷ ban\n",
}


class Ward:
    """A station folder; each `start` is a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
        self.journal = Journal.in_memory(self.clock)
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def settings(self, quiet: str = "21:00-06:00", timezone: str = "Asia/Ho_Chi_Minh") -> None:
        regulation = f"regulation: {{quiet: '{quiet}'}}\n"
        self.write(
            "station.yaml",
            f"name: Đài thử\ntimezone: {timezone}\n{regulation}approval: {{required: false}}\n",
        )

    def start(self) -> Intake:
        self.confirmed = Confirmed(self.folder / "state")
        self.rows = ChangeRows(self.journal, lambda what, at: self.journal.note(at or self.clock.now(), what))
        self.last: Intake | None = None
        return self.take()

    def take(self) -> Intake:
        self.clock.advance(2)
        station = None if self.last is None else self.last.station
        self.last = take(
            self.folder, self.folder / "state", confirmed=self.confirmed, clock=self.clock, last=station
        )
        self.rows.write(self.last.change, self.confirmed.waiting)
        book = self.last.files.get("regulation.yaml")
        writer = FileVersions(self.folder / "state").writer("regulation.yaml", book)
        self.rows.follow(self.last.station.settings, writer)
        return self.last

    def sounds_at(self, hour: str) -> bool:
        """Whether a message may air at that time of Hà Nội."""
        assert self.last is not None
        station = self.confirmed.over(self.last.station)
        at = datetime.fromisoformat(f"2026-11-26T{hour}+07:00")
        found = refusal(Case(station=station, message=station.messages["a"]), at, at.replace(second=10))
        return found is None

    def notes(self, code: str) -> list[str]:
        return [note.what.text for note in self.journal.notes() if note.what.code == code]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_draft_waits_while_what_is_whole_is_taken(ward: Ward) -> None:
    ward.start()
    ward.write("messages/nhap.yaml", BROKEN)
    ward.write("messages/moi.yaml", WORDS.format(title="Mới"))
    taken = ward.take()
    assert not taken.current
    assert taken.left_out == ("messages/nhap.yaml",)
    assert [(p.file, p.line) for p in taken.problems] == [("messages/nhap.yaml", 3)]
    assert find_message(taken.station, "moi").title == "Mới"
    with pytest.raises(StationError) as waits:
        find_message(taken.station, "nhap")
    assert waits.value.facts == {"message": "nhap", "place": "messages/nhap.yaml:3"}


def test_broken_file_that_replaces_an_accepted_one_leaves_it_as_it_was(ward: Ward) -> None:
    ward.start()
    ward.write("messages/a.yaml", BROKEN)
    ward.write("schedules/s.yaml", "messages: [a]\nat: ['25:00']\n")
    ward.write("lexicon.yaml", "[1")
    ward.write("messages/b.yaml", WORDS.format(title="B mới"))
    taken = ward.take()
    assert find_message(taken.station, "a").title == "A"
    assert find_message(taken.station, "b").title == "B mới"
    assert taken.station.schedules["s"].messages == ("a", "b")
    assert dict(taken.station.lexicon) == {"UBND": "uỷ ban"}
    assert taken.left_out == ("lexicon.yaml", "messages/a.yaml", "schedules/s.yaml")


def test_archive_holds_what_airs_and_a_restart_on_a_broken_station_file_airs_it(ward: Ward) -> None:
    ward.start()
    ward.write("messages/a.yaml", BROKEN)
    ward.write("messages/nhap.yaml", BROKEN)
    ward.write("schedules/t.yaml", "messages: [b, nhap]\nat: ['08:00']\n")
    aired = ward.take().station
    ward.write("station.yaml", "colour: blue\n")
    again = ward.start()
    assert again.station == aired
    assert again.left_out == ()
    assert dict(again.station.waiting).keys() == {"nhap"}


def test_broken_station_file_means_that_nothing_is_taken(ward: Ward) -> None:
    before = ward.start().station
    ward.write("station.yaml", "name: [\n")
    ward.write("messages/moi.yaml", WORDS.format(title="Mới"))
    assert ward.take().station is before
    (ward.folder / "station.yaml").unlink()
    assert ward.take().station is before


def test_station_that_was_never_accepted_must_be_whole(ward: Ward) -> None:
    ward.write("messages/nhap.yaml", BROKEN)
    with pytest.raises(BadStation):
        ward.start()


def test_deleted_is_deleted_and_a_schedule_that_names_it_is_refused_with_that_reason(ward: Ward) -> None:
    ward.start()
    (ward.folder / "messages/a.yaml").unlink()
    (ward.folder / "lexicon.yaml").unlink()
    station = ward.take().station
    assert dict(station.lexicon) == {}
    with pytest.raises(StationError, match="no_message"):
        find_message(station, "a")
    at = ward.clock.now()
    found = refusal(Case(station=station, message=station.messages["a"]), at, at)
    assert found == Refusal(code="timetable.message_gone")
    assert refusal(Case(station=station, message=station.messages["b"]), at, at) is None
    (ward.folder / "schedules/s.yaml").unlink()
    assert dict(ward.take().station.messages).keys() == {"b"}


def test_schedule_that_names_a_draft_is_refused_with_its_place_until_it_is_mended(ward: Ward) -> None:
    ward.start()
    ward.write("messages/nhap.yaml", BROKEN)
    ward.write("schedules/t.yaml", "messages: [b, nhap]\nat: ['08:00']\n")
    station = ward.take().station
    at = ward.clock.now()
    found = refusal(Case(station=station, message=station.messages["nhap"], emergency=True), at, at)
    assert found == Refusal(code="timetable.message_waits", facts=(("place", "messages/nhap.yaml:3"),))
    ward.write("messages/nhap.yaml", WORDS.format(title="Xong"))
    taken = ward.take()
    assert taken.current
    assert dict(taken.station.waiting) == {}
    assert refusal(Case(station=taken.station, message=taken.station.messages["nhap"]), at, at) is None


def test_new_schedule_with_a_slip_waits_and_one_whose_zone_was_deleted_is_left_out(ward: Ward) -> None:
    ward.write("station.yaml", FILES["station.yaml"] + "zones: {cho: {}}\n")
    ward.write("schedules/cho.yaml", "message: a\nat: ['09:00']\nzones: [cho]\n")
    ward.start()
    ward.write("schedules/sai.yaml", "message: khong-co\nat: ['08:00']\n")
    assert ward.take().station.schedules.keys() == {"s", "cho"}
    ward.write("station.yaml", FILES["station.yaml"])
    taken = ward.take()
    assert taken.station.schedules.keys() == {"s"}
    assert taken.left_out == ("schedules/cho.yaml", "schedules/sai.yaml")


def test_message_whose_stand_in_is_a_draft_waits_with_it(ward: Ward) -> None:
    ward.write("station.yaml", FILES["station.yaml"] + "sources: {vov: 'http://a/b.mp3'}\n")
    ward.start()
    ward.write("messages/nhap.yaml", BROKEN)
    relay = "title: R\nrepeat: 1\nparts:\n  - {relay: vov, for: 5m, else: nhap}\n"
    ward.write("messages/r.yaml", relay)
    taken = ward.take()
    assert dict(taken.station.waiting).keys() == {"nhap", "r"}
    assert taken.left_out == ("messages/nhap.yaml", "messages/r.yaml")


def test_message_that_stays_as_accepted_keeps_the_recording_that_it_had(ward: Ward) -> None:
    ward.write("recordings/x.ogg", "old")
    ward.write("messages/a.yaml", "title: A\nparts: [{play: recordings/x.ogg}]\n")
    ward.start()
    ward.write("recordings/x.ogg", "new")
    ward.write("messages/a.yaml", "title: A\nparts: [{play: recordings/x.ogg}]\ncolour: blue\n")
    taken = ward.take()
    assert taken.station.recordings["recordings/x.ogg"].path.read_text() == "old"
    (ward.folder / "recordings/x.ogg").unlink()
    assert ward.take().station.recordings["recordings/x.ogg"].path.read_text() == "old"


@pytest.mark.parametrize("count", [30])
def test_chain_of_drafts_ends(ward: Ward, count: int) -> None:
    ward.write("station.yaml", FILES["station.yaml"] + "sources: {vov: 'http://a/b.mp3'}\n")
    ward.start()
    for number in range(count):
        part = f"  - {{relay: vov, for: 5m, else: n{number + 1}}}\n"
        ward.write(f"messages/n{number}.yaml", f"title: R\nrepeat: 1\nparts:\n{part}")
    ward.write(f"messages/n{count}.yaml", BROKEN)
    taken = ward.take()
    assert len(taken.station.waiting) == count + 1


# What changed stands in the journal.


def test_each_accepted_change_is_one_row_with_both_digests(ward: Ward) -> None:
    ward.start()
    (first,) = ward.notes("station.first_taken")
    assert "+station.yaml" in first
    ward.take()
    ward.start()
    assert ward.notes("station.changed") == []
    ward.write("messages/c.yaml", WORDS.format(title="C"))
    (ward.folder / "messages/b.yaml").unlink()
    ward.write("schedules/s.yaml", "messages: [a]\nat: ['07:00']\n")
    ward.write("station.yaml", FILES["station.yaml"].replace("Đài thử", "Đài") + "reading: {codes: short}\n")
    ward.take()
    (ward.folder / "station.yaml").rename(ward.folder / "away")
    ward.take()
    (ward.folder / "away").rename(ward.folder / "station.yaml")
    ward.take()
    ward.start()
    (row,) = [note.what for note in ward.journal.notes() if note.what.code == "station.changed"]
    facts = dict(row.facts)
    assert (
        facts["what"] == "station.yaml (name, reading), -messages/b.yaml, +messages/c.yaml, schedules/s.yaml"
    )
    assert len(str(facts["old"])) == len(str(facts["new"])) == 64
    assert facts["old"] != facts["new"]


def test_change_whose_row_was_lost_with_the_power_is_told_by_the_next_start(ward: Ward) -> None:
    ward.start()
    ward.write("lexicon.yaml", "UBND: u bê\n")
    station = ward.last.station if ward.last else None
    take(
        ward.folder, ward.folder / "state", confirmed=ward.confirmed, clock=ward.clock, last=station
    )  # and dies
    assert ward.notes("station.changed") == []
    ward.start()
    ward.start()
    (row,) = ward.notes("station.changed")
    assert "lexicon.yaml" in row


def test_change_made_while_no_station_ran_is_told_by_the_next_start(ward: Ward) -> None:
    ward.start()
    ward.write("messages/a.yaml", WORDS.format(title="A mới"))
    ward.start()
    (row,) = ward.notes("station.changed")
    assert "messages/a.yaml" in row


def test_password_in_station_yaml_never_stands_in_the_row(ward: Ward) -> None:
    ward.write("station.yaml", FILES["station.yaml"] + "sources: {x: 'http://u:secret@a/b'}\n")
    ward.start()
    ward.write("station.yaml", FILES["station.yaml"] + "sources: {x: 'http://u:hidden@a/b'}\n")
    ward.take()
    (row,) = ward.notes("station.changed")
    assert "station.yaml (sources)" in row
    assert "secret" not in row
    assert "hidden" not in row


def test_other_secret_is_told_by_its_file_alone(ward: Ward) -> None:
    sources = "sources: {x: !secret link}\n"
    ward.write("station.yaml", FILES["station.yaml"] + sources)
    ward.write("secrets.yaml", "link: http://a/one\n")
    ward.start()
    ward.write("secrets.yaml", "link: http://a/two\n")
    ward.take()
    ward.take()
    ward.start()
    (row,) = [note.what for note in ward.journal.notes() if note.what.code == "station.changed"]
    facts = dict(row.facts)
    assert facts["what"] == "secrets.yaml"
    assert facts["old"] == facts["new"]


# What makes the loudspeakers sound in the night waits for a person.


def test_other_zone_waits_over_restarts_while_the_rest_of_the_file_is_taken(ward: Ward) -> None:
    ward.start()
    assert not ward.sounds_at("22:00:00")
    ward.settings(timezone="America/New_York")
    ward.write("messages/c.yaml", WORDS.format(title="C"))
    for taken in (ward.take(), ward.start(), ward.start()):
        assert "c" in taken.station.messages
        assert taken.station.settings.timezone.key == "Asia/Ho_Chi_Minh"
        assert not ward.sounds_at("22:00:00")
    waiting = ward.confirmed.waiting
    assert waiting is not None
    assert len(ward.notes("clock.waits_timezone")) == 3
    ward.confirmed.confirm(waiting.id)
    assert ward.sounds_at("22:00:00")
    assert ward.confirmed.waiting is None
    ward.start()
    assert ward.confirmed.waiting is None
    assert ward.sounds_at("22:00:00")


@pytest.mark.parametrize("written", ["22:00-06:00", "none", "12:00-13:00"])
def test_shorter_quiet_hours_wait_and_the_old_ones_hold(ward: Ward, written: str) -> None:
    ward.start()
    ward.settings(quiet=written)
    for _ in (ward.take(), ward.start()):
        assert not ward.sounds_at("21:30:00")
        assert ward.sounds_at("12:30:00") is (written != "12:00-13:00")
    waiting = ward.confirmed.waiting
    assert waiting is not None
    ward.confirmed.confirm(waiting.id)
    assert ward.sounds_at("21:30:00")
    ward.start()
    assert ward.sounds_at("21:30:00")


def test_longer_quiet_hours_hold_at_once_and_cannot_be_taken_back_without_a_yes(ward: Ward) -> None:
    ward.start()
    ward.settings(quiet="20:00-07:00")
    ward.take()
    assert ward.confirmed.waiting is None
    assert not ward.sounds_at("20:30:00")
    ward.settings(quiet="21:00-06:00")
    ward.start()
    assert ward.confirmed.waiting is not None
    assert not ward.sounds_at("20:30:00")


def test_quiet_hours_that_move_hold_in_both_places(ward: Ward) -> None:
    ward.start()
    ward.settings(quiet="22:00-07:00")
    ward.take()
    assert not ward.sounds_at("21:30:00")
    assert not ward.sounds_at("06:30:00")
    waiting = ward.confirmed.waiting
    assert waiting is not None
    assert waiting.holds.spans == ((time(21), time(7)),)


def test_two_changes_at_once_wait_and_are_confirmed_together(ward: Ward) -> None:
    ward.start()
    ward.settings(quiet="none", timezone="UTC")
    ward.take()
    assert not ward.sounds_at("22:00:00")
    assert len(ward.notes("clock.waits_timezone")) == len(ward.notes("clock.waits_quiet")) == 1
    waiting = ward.confirmed.waiting
    assert waiting is not None
    ward.confirmed.confirm(waiting.id)
    station = ward.start().station
    assert station.settings.timezone.key == "UTC"
    assert station.settings.regulation.quiet is None
    assert station.settings.still_quiet is None


def test_change_and_change_back_waits_for_nobody(ward: Ward) -> None:
    ward.start()
    ward.settings(timezone="UTC", quiet="none")
    ward.take()
    ward.settings()
    ward.take()
    assert ward.confirmed.waiting is None
    ward.start()
    assert not ward.sounds_at("22:00:00")


def test_yes_to_what_was_shown_is_no_yes_to_what_was_written_since(ward: Ward) -> None:
    ward.start()
    ward.settings(quiet="22:00-06:00")
    ward.take()
    shown = ward.confirmed.waiting
    ward.settings(quiet="none")
    ward.take()
    assert shown is not None
    with pytest.raises(ServiceError, match="change_moved"):
        ward.confirmed.confirm(shown.id)
    assert not ward.sounds_at("23:00:00")
    ward.settings()
    ward.take()
    with pytest.raises(ServiceError, match="change_moved"):
        ward.confirmed.confirm(shown.id)


def test_deleted_station_file_and_kept_station_change_nothing(ward: Ward) -> None:
    ward.start()
    ward.settings(quiet="none")
    ward.take()
    (ward.folder / "station.yaml").unlink()
    ward.take()
    assert not ward.sounds_at("22:00:00")
    ward.start()
    assert not ward.sounds_at("22:00:00")


@pytest.mark.parametrize("junk", ["", "{", "[" * 100_000, '{"timezone": "Mars/X", "spans": []}', None])
def test_damaged_or_missing_file_lets_nothing_through(ward: Ward, junk: str | None) -> None:
    ward.start()
    ward.settings(quiet="none", timezone="UTC")
    ward.take()
    path = ward.folder / "state" / module.NAME
    assert path.stat().st_mode & 0o777 == 0o600
    if junk is None:
        path.unlink()
    else:
        path.write_text(junk)
    ward.start()
    assert not ward.sounds_at("22:00:00")
    assert ward.confirmed.waiting is not None
    assert path.with_name(f"{module.NAME}.junk").exists() is (junk is not None)


def test_station_kept_by_an_earlier_version_is_what_held(ward: Ward) -> None:
    ward.start()
    kept = archive.opened(ward.folder / "state", ward.folder)
    assert kept is not None
    (ward.folder / "state" / module.NAME).unlink()
    loaded = archive.reload(ward.folder / "state", ward.folder)
    assert loaded is not None
    archive.keep(loaded, ward.folder / "state")  # an archive that says nothing of the rule
    ward.settings(quiet="none")
    ward.start()
    assert not ward.sounds_at("22:00:00")


def test_yes_that_the_disk_does_not_take_changes_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.start()
    ward.settings(quiet="none")
    ward.take()
    waiting = ward.confirmed.waiting
    assert waiting is not None

    def full(*_arguments: object, **_more: object) -> None:
        raise StoreError("store.disk_full", path="confirmed.json")

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_bytes", full)
        with pytest.raises(StoreError):
            ward.confirmed.confirm(waiting.id)
    assert ward.confirmed.waiting == waiting
    assert not ward.sounds_at("22:00:00")


def test_nothing_waits_for_a_new_station(ward: Ward) -> None:
    ward.settings(quiet="none", timezone="UTC")
    ward.start()
    assert ward.confirmed.waiting is None
    with pytest.raises(ServiceError):
        ward.confirmed.confirm("0" * 16)


def test_the_row_of_an_ended_order_names_who_ended_it_and_not_who_entered_it(ward: Ward) -> None:
    files, today = Documents(ward.folder, ward.clock), date(2026, 11, 26)
    ward.start()
    running = RegulationOrder(
        number="1/CT", by="UBND tỉnh", first=date(2026, 11, 20), until=date(2026, 11, 30)
    )
    coming = replace(running, number="2/CT", first=date(2026, 12, 1), until=date(2026, 12, 2))
    for one in (running, coming):
        add_order(files, one, by="Lan (lan)")
    mourn(files, Mourning(what=Sorrow.SILENCE, first=today, until=today), by="Lan (lan)")
    ward.take()
    assert [text[-9:] for text in ward.notes("regulation.took_order_new")] == ["Lan (lan)"] * 2
    for one in (running, coming):
        end_order(files, one.number, today, by="Hoa (hoa)")
        ward.take()
    (ended,) = ward.notes("regulation.took_order_ended")
    assert "25/11/2026" in ended
    assert ended.endswith("Hoa (hoa)")
    (removed,) = ward.notes("regulation.took_order_removed")
    assert removed.endswith("Hoa (hoa)")
    path = ward.folder / "regulation.yaml"
    path.write_text(path.read_text().replace("silence", "no-music"))
    ward.take()
    (by_hand,) = ward.notes("regulation.took_mourning_removed")
    assert by_hand.endswith("ai đó sửa thẳng trong tệp")
