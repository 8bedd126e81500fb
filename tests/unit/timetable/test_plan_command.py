"""`plan` from the command line, on a real station folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import COMMANDS
from broadcaster.core.text.table import width
from tests.unit.cli.here import caller

STATION = """
name: Đài thử
speech: {engines: [espeak]}
regulation: {quiet: "21:00-06:00"}
"""
MESSAGE = """
title: Tiêm phòng cho trẻ em
repeat: 1
parts:
  - say: Kính thưa bà con. Sáng thứ hai, trạm y tế tiêm phòng cho trẻ em.
"""
UNESCAPED = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
SCHEDULE = """
message: tiem-phong
at: ["06:30", "20:59:58"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "station.yaml": STATION,
        "messages/tiem-phong.yaml": MESSAGE,
        "schedules/hang-ngay.yaml": SCHEDULE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    return caller(folder, capsys, monkeypatch)


def without_approval(folder: Path) -> None:
    (folder / "station.yaml").write_text(STATION + "approval: {required: false}\n")


def test_plan_when_asked_for_json_has_every_row_with_its_reason(folder: Path, run: Any) -> None:
    without_approval(folder)
    code, out, _ = run("plan", "--from", "2026-03-02", "--days", "1", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert [(row["start"], row["status"], row["end_estimated"]) for row in rows] == [
        ("2026-03-02T06:30:00+07:00", "planned", True),
        ("2026-03-02T20:59:58+07:00", "refused", True),
    ]
    assert list(rows[1]) == [
        "start",
        "end",
        "end_estimated",
        "message",
        "schedule",
        "session",
        "status",
        "reason",
        "free_slot",
    ]
    assert rows[1]["free_slot"] == "2026-03-03T06:00:00+07:00"
    assert rows[1]["reason"] == "Trùng giờ yên tĩnh từ 21:00 đến 06:00"
    assert rows[0]["reason"] is None


def test_plan_when_asked_for_csv_has_one_line_a_row(folder: Path, run: Any) -> None:
    without_approval(folder)
    code, out, _ = run("plan", "--from", "02/03/2026", "--days", "1", "--format", "csv")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == (
        "start,end,end_estimated,message,schedule,session,status,reason,clash,delay,approval,delays,free_slot"
    )
    assert lines[1].startswith("2026-03-02T06:30:00+07:00,")
    assert lines[1].endswith(",true,tiem-phong,hang-ngay,hang-ngay@2026-03-01T23:30:00+00:00,planned,,,,,,")
    assert len(lines) == 3


def test_plan_when_shown_as_table_lines_up_and_tells_why(folder: Path, run: Any) -> None:
    code, out, _ = run("plan", "--from", "2026-03-02T12:00", "--days", "1")
    assert code == 0
    first, second = out.splitlines()[1:]
    assert first.startswith("T2 02/03/2026 20:59:58  khoảng 21:00:")
    assert first.endswith(
        "không phát: Trùng giờ yên tĩnh từ 21:00 đến 06:00; giờ trống kế tiếp: T3 03/03 06:00"
    )
    assert second.startswith("T3 03/03/2026 06:30:00  khoảng 06:30:")
    assert second.endswith("không phát: Bản tin chưa được lãnh đạo duyệt, hoặc đã sửa sau khi duyệt")
    assert first.index("tiem-phong") == second.index("tiem-phong") == out.index("Bản tin")


def priority_twins(folder: Path) -> None:
    """Two messages of class *priority* at the same minute."""
    without_approval(folder)
    text = MESSAGE + "priority: priority\n"
    (folder / "messages" / "tiem-phong.yaml").write_text(text)
    (folder / "messages" / "lu.yaml").write_text(text)
    (folder / "schedules" / "lu.yaml").write_text('message: lu\nat: ["06:30"]\n')


def test_plan_when_priority_messages_clash_tells_it_to_machines_too(folder: Path, run: Any) -> None:
    priority_twins(folder)
    rows = json.loads(run("plan", "--from", "2026-03-02", "--days", "1", "--format", "json")[1])
    assert [row.get("clash") for row in rows] == [["lu"], ["tiem-phong"], None]
    lines = run("plan", "--from", "2026-03-02", "--days", "1", "--format", "csv")[1].splitlines()
    assert [line.split(",")[8] for line in lines] == ["clash", "lu", "tiem-phong", ""]


def twins(folder: Path) -> None:
    """Two messages at the same minute, one of which has a recording that is none."""
    without_approval(folder)
    (folder / "recordings").mkdir()
    (folder / "recordings" / "a.mp3").write_bytes(b"PK\x03\x04" + bytes(900))
    (folder / "messages" / "ve-sinh-moi-truong.yaml").write_text(
        MESSAGE + "  - play: recordings/a.mp3\n", "utf-8"
    )
    (folder / "schedules" / "ve-sinh.yaml").write_text('message: ve-sinh-moi-truong\nat: ["06:30"]\n')


def test_plan_when_sessions_overlap_tells_which_waits_and_until_when(folder: Path, run: Any) -> None:
    twins(folder)
    _, out, err = run("plan", "--from", "2026-03-02", "--days", "1", "--format", "json")
    rows = json.loads(out)
    assert [(row["message"], row.get("delay")) for row in rows] == [
        ("tiem-phong", None),
        (
            "ve-sinh-moi-truong",
            {"kind": "waits", "until": rows[0]["end"], "behind": ["tiem-phong"], "free": "06:35"},
        ),
        ("tiem-phong", None),
    ]
    assert err.startswith("messages/ve-sinh-moi-truong.yaml:6:11: ")
    assert "không phải tệp âm thanh" in err
    assert err.count("\n") == 1
    table = run("plan", "--from", "2026-03-02", "--days", "1")[1].splitlines()
    assert rows[0]["delays"] == ["ve-sinh-moi-truong"]
    assert re.search(r"sẽ phát; ve-sinh-moi-truong phải đợi buổi này, đến khoảng 06:3\d$", table[1])
    waits = r"sẽ phát; phải đợi tiem-phong đến khoảng 06:3\d; lúc 06:35 thì không vướng gì$"
    assert re.search(waits, table[2])


@pytest.mark.parametrize("columns", [60, 80])
def test_plan_on_a_terminal_then_fits_it(
    columns: int, folder: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins(folder)
    monkeypatch.setattr("broadcaster.cli.planning.plan.terminal_width", lambda: columns)
    _, out, _ = run("plan", "--from", "2026-03-02", "--days", "1")
    lines = out.splitlines()
    assert max(width(line) for line in lines) <= columns
    assert len([line for line in lines if line.startswith("T2 02/03 ")]) == 3
    assert "đợi" in out


def test_plan_as_calendar_has_an_event_a_row_and_cancels_what_will_not_air(folder: Path, run: Any) -> None:
    without_approval(folder)
    arguments = ("plan", "--from", "2026-03-02", "--days", "1", "--format", "ics")
    code, out, _ = run(*arguments)
    events = parsed(out)
    assert code == 0
    assert [(e["DTSTART"], e["STATUS"]) for e in events] == [
        ("20260301T233000Z", "CONFIRMED"),
        ("20260302T135958Z", "CANCELLED"),
    ]
    assert all(e["DTEND"] > e["DTSTART"] and e["SUMMARY"] == "Tiêm phòng cho trẻ em" for e in events)
    assert re.fullmatch(r"hang-ngay@2026-03-01T23:30:00\+00:00/0@[0-9a-f]{12}", events[0]["UID"])
    assert "không phát: Trùng giờ yên tĩnh từ 21:00 đến 06:00" in events[1]["DESCRIPTION"]
    assert [e["UID"] for e in parsed(run(*arguments)[1])] == [e["UID"] for e in events]


def test_plan_as_calendar_tells_what_is_gone_and_counts_each_change(folder: Path, run: Any) -> None:
    without_approval(folder)
    arguments = ("plan", "--from", "2035-03-02", "--days", "1", "--format", "ics")
    assert [e["SEQUENCE"] for e in parsed(run(*arguments)[1])] == ["0", "0"]
    assert [e["SEQUENCE"] for e in parsed(run(*arguments)[1])] == ["0", "0"]
    (folder / "schedules" / "hang-ngay.yaml").write_text('message: tiem-phong\nat: ["07:00", "20:59:58"]\n')
    found = [(e["DTSTART"][9:13], e["SEQUENCE"], e["STATUS"]) for e in parsed(run(*arguments)[1])]
    assert found == [("2330", "1", "CANCELLED"), ("0000", "0", "CONFIRMED"), ("1359", "0", "CANCELLED")]
    (folder / "state" / "published.json").chmod(0o400)
    (folder / "state").chmod(0o500)
    assert len(parsed(run(*arguments)[1])) == 3
    (folder / "state").chmod(0o700)


def parsed(text: str) -> list[dict[str, str]]:
    """The events of an iCalendar text, unfolded and unescaped, by the rules of RFC 5545."""
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name] = re.sub(r"\\.", lambda found: UNESCAPED[found[0]], value)
    return events


def test_plan_when_nothing_is_planned_says_so_and_is_fine(folder: Path, run: Any) -> None:
    (folder / "schedules" / "hang-ngay.yaml").unlink()
    assert run("plan") == (0, "", "Không có buổi phát nào trong thời gian này.\n")
    assert run("plan", "--format", "json")[:2] == (0, "[]\n")
    assert parsed(run("plan", "--format", "ics")[1]) == []


def test_plan_when_programme_is_rendered_has_its_exact_end(folder: Path, run: Any) -> None:
    without_approval(folder)
    rendered = json.loads(run("render", "tiem-phong", "--format", "json")[1])
    (row, *_) = json.loads(run("plan", "--from", "2026-03-02", "--days", "1", "--format", "json")[1])
    assert row["end_estimated"] is False
    assert row["end"][:22] == f"2026-03-02T06:30:{rendered['duration_s']:05.2f}"


@pytest.mark.parametrize("written", ["32/01/2026", "mai", "2026-13-01", "", "9999-12-31", "0001-01-01"])
def test_plan_when_day_makes_no_sense_is_a_usage_error(run: Any, written: str) -> None:
    code, out, err = run("plan", "--from", written)
    assert (code, out) == (2, "")
    assert "Lỗi: " in err


def test_plan_when_station_is_missing_is_told_without_traceback(run: Any, folder: Path) -> None:
    (folder / "station.yaml").unlink()
    code, out, err = run("plan")
    assert (code, out) == (1, "")
    assert err.startswith("station.yaml:1:1: lỗi: ")
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["plan", "approve", "approvals"])
def test_help_when_asked_for_is_in_the_catalogue(run: Any, name: str) -> None:
    assert name in COMMANDS
    code, out, _ = run(name, "--help")
    assert code == 0
    assert "timetable." not in out
    assert "cli." not in out
