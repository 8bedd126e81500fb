"""What a lexicon could settle in the messages of a station, and the command that proposes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadcaster.cli import main
from broadcaster.reading.model import Remedy
from broadcaster.reading.proposals import proposals
from broadcaster.station.loading.loader import take

HOP = """title: Họp
parts:
  - say: |
      Mời bà con đến HN họp.
      Kết quả: 10/11. Hạn ngày 31/02/2025.
"""
TIEM = "title: Tiêm\nparts:\n  - say: 'Đến HN, hỏi BXKTZ. Kết quả: 10/11.'\n"


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    (tmp_path / "messages").mkdir()
    (tmp_path / "station.yaml").write_text("name: Đài thử\n", "utf-8")
    (tmp_path / "messages" / "hop.yaml").write_text(HOP, "utf-8")
    (tmp_path / "messages" / "tiem.yaml").write_text(TIEM, "utf-8")
    return tmp_path


def run(ward: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--station", str(ward), "lexicon", *words])
    return ended.value.code if isinstance(ended.value.code, int) else 0


def test_what_means_the_same_everywhere_is_proposed_once_and_numbers_for_each_message(ward: Path) -> None:
    station = take(ward)
    found, others = proposals(
        station, station.messages.values(), lambda _message, fault: pytest.fail(str(fault))
    )
    assert [(each.form, each.remedy, [f"{p.message}:{p.line}" for p in each.places]) for each in found] == [
        ("HN", Remedy.WARD, ["hop:4", "tiem:3"]),
        ("10/11", Remedy.MESSAGE, ["hop:5"]),
        ("BXKTZ", Remedy.WARD, ["tiem:3"]),
        ("10/11", Remedy.MESSAGE, ["tiem:3"]),
    ]
    assert found[0].choices[0] == "hộ nghèo", "the likeliest first"
    assert found[0].choices[-1] == found[0].spoken == "hát nờ"
    assert others == 1


def test_propose_then_names_places_choices_lines_and_the_command(
    ward: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(ward, "propose") == 0
    shown = capsys.readouterr()
    assert "“HN” đang đọc là “hát nờ”: 2 chỗ (hop:4, tiem:3)" in shown.out
    assert "2) hà nội    [HN: hà nội]" in shown.out
    assert "broadcaster lexicon add HN CÁCH-ĐỌC\n" in shown.out
    assert "broadcaster lexicon add 10/11 CÁCH-ĐỌC --message tiem\n" in shown.out
    assert "1 chỗ phải sửa" in shown.err


def test_what_is_added_is_proposed_no_more(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ward, "add", "HN", "hà nội") == 0
    assert run(ward, "add", "10/11", "mười trên mười một", "--message", "hop") == 0
    capsys.readouterr()
    assert run(ward, "propose", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["written"], each["layer"]) for each in told] == [
        ("BXKTZ", "ward"),
        ("10/11", "message:tiem"),
    ]
    assert told[1]["lexicon"] == ["10/11: mười trên mười một", "10/11: ngày mười tháng mười một"]
    assert told[1]["places"] == [{"message": "tiem", "line": 3}]


def test_one_message_is_looked_at_alone(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ward, "propose", "tiem", "--format", "json") == 0
    assert {each["written"] for each in json.loads(capsys.readouterr().out)} == {"HN", "BXKTZ", "10/11"}
    assert run(ward, "propose", "khong-co") == 1


def test_nothing_doubtful_is_told(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ward / "messages" / "hop.yaml").write_text("title: x\nparts:\n  - say: Mời bà con họp.\n", "utf-8")
    assert run(ward, "propose", "hop") == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Không còn chữ nào" in shown.err
