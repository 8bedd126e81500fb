"""`broadcaster read`: messages, files and standard input, as words, as JSON, as a table."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from broadcaster.cli import main

STATION = "name: Đài thử\nplace: {ward: phường Tân Phong, province: tỉnh Lai Châu}\n"
MESSAGE = """
title: Họp dân
parts:
  - say: Mời bà con họp lúc 7h30.
  - pause: 2s
  - say: Nhớ cài Bluezone, hỏi TTXQP.
lexicon: {Bluezone: bờ lu dâu}
"""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), said.out, said.err


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def station(tmp_path: Path) -> Path:
    (tmp_path / "station.yaml").write_text(STATION, "utf-8")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "hop-dan.yaml").write_text(MESSAGE, "utf-8")
    (tmp_path / "lexicon.yaml").write_text("TTXQP: trung tâm xử lý\nBluezone: bờ lu dôn\n", "utf-8")
    return tmp_path


def test_plain_when_lines_come_in_then_gives_one_line_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, "UBND phường\n\nHọp lúc 7h30. Mời bà con!\n".encode())
    code, out, err = run(capsys, "--station", str(tmp_path), "read", "--plain", "-")
    assert (code, err) == (0, "")
    assert out == "ủy ban nhân dân phường.\n\nhọp lúc bảy giờ ba mươi phút. mời bà con!\n"


def test_plain_when_no_station_is_there_then_loads_no_schema_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [module for module in sys.modules if module.split(".")[0] == "pydantic"]:
        monkeypatch.delitem(sys.modules, name)
    feed(monkeypatch, b"UBND\n")
    run(capsys, "--station", str(tmp_path), "read", "--plain", "-")
    assert "pydantic" not in sys.modules


def test_message_when_read_then_uses_its_own_lexicon_and_the_ward_s(
    station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "--station", str(station), "read", "--plain", "hop-dan")
    assert code == 0
    assert out == "mời bà con họp lúc bảy giờ ba mươi phút.\nnhớ cài bờ lu dâu, hỏi trung tâm xử lý.\n"


def test_file_of_a_message_when_named_by_its_path_then_is_read_as_that_message(
    station: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    by_name = run(capsys, "--station", str(station), "read", "hop-dan")
    assert run(capsys, "--station", str(station), "read", "messages/hop-dan.yaml") == by_name
    assert run(capsys, "--station", str(station), "read", str(station / "messages/hop-dan.yaml")) == by_name
    monkeypatch.chdir(station / "messages")
    assert run(capsys, "--station", "..", "read", "hop-dan.yaml") == by_name


def test_file_when_read_as_json_then_gives_spans_with_offsets_and_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    letter = tmp_path / "thu.txt"
    letter.write_text("Hỏi TTXQP.\n", "utf-8")
    code, out, _ = run(capsys, "--station", str(tmp_path), "read", "--format", "json", str(letter))
    assert code == 0
    (sentence,) = json.loads(out)["sentences"]
    assert sentence["spoken"] == "hỏi tê tê ích quy pê."
    contract = {"start", "end", "written", "spoken", "rule", "confidence", "flag"}
    assert set(sentence["spans"][0]) == contract | {"choices", "settle", "lexicon"}
    (span,) = [span for span in sentence["spans"] if span["flag"]]
    assert (span["start"], span["end"], span["written"]) == (4, 9, "TTXQP")
    assert span["flag"].startswith("Unknown abbreviation “TTXQP”")
    assert (span["choices"], span["settle"]) == (["tê tê ích quy pê"], "ward")
    assert span["lexicon"] == ["TTXQP: tê tê ích quy pê"]
    plain = sentence["spans"][0]
    assert (plain["flag"], plain["choices"], plain["settle"], plain["lexicon"]) == (None, [], None, [])


def test_doubt_when_shown_then_has_its_choices_and_their_lines_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, "Kết quả: 10/11. Kết quả: 10/11. Họp ngày 31/02/2025.".encode())
    code, out, _ = run(capsys, "--station", str(tmp_path), "read", "-")
    assert code == 0
    assert out.count("[10/11: ngày mười tháng mười một]") == 1
    assert "      2) ngày mười tháng mười một    [10/11: ngày mười tháng mười một]\n" in out
    assert out.count("mục lexicon của bản tin") == 1
    assert "31/02/2025:" not in out, "no reading mends a day that does not exist"


PARTS = """
title: Họp dân
parts:
  - say: Mời bà con họp.
  - play: recordings/mong.ogg
    language: hmn
    title: Bản tin tiếng Mông
  - say: |
      Họp lúc 7h30.

      Nhớ đến đúng giờ.
"""


def test_message_when_read_as_json_then_names_part_and_line_of_each_sentence(
    station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (station / "messages" / "hop-dan.yaml").write_text(PARTS, "utf-8")
    (station / "recordings").mkdir()
    (station / "recordings" / "mong.ogg").write_bytes(b"sound")
    told = json.loads(run(capsys, "--station", str(station), "read", "--format", "json", "hop-dan")[1])
    lines = PARTS.splitlines()
    assert [sentence["part"] for sentence in told["sentences"]] == [0, 2, 2]
    for sentence, word in zip(told["sentences"], ("Mời", "Họp", "Nhớ"), strict=True):
        assert word in lines[sentence["line"] - 1]
    assert told["recordings"] == [
        {"part": 1, "path": "recordings/mong.ogg", "language": "hmn", "title": "Bản tin tiếng Mông"}
    ]


def test_text_of_no_message_when_read_as_json_then_is_of_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, "Họp dân.\n\nNhớ đến.\n".encode())
    told = json.loads(run(capsys, "--station", str(tmp_path), "read", "--format", "json", "-")[1])
    assert [(sentence["part"], sentence["line"]) for sentence in told["sentences"]] == [(None, 1), (None, 3)]
    assert told["recordings"] == []


def test_plain_when_json_is_asked_for_too_then_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--station", str(tmp_path), "read", "--plain", "--format", "json", "-")
    assert (code, out) == (2, "")
    assert "--plain không đi cùng --format json" in err


def test_table_when_a_line_is_doubtful_then_shows_written_spoken_rule_and_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    feed(monkeypatch, "Họp lúc 7h30, hỏi TTXQP".encode())
    _, out, _ = run(capsys, "--station", str(tmp_path), "read", "-")
    assert "7h30  →  bảy giờ ba mươi phút  (clock)" in out
    assert "⚠ TTXQP  →  tê tê ích quy pê  (acronym): Chưa rõ chữ viết tắt “TTXQP”" in out


@pytest.mark.parametrize(("text", "code"), [("Họp dân", 0), ("Hỏi TTXQP", 1)])
def test_strict_when_something_is_doubtful_then_ends_with_1(
    text: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, text.encode())
    assert run(capsys, "--station", str(tmp_path), "read", "--strict", "--plain", "-")[0] == code


def test_unknown_name_then_is_one_sentence_and_exit_1(
    station: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    code, out, err = run(capsys, "--station", str(station), "read", "khong-co")
    assert (code, out) == (1, "")
    assert err.startswith("Lỗi: Không có bản tin hay tệp văn bản nào tên là “khong-co”")
    assert "Traceback" not in err


def test_bytes_that_are_no_utf8_then_are_refused_with_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    feed(monkeypatch, b"ab\xff")
    code, _, err = run(capsys, "--station", str(tmp_path), "read", "-")
    assert code == 1
    assert "is not UTF-8 text (byte 3)" in err
