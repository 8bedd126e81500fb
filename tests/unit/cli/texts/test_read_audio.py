"""`broadcaster read --audio`: one sentence or span as a file, on headphones, or on the station's output."""

from __future__ import annotations

import signal
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.cli import main
from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing

SETTINGS = """\
name: Đài thử
speech: {engines: [tone]}
output: {device: no such device}
regulation: {quiet: none}
approval: {required: true}
"""
MESSAGE = """
title: Họp
parts:
  - say: Mời bà con họp tại HN.
  - pause: 2s
  - say: Có 1/6 hộ hỏi BXKTZ.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "hop.yaml").write_text(MESSAGE, "utf-8")
    (tmp_path / "station.yaml").write_text(SETTINGS, "utf-8")
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def run(folder: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--station", str(folder), "read", *words])
    return ended.value.code if isinstance(ended.value.code, int) else 0


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def rows(folder: Path) -> list[Airing]:
    with Journal.open(folder / "state" / "journal.db", SystemClock()) as journal:
        return journal.airings()


def test_a_span_is_written_once_in_each_reading(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, both = folder / "a.wav", folder / "b.wav"
    span = ("--audio", "hop", "--span", "1/6", "--as", "một phần sáu")
    assert run(folder, *span, "-o", str(one)) == 0
    assert capsys.readouterr().out == "một phần sáu\n"
    assert run(folder, *span, "--as", "một trên sáu", "-o", str(both)) == 0
    assert capsys.readouterr().out == "một phần sáu\nmột trên sáu\n"
    assert seconds(both) == pytest.approx(2 * seconds(one) + 1.0, abs=0.2)
    assert not (folder / "state").exists(), "a file is no airing"


def test_a_number_chooses_among_the_readings_that_were_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--audio", "hop", "--sentence", "1", "--as", "2", "-o", str(folder / "a.wav"))
    assert run(folder, *asked) == 0
    assert capsys.readouterr().out == "mời bà con họp tại hà nội.\n"
    assert run(folder, *asked[:-3], "9", *asked[-2:]) == 1
    assert "Không có cách hiểu thứ 9" in capsys.readouterr().err


def test_sentences_are_counted_through_all_parts_as_they_are_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "hop") == 0
    assert "2. có một" in capsys.readouterr().out
    asked = ("--audio", "hop", "--sentence", "2", "--span", "BXKTZ", "--as", "ban xây kế")
    assert run(folder, *asked, "-o", str(folder / "a.wav")) == 0
    assert capsys.readouterr().out.endswith("hộ hỏi ban xây kế.\n")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--sentence", "3"), "Không có câu thứ 3: chỉ có 2 câu"),
        (("--span", "9/9"), "Không tìm thấy “9/9”"),
        (("--span", "800..801"), "Không có chỗ nào từ ký tự 800"),
        (("--sentence", "1", "--as", "x9"), "không phải âm tiết"),
    ],
)
def test_what_is_not_there_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], told: str
) -> None:
    assert run(folder, "--audio", "hop", *asked, "-o", str(folder / "a.wav")) == 1
    assert told in capsys.readouterr().err
    assert not (folder / "a.wav").exists()


def test_a_reading_without_audio_is_a_slip_of_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "hop", "--as", "một phần sáu") == 2
    assert "--audio" in capsys.readouterr().err


def test_on_the_loudspeakers_the_quiet_hours_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)
    around = "-".join(f"{now + timedelta(minutes=away):%H:%M}" for away in (-60, 60))
    station = SETTINGS.replace("quiet: none", f"quiet: '{around}'") + "timezone: UTC\n"
    (folder / "station.yaml").write_text(station, "utf-8")
    assert run(folder, "--audio", "hop") == 1
    (row,) = rows(folder)
    assert (row.kind, row.outcome, row.reason and row.reason.code) == (
        "rehearsal",
        "refused",
        "playout.rehearsal_quiet",
    )
    assert row.message == "(say) mời bà con họp tại hát nờ."


def test_a_missing_sound_card_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--audio", "hop", "--sentence", "1", "-o", "device:khong-co") == 1
    assert "khong-co" in capsys.readouterr().err
