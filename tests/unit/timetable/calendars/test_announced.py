"""Events become drafts once, with a schedule that airs nothing by itself; what changes of them is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.loading.loader import load as load_station
from broadcaster.station.model.message import Say
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars import announcements, drafts
from broadcaster.timetable.calendars.announcements import AnnouncedEvent, changed, follow, load, note, seen
from broadcaster.timetable.calendars.drafts import EventDraft, draft
from broadcaster.timetable.calendars.events import coming, states

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def ics(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Lịch xã\r\n{inside}END:VCALENDAR\r\n".encode()


MEETING = """UID:hop-1\r
SUMMARY:Họp dân tổ 3\r
DTSTART:20261205T010000Z\r
LOCATION:Nhà văn hoá tổ 3\r
DESCRIPTION:Mời bà con <b>mang theo</b> sổ hộ khẩu.\\n{{đừng là chỗ trống}}"""
WEEKLY = "UID:chao-co\r\nSUMMARY:Chào cờ\r\nDTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=WEEKLY"


def ward(folder: Path) -> Station:
    if not (folder / "station.yaml").exists():
        (folder / "station.yaml").write_text("name: Đài\nplace: {ward: phường Tân Phong}\n")
    loaded = load_station(folder, clock=FakeClock(NOW))
    assert loaded.station is not None, loaded.problems
    return loaded.station


def drafted(folder: Path, raw: bytes, clock: FakeClock) -> list[EventDraft]:
    title, events = coming(raw, clock.now(), ZONE)
    follow(folder / "state", "xa", states(raw, clock.now(), ZONE), clock.now())
    return list(draft(ward(folder), folder, "xa", title, events, clock, by="lan"))


def test_an_event_is_a_draft_with_a_paused_schedule_on_the_basis_of_its_uid(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    (one,) = drafted(tmp_path, ics(MEETING), clock)
    station = ward(tmp_path)
    message, schedule = station.messages[one.message], station.schedules[one.message]
    assert message.title == "Họp dân tổ 3"
    assert message.basis == "Lịch xã, sự kiện hop-1"
    (part,) = message.parts
    assert isinstance(part, Say)
    assert part.text.splitlines()[:5] == [
        "Kính thưa bà con phường Tân Phong!",
        "Họp dân tổ 3.",
        "Thời gian: 08:00 ngày 5/12/2026.",
        "Địa điểm: Nhà văn hoá tổ 3.",
        "Mời bà con mang theo sổ hộ khẩu.",
    ]
    assert str(message.valid.until) == "2026-12-05"
    assert schedule.paused
    assert [f"{at.day} {at.wall:%H:%M}" for at in schedule.once] == ["2026-12-04 17:00", "2026-12-05 06:30"]
    assert station.approvals == {}


def test_an_event_becomes_a_draft_once_whatever_became_of_the_draft(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    assert [one.message for one in drafted(tmp_path, ics(MEETING, WEEKLY), clock)] == [
        "chao-co",
        "hop-dan-to-3",
    ]
    assert drafted(tmp_path, ics(MEETING, WEEKLY), clock) == []
    (tmp_path / "schedules/hop-dan-to-3.yaml").unlink()
    (tmp_path / "messages/hop-dan-to-3.yaml").unlink()
    assert drafted(tmp_path, ics(MEETING), clock) == []
    clock.advance(7 * 24 * 3600)  # another week has another day of the rule
    assert [one.event.title for one in drafted(tmp_path, ics(WEEKLY), clock)] == ["Chào cờ"]


def test_a_change_and_a_cancellation_are_told_until_they_were_seen(tmp_path: Path) -> None:
    clock, state = FakeClock(NOW), tmp_path / "state"
    drafted(tmp_path, ics(MEETING), clock)
    assert changed(state) == {}
    moved = MEETING.replace("20261205T01", "20270405T02")  # put off by four months
    words = (tmp_path / "messages/hop-dan-to-3.yaml").read_text()
    assert drafted(tmp_path, ics(moved), clock) == []
    assert {key: one.change for key, one in changed(state).items()} == {"hop-1": "changed"}
    assert (tmp_path / "messages/hop-dan-to-3.yaml").read_text() == words
    assert seen(state, "hop-1")
    assert changed(state) == {}
    assert drafted(tmp_path, ics(moved), clock) == []
    assert changed(state) == {}
    drafted(tmp_path, ics(f"{moved}\r\nSTATUS:CANCELLED"), clock)
    assert {key: one.change for key, one in changed(state).items()} == {"hop-1": "cancelled"}
    assert not seen(state, "khac")


def test_an_event_that_was_put_off_is_followed_until_its_new_start(tmp_path: Path) -> None:
    clock, state = FakeClock(NOW), tmp_path / "state"
    drafted(tmp_path, ics(MEETING), clock)  # on 5/12
    later = MEETING.replace("20261205", "20261220")
    drafted(tmp_path, ics(later), clock)
    assert seen(state, "hop-1")
    clock.advance(10 * 24 * 3600)  # 8/12: its first day is over
    assert drafted(tmp_path, ics(later.replace("20261220T01", "20261219T08")), clock) == []
    assert [(one.change, one.start.day) for one in changed(state).values()] == [("changed", 19)]
    assert seen(state, "hop-1")
    drafted(tmp_path, ics(), clock)
    assert [one.change for one in changed(state).values()] == ["cancelled"]


def test_a_proposed_start_is_the_next_that_the_judge_finds_free(tmp_path: Path) -> None:
    clock, at_the_same_time = FakeClock(NOW), MEETING.replace("hop-1", "hop-2").replace("tổ 3", "tổ 4")
    (tmp_path / "station.yaml").write_text(
        "name: Đài\nspeech: {engines: [tone]}\n"
        "regulation: {quiet: '19:00-06:00', sessions_per_day: 2, days_per_week: 7, quotas: refuse}\n"
    )
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/tin.yaml").write_text("title: Tin\nparts: [{say: Tin sáng.}]\n")
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules/tin.yaml").write_text('message: tin\nat: ["06:30"]\n')
    one, two = drafted(tmp_path, ics(MEETING, at_the_same_time), clock)
    assert [f"{at:%d %H:%M}" for at in one.airings] == ["04 17:00", "05 06:35"]
    # Two sessions a day: the news and the first draft leave no place on either day.
    assert two.airings == ()
    assert [f"{wish.at:%d %H:%M}" for wish, free in two.places if free is None] == ["04 17:00", "05 06:30"]
    schedules = ward(tmp_path).schedules
    assert [f"{each.day} {each.wall:%H:%M}" for each in schedules[one.message].once] == [
        "2026-12-04 17:00",
        "2026-12-05 06:35",
    ]
    assert two.message not in schedules


def test_what_was_proposed_before_and_may_still_air_is_not_proposed_again(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    (one,) = drafted(tmp_path, ics(MEETING), clock)
    (two,) = drafted(tmp_path, ics(MEETING, MEETING.replace("hop-1", "hop-2")), clock)
    assert [f"{at:%d %H:%M}" for at in one.airings] == ["04 17:00", "05 06:30"]
    assert [f"{at:%d %H:%M}" for at in two.airings] == ["04 17:05", "05 06:35"]


def test_an_event_that_a_calendar_has_no_more_is_cancelled_and_one_of_a_file_stays(tmp_path: Path) -> None:
    clock, state = FakeClock(NOW), tmp_path / "state"
    drafted(tmp_path, ics(MEETING), clock)
    follow(state, "khac", {}, NOW)
    follow(state, "xa", {}, NOW, whole=False)
    assert changed(state) == {}
    follow(state, "xa", {}, NOW)
    assert [one.change for one in changed(state).values()] == ["cancelled"]
    follow(state, "xa", {}, NOW + timedelta(days=30))  # it is over: nobody is told any more


@pytest.mark.parametrize(("later", "told"), [(-1, ["cancelled"]), (0, [])])
def test_an_event_that_has_begun_is_told_no_more(tmp_path: Path, later: float, told: list[str]) -> None:
    drafted(tmp_path, ics(MEETING), FakeClock(NOW))
    begins = datetime(2026, 12, 5, 1, tzinfo=UTC)
    follow(tmp_path / "state", "xa", {}, begins + timedelta(seconds=later))
    assert [one.change for one in changed(tmp_path / "state").values()] == told


def test_a_draft_that_cannot_be_written_leaves_its_event_to_be_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise StationError("station.edit_not_possible")

    with monkeypatch.context() as broken:
        broken.setattr(drafts, "message_text", refuse)
        with pytest.raises(StationError):
            drafted(tmp_path, ics(MEETING), FakeClock(NOW))
    assert load(tmp_path / "state") == {}
    assert len(drafted(tmp_path, ics(MEETING), FakeClock(NOW))) == 1


def test_hostile_events_become_harmless_texts_and_at_most_twenty_at_once(tmp_path: Path) -> None:
    odd = [
        f'UID:{n}\r\nSUMMARY:"]: x # {n} \\n- say: y\r\n'
        f"DTSTART:20261205T0{n % 10}0000Z\r\nDESCRIPTION:  - {{a: }}"
        for n in range(30)
    ]
    odd += ["UID:no-title\r\nDTSTART:20261205T010000Z", "SUMMARY:no uid\r\nDTSTART:20261205T010000Z"]
    clock = FakeClock(NOW)
    assert len(drafted(tmp_path, ics(*odd), clock)) == 20
    assert len(drafted(tmp_path, ics(*odd), clock)) == 10
    station = ward(tmp_path)
    assert len(station.messages) == 30
    assert all(one.paused for one in station.schedules.values())


def test_nothing_in_the_past_is_proposed(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 12, 4, 23, 40, tzinfo=UTC))  # 6:40 of the day
    (one,) = drafted(tmp_path, ics(MEETING), clock)
    assert one.airings == ()
    assert ward(tmp_path).schedules == {}


def test_many_events_with_long_titles_are_remembered_in_a_file_that_can_be_read_again(tmp_path: Path) -> None:
    title = "ệ" * 300  # three bytes each
    many = {
        f"{'x' * 250}-{n}": AnnouncedEvent(
            calendar="xa", message=f"m{n}", title=title, start=NOW + timedelta(hours=n), digest="d"
        )
        for n in range(announcements.MOST)
    }
    (tmp_path / "state").mkdir()
    write = announcements._SHAPE.dump_json({key: many[key] for key in list(many)[:700]})
    (tmp_path / "state" / announcements.NAME).write_bytes(write)
    for key in list(many)[700:900]:
        assert note(tmp_path / "state", key, many[key])
    found = load(tmp_path / "state")
    assert list(many)[899] in found  # the newest are kept
    assert len(found) > 500
    assert not (tmp_path / "state" / f"{announcements.NAME}.junk").exists()
