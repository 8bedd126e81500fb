"""`plan --week`: a week as a grid that fits the terminal and tells all by signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli.planning.plan_week import Look
from broadcaster.core.text.table import width
from tests.unit.cli.here import caller

STATION = 'name: Đài thử\nregulation: {quiet: "21:00-06:00", days_per_week: 7}\napproval: {required: false}\n'
MESSAGE = "title: Tiêm phòng cho trẻ em dưới năm tuổi\nrepeat: 1\nparts: [{say: Sáng thứ hai tiêm phòng.}]\n"
WEEK = ("plan", "--week", "--from", "2035-03-07")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "station.yaml", STATION)
    write(tmp_path, "messages/tiem-phong.yaml", MESSAGE)
    write(tmp_path, "schedules/hang-ngay.yaml", 'message: tiem-phong\nat: ["06:30", "20:59:58"]\n')
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    return caller(folder, capsys, monkeypatch)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def hour(out: str, label: str) -> str:
    return next(line for line in out.splitlines() if line.startswith(label))


def test_a_week_fits_eighty_columns_and_tells_what_its_signs_mean(run: Any) -> None:
    code, out, _ = run(*WEEK)
    assert code == 0
    assert all(width(line) <= 80 for line in out.splitlines())
    assert out.splitlines()[0] == "Đài thử · tuần từ 05/03/2035 đến 11/03/2035"
    assert hour(out, "06:00").split() == ["06:00"] + ["●06:30", "a"] * 7
    assert hour(out, "20:00").split() == ["20:00"] + ["×20:59", "a"] * 7
    assert hour(out, "0–6") == "0–6   " + " ".join(["░" * 9] * 7)
    assert "● thông thường   × không phát   ░ giờ yên tĩnh 21:00–06:00" in out
    assert " a  Tiêm phòng cho trẻ em dưới năm tuổi" in out
    assert "    – không phát: Trùng giờ yên tĩnh từ 21:00 đến 06:00 (7 buổi)" in out
    assert "      giờ trống kế tiếp: T3 06/03 06:00, T4 07/03 06:00" in out
    assert "\x1b" not in out  # no colours in a file or a pipe


def test_a_week_drawn_plain_has_signs_of_the_keyboard_only(run: Any) -> None:
    out = run(*WEEK, "--plain")[1]
    assert hour(out, "06:00").split() == ["06:00"] + ["o06:30", "a"] * 7
    assert not set(out) & set("●▲■×░")


def test_classes_are_told_by_sign_and_a_session_that_waits_by_its_own(folder: Path, run: Any) -> None:
    write(folder, "messages/lu.yaml", MESSAGE + "priority: priority\n")
    write(folder, "messages/chay.yaml", MESSAGE + "priority: emergency\n")
    write(folder, "schedules/lu.yaml", 'message: lu\nat: ["06:30"]\ndays: [mon]\n')
    write(folder, "schedules/thu.yaml", 'message: chay\nat: ["22:00"]\ndays: [tue]\n')
    out = run(*WEEK)[1]
    assert hour(out, "06:00").startswith("06:00 ●06:30 a> ●06:30 a ")
    assert any(line.startswith("      ▲06:30 b") for line in out.splitlines())
    assert re.match(r"21–24 ░{9} [■×]22:00 c", hour(out, "21–24"))
    assert "> trùng giờ với buổi khác" in out


def test_many_airings_of_an_hour_are_counted_and_none_is_lost_unseen(folder: Path, run: Any) -> None:
    write(folder, "schedules/hang-ngay.yaml", 'message: tiem-phong\nevery: 5m\nbetween: "07:00-07:55"\n')
    out = run(*WEEK)[1]
    assert out.count("●07:") == 3 * 7
    assert out.count("và 9 nữa") == 7
    assert "12 buổi!" in out


@pytest.mark.parametrize("columns", [40, 69, 80, 118, 200])
def test_a_wider_terminal_shows_the_beginning_of_titles(columns: int) -> None:
    how = Look(width=columns, colours=False, plain=False)
    assert how.day >= 9
    assert columns < 76 or 6 + 7 * (how.day + 1) - 1 <= columns


def test_colours_are_for_a_terminal_that_did_not_refuse_them(
    folder: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadcaster.cli.planning.plan.terminal_width", lambda: 132)
    coloured = run(*WEEK)[1]
    assert "\x1b[32m●06:30 a" in coloured
    assert "●06:30 a  Tiêm ph" in coloured
    bare = re.sub(r"\x1b\[\d*m", "", coloured)
    assert all(width(line) <= 132 for line in bare.splitlines())
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(*WEEK)[1] == bare


@pytest.mark.parametrize("wrong", [("--days", "3"), ("--format", "json")])
def test_week_with_another_span_or_format_is_a_usage_error(run: Any, wrong: tuple[str, str]) -> None:
    code, _, err = run("plan", "--week", *wrong)
    assert code == 2
    assert "--week" in err


def test_plain_without_week_is_a_usage_error(run: Any) -> None:
    assert run("plan", "--plain")[0] == 2
