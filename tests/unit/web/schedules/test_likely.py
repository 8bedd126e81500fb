"""A new schedule opens as it is most likely meant, and its preview judges days as saving does."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station
from broadcaster.web.schedules.form_fields import Days, empty, schedule_of
from broadcaster.web.schedules.form_pages import USUAL, proposed

TODAY = date(2026, 12, 1)
MESSAGE = "title: Họp tổ\nvalid: {until: 2026-12-20}\nparts:\n  - say: Mời bà con.\n"


def station(folder: Path, **schedules: str) -> Station:
    files = {"station.yaml": "name: Đài\n", "messages/hop.yaml": MESSAGE}
    files |= {f"schedules/{name}.yaml": f"message: hop\n{text}\n" for name, text in schedules.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = load(folder).station
    assert found is not None
    return found


def test_time_is_the_one_at_which_the_ward_knows_its_station(tmp_path: Path) -> None:
    there = station(tmp_path, a='at: ["06:30", "17:00"]', b='at: ["06:30"]', c='at: ["11:00"]')
    fields = proposed(there, "hop", None, None)
    assert (fields.at, fields.until, fields.days) == (("06:30",), "20/12/2026", Days.DAILY)


def test_new_station_has_a_time_too(tmp_path: Path) -> None:
    assert proposed(station(tmp_path), "hop", None, None).at == (USUAL,)


def test_empty_place_of_the_calendar_is_that_day_and_hour_alone(tmp_path: Path) -> None:
    there = station(tmp_path, a='at: ["06:30"]')
    fields = proposed(there, "hop", date(2026, 12, 5), "09:00")
    rule, faults = schedule_of(fields, empty("x"), TODAY, there.messages)
    assert faults == {}
    assert (rule.dates, rule.at) == (frozenset({date(2026, 12, 5)}), (time(9),))


def test_without_a_message_nothing_of_one_is_filled_in(tmp_path: Path) -> None:
    fields = proposed(station(tmp_path), "", None, None)
    assert (fields.message, fields.until) == ("", "")
