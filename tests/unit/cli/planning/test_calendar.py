"""`broadcaster calendar`: an .ics file becomes a day that schedules can name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import _main

ICS = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Lịch thi của trường
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20350305
RRULE:FREQ=DAILY;COUNT=2
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from datetime import UTC, datetime

    from broadcaster.core.clock import FakeClock

    monkeypatch.setattr(
        "broadcaster.cli.planning.calendar_edits.SystemClock",
        lambda: FakeClock(datetime(2035, 3, 1, tzinfo=UTC)),
    )
    for name, text in {
        "station.yaml": "name: Đài thử\napproval: {required: false}\nregulation: {days_per_week: 7}\n",
        "calendar.yaml": "# của phường\ncompensate: true   # theo luật\n",
        "messages/tin.yaml": "title: Tin\nparts: [{say: Kính thưa bà con.}]\n",
        "schedules/tin.yaml": 'message: tin\nat: ["06:30"]\nexcept: {named: [thi]}\n',
        "lich.ics": ICS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def call(folder: Path, *arguments: str) -> int:
    return _main(["--station", str(folder), *arguments])


def test_its_days_are_days_without_airings_where_a_schedule_says_so(folder: Path, capsys: Any) -> None:
    (folder / "schedules" / "tin.yaml").write_text('message: tin\nat: ["06:30"]\n')
    assert call(folder, "calendar", str(folder / "lich.ics"), "--name", "thi") == 0
    assert '2 ngày của "Lịch thi của trường"' in capsys.readouterr().out
    text = (folder / "calendar.yaml").read_text()
    assert text.startswith("# của phường\ncompensate: true   # theo luật\n")
    (folder / "schedules" / "tin.yaml").write_text('message: tin\nat: ["06:30"]\nexcept: {named: [thi]}\n')
    assert call(folder, "plan", "--from", "2035-03-04", "--days", "4", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["start"][8:10] for row in rows] == ["04", "07"]


def test_taken_again_it_takes_the_place_of_the_older_days_and_a_bad_file_changes_nothing(
    folder: Path, capsys: Any
) -> None:
    (folder / "schedules" / "tin.yaml").write_text('message: tin\nat: ["06:30"]\n')
    file = folder / "lich.ics"
    assert call(folder, "calendar", str(file), "--name", "thi", "--title", "Thi", "--off") == 0
    file.write_text(ICS.replace("COUNT=2", "COUNT=1"))
    assert call(folder, "calendar", str(file), "--name", "thi") == 0
    text = (folder / "calendar.yaml").read_text()
    assert text.count("2035-03-") == 1
    assert "title: Thi" in text
    file.write_text("<html>")
    assert call(folder, "calendar", str(file), "--name", "thi") == 1
    assert call(folder, "calendar", str(folder / "none.ics"), "--name", "thi") == 1
    assert call(folder, "calendar", str(file), "--name", "a b") == 2
    assert (folder / "calendar.yaml").read_text() == text
    assert "Traceback" not in capsys.readouterr().err


def test_an_address_that_cannot_be_fetched_is_no_missing_file(folder: Path, capsys: Any) -> None:
    assert call(folder, "calendar", "ftp://lich.example/tinh.ics", "--name", "tinh") == 2
    assert "https://" in capsys.readouterr().err
