"""The hint of each mistake names what will help: the right key, the right line, a date that exists."""

from __future__ import annotations

import re

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.station.forms.broadcasts import MessageForm, ScheduleForm
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import Problem
from tests.unit.station.conftest import Make

PARTS = "parts:\n  - say: hi\n"
KEYS = {
    "messages/m.yaml": [("", key) for key in MessageForm.written_keys()],
    "schedules/s.yaml": [("", key) for key in ScheduleForm.written_keys()],
    "station.yaml": [("", key) for key in StationForm.written_keys()]
    + [
        ("speech", "rate"), ("sound", "rate"), ("sound", "profile"), ("keying", "type"), ("keying", "settle"),
        ("regulation", "quiet"), ("regulation", "quotas"), ("regulation", "sessions_per_day"),
        ("approval", "required"), ("approval", "bind"), ("output", "latency"), ("ups", "port"),
    ],
}  # fmt: skip


def only(make: Make, file: str, text: str) -> Problem:
    (problem,) = load(make({file: text})).problems
    return problem


@pytest.mark.parametrize("value", ["{a: b}", "[{a: b}, [c]]", '""', '"{written}"'])
@pytest.mark.parametrize("file", KEYS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_value_of_the_wrong_shape_then_no_placeholder_is_shown(
    language: str, file: str, value: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", language)
    untold = say("common.untold", known="").strip()  # what is shown for a text that cannot be filled
    shown = []
    for group, key in KEYS[file]:
        text = f"{group}: {{{key}: {value}}}\n" if group else f"{key}: {value}\n"
        for problem in load(make({file: text})).problems:
            told = f"{problem.message} {problem.hint}".replace("'{written}'", "")
            shown += [(group, key, told)] if untold in told or re.search(r"\{\w+\}", told) else []
    assert shown == []


def test_group_where_a_number_belongs_then_says_so(make: Make) -> None:
    problem = only(make, "messages/m.yaml", f"title: x\nrepeat: {{a: b}}\n{PARTS}")
    assert (problem.line, problem.code) == (2, "station.want_one_value")


@pytest.mark.parametrize("written", ["31/02/2027", "2027-02-31", "29.02.2026", "1-13-2026"])
def test_day_that_does_not_exist_then_none_is_proposed(written: str, make: Make) -> None:
    problem = only(make, "messages/m.yaml", f"title: x\nvalid: {{until: {written}}}\n{PARTS}")
    assert (problem.code, problem.hint) == ("station.no_such_date", None)


def test_day_in_the_vietnamese_way_then_ours_is_proposed(make: Make) -> None:
    problem = only(make, "messages/m.yaml", f"title: x\nvalid: {{until: 28/2/2027}}\n{PARTS}")
    assert problem.facts["near"] == "2027-02-28"


@pytest.mark.parametrize(
    "written", [r"C:\Users\an\ban-tin.mp3", "d:/âm thanh/ban-tin.mp3", r"\\may-chu\chung\ban-tin.mp3"]
)
def test_path_of_windows_then_the_folder_of_recordings_is_proposed(written: str, make: Make) -> None:
    problem = only(make, "messages/m.yaml", f"title: x\nparts:\n  - play: {written}\n")
    assert problem.code == "station.windows_path"
    assert "recordings/ban-tin.mp3" in str(problem.hint)


def test_backslash_inside_the_station_then_the_same_path_with_slashes_is_proposed(make: Make) -> None:
    problem = only(make, "messages/m.yaml", "title: x\nbed: recordings\\nền\\b.ogg\n" + PARTS)
    assert problem.facts["near"] == "recordings/nền/b.ogg"


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("thứ tám", ""),
        ("thứ 8", ""),
        ("t8", ""),
        ("thứ hia", "thứ hai"),
        ("thứ bảyy", "thứ bảy"),
        ("chúa nhật", "chủ nhật"),
        ("monady", "monday"),
    ],
)
def test_day_of_the_week_that_is_none_then_only_a_slip_is_mended(written: str, near: str, make: Make) -> None:
    problem = only(make, "schedules/s.yaml", f'message: ok\nat: ["06:30"]\ndays: [{written}]\n')
    assert problem.facts["near"] == near


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        (f"title: x\nrepeat 2\n{PARTS}", 2, 1, "no_colon"),
        (f"title x\nrepeat: 2\n{PARTS}", 1, 1, "no_colon"),
        (f"# lời\n\ntitle x\n# khác\n\nrepeat: 2\n{PARTS}", 3, 1, "no_colon"),
        (f"title: x\nvalid:\n  from 2026-01-01\n  until: 2026-12-31\n{PARTS}", 3, 3, "no_colon"),
        ("title: x\nparts:\n  - say |\n      Lời: hai.\n", 3, 3, "no_colon"),
        (f"title:x\nrepeat: 2\n{PARTS}", 1, 1, "no_space"),
        (f"title: x\n source: y\n{PARTS}", 2, 2, "extra_space"),
        (f"title: x\nrepeat: 1\n\n  gap: 5s\n{PARTS}", 4, 3, "extra_space"),
        (f"title: x: y\n{PARTS}", 1, 9, "colon"),
        (f"title: Lịch tuần: giờ mới\n{PARTS}", 1, 17, "colon"),
    ],
)
def test_colon_that_is_wrong_then_its_own_line_is_told(
    text: str, line: int, column: int, code: str, make: Make
) -> None:
    problem = only(make, "messages/m.yaml", text)
    assert (problem.line, problem.column, problem.code) == (line, column, f"station.yaml.{code}")


def test_part_without_its_colon_then_says_where(make: Make) -> None:
    problem = only(make, "messages/m.yaml", "title: x\nparts:\n  - say Kính thưa bà con.\n")
    assert (problem.line, problem.code) == (3, "station.part_without_colon")


@pytest.mark.parametrize(
    ("file", "written", "near"),
    [
        ("messages/m.yaml", "tiêu đề", "title"),
        ("messages/m.yaml", "tieu_de", "title"),
        ("messages/m.yaml", "Lặp lại", "repeat"),
        ("messages/m.yaml", "nội dung", "parts"),
        ("messages/m.yaml", "giọng đọc", "voice"),
        ("messages/m.yaml", "thời hạn", "valid"),
        ("messages/m.yaml", "titel", "title"),
        ("schedules/s.yaml", "giờ", "at"),
        ("schedules/s.yaml", "lịch", "at"),
        ("schedules/s.yaml", "bản tin", "message"),
        ("schedules/s.yaml", "thứ", "days"),
        ("schedules/s.yaml", "cụm loa", "zones"),
        ("schedules/s.yaml", "phát bù", "catch_up"),
        ("schedules/s.yaml", "lặp lại", "every"),
        ("station.yaml", "múi giờ", "timezone"),
        ("station.yaml", "quy chế", "regulation"),
        ("station.yaml", "duyệt", "approval"),
    ],
)
def test_key_in_vietnamese_then_the_right_one_is_proposed(
    file: str, written: str, near: str, make: Make
) -> None:
    found = load(make({file: f"{written}: x\n"})).problems
    assert [p.facts["near"] for p in found if p.code == "station.unknown_key"] == [near]


def test_part_in_vietnamese_then_the_right_kind_is_proposed(make: Make) -> None:
    problem = only(make, "messages/m.yaml", "title: x\nparts:\n  - đọc: Kính thưa bà con.\n")
    assert problem.facts["near"] == "say"


@pytest.mark.parametrize("written", ["at", "days", "lịch", "giờ", "giờ phát"])
def test_time_in_a_message_then_the_schedules_are_named(written: str, make: Make) -> None:
    problem = only(make, "messages/m.yaml", f"title: x\n{written}: '06:30'\n{PARTS}")
    assert (problem.code, problem.line) == ("station.schedule_key", 2)
    assert "schedules" in str(problem.hint)


@pytest.mark.parametrize("written", ["title", "parts", "tiêu đề", "nội dung"])
def test_words_in_a_schedule_then_the_messages_are_named(written: str, make: Make) -> None:
    problem = only(make, "schedules/s.yaml", f"message: ok\nat: ['06:30']\n{written}: x\n")
    assert (problem.code, problem.line) == ("station.message_key", 3)
