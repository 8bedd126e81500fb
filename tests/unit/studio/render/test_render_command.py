from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadcaster.cli import main
from tests.unit.studio.conftest import ebur128

KEYS = {
    "clips_made",
    "clips_reused",
    "digest",
    "duration_s",
    "engine",
    "fallback",
    "loudness_lufs",
    "message",
    "path",
    "recordings",
    "sound_digest",
    "true_peak_dbtp",
    "voice",
    "words_digest",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    root = tmp_path / "dai"
    (root / "messages").mkdir(parents=True)
    (root / "station.yaml").write_text("name: Đài thử\nspeech: {engines: [tone]}\n", encoding="utf-8")
    for name in ("bluezone", "hop-dan"):
        text = f"title: {name}\ngap: 1s\nparts:\n  - say: Kính thưa bà con. Đây là tin {name}.\n"
        (root / "messages" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def _run(folder: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--station", str(folder), "render", *arguments])
    code: object = caught.value.code
    assert isinstance(code, int)
    return code


def test_render_as_json_tells_all_of_the_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "bluezone", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == KEYS
    loudness, peak = ebur128(Path(told["path"]))
    assert told["loudness_lufs"] == pytest.approx(loudness, abs=0.15)
    assert told["true_peak_dbtp"] == pytest.approx(peak, abs=0.25)
    assert (told["clips_made"], told["clips_reused"], told["engine"]) == (2, 0, "tone")
    assert told["digest"] == told["sound_digest"] != told["words_digest"]
    assert _run(folder, "bluezone", "--format", "json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["clips_made"], again["clips_reused"], again["path"]) == (0, 2, told["path"])


def test_render_by_another_engine_than_the_stations_is_marked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "name: Đài thử\nspeech: {engines: [piper, tone]}\n"
    (folder / "station.yaml").write_text(settings, encoding="utf-8")
    assert _run(folder, "bluezone", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["voice"], told["fallback"]) == ("tone", "tone", True)
    assert _run(folder, "bluezone") == 0
    assert "máy đọc tone (tạm thay piper)" in capsys.readouterr().out


def test_engine_of_the_network_is_told_once_before_words_leave(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "name: Đài thử\nspeech: {engines: [tone, gtts]}\n"
    (folder / "station.yaml").write_text(settings, encoding="utf-8")
    _run(folder, "bluezone")
    assert "gửi lời bản tin lên máy chủ của Google" in capsys.readouterr().err
    assert list(json.loads((folder / "state" / "online.json").read_text())) == ["gtts"]
    _run(folder, "bluezone")
    assert "Google" not in capsys.readouterr().err


def test_station_that_keeps_its_words_in_is_told_of_nothing_and_refuses_the_network(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "name: Đài thử\nspeech: {engines: [gtts, tone], online: false}\n"
    (folder / "station.yaml").write_text(settings, encoding="utf-8")
    assert _run(folder, "bluezone", "--format", "json") == 0
    told = capsys.readouterr()
    assert "Google" not in told.err
    assert json.loads(told.out)["fallback"] is False
    assert _run(folder, "bluezone", "--engine", "gtts") == 1
    assert "online: true" in capsys.readouterr().err


def test_render_all_as_json_is_an_array(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "--all", "--format", "json") == 0
    assert [row["message"] for row in json.loads(capsys.readouterr().out)] == ["bluezone", "hop-dan"]


RELAYING = """\
title: Thời sự
parts:
  - say: Mời bà con nghe.
  - relay: vov1
    for: 15m
  - say: Xin hết.
"""
RELAY_ONLY = "title: Tiếp âm\nparts:\n  - relay: vov1\n    for: 90s\n"


def test_message_with_a_relay_is_one_object_with_its_pieces(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "station.yaml").open("a") as settings:
        settings.write("sources: {vov1: 'https://vov.vn/1.mp3'}\n")
    (folder / "messages" / "thoi-su.yaml").write_text(RELAYING)
    (folder / "messages" / "tiep-am.yaml").write_text(RELAY_ONLY)
    assert _run(folder, "thoi-su", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["message"] == "thoi-su"
    assert [piece.get("message") for piece in told["pieces"]] == ["thoi-su#0", None, "thoi-su#2"]
    assert told["pieces"][1] == {"relay": "vov1", "duration_s": 900.0}
    whole = sum(piece["duration_s"] for piece in told["pieces"])
    assert 900 < told["duration_s"] < whole  # one closing and one opening are not heard
    assert _run(folder, "tiep-am", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["message"], told["duration_s"]) == ("tiep-am", 90.0)
    assert _run(folder, "tiep-am") == 0
    assert capsys.readouterr().out == "tiep-am: 1:30, tiếp âm từ vov1, không dựng sẵn\n"
    assert _run(folder, "--all", "--format", "json") == 0
    rows = {row["message"]: row for row in json.loads(capsys.readouterr().out)}
    assert sorted(rows) == ["bluezone", "hop-dan", "thoi-su", "tiep-am"]
    assert {name for name, row in rows.items() if "pieces" in row} == {"thoi-su", "tiep-am"}


def test_message_with_a_relay_goes_into_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "station.yaml").open("a") as settings:
        settings.write("sources: {vov1: 'https://vov.vn/1.mp3'}\n")
    (folder / "messages" / "tiep-am.yaml").write_text(RELAY_ONLY)
    assert _run(folder, "tiep-am", "-o", str(folder / "x.wav")) == 1
    assert "tiếp âm" in capsys.readouterr().err


def test_render_as_text_is_one_vietnamese_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "bluezone") == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert "máy đọc tone" in out
    assert "đọc mới 2 câu" in out
    assert err == ""


def test_output_file_is_a_copy_of_the_programme(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.wav"
    assert _run(folder, "bluezone", "-o", str(target), "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert target.read_bytes() == Path(told["path"]).read_bytes()


def test_output_file_that_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert _run(folder, "bluezone", "-o", str(tmp_path / "file" / "out.wav")) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert str(tmp_path / "file") in err
    assert "Traceback" not in err


def test_unknown_message_is_answered_with_the_nearest_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(folder, "bluzone") == 1
    assert capsys.readouterr().err == "Lỗi: Không có bản tin 'bluzone' (có phải 'bluezone'?)\n"


def test_message_unlike_any_is_answered_with_the_names_there_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(folder, "zzzz") == 1
    assert "bluezone, hop-dan" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("bluezone", "--all"), ("--all", "-o", "x.wav")])
def test_wrong_use_is_a_usage_error(arguments: tuple[str, ...], folder: Path) -> None:
    assert _run(folder, *arguments) == 2


def test_render_all_goes_on_after_one_that_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = "title: x\nparts:\n  - play: recordings/hong.mp3\n"
    (folder / "messages" / "anh.yaml").write_text(bad, encoding="utf-8")
    (folder / "recordings").mkdir()
    (folder / "recordings" / "hong.mp3").write_bytes(b"no sound")
    assert _run(folder, "--all", "--format", "json") == 1
    out, err = capsys.readouterr()
    assert [row["message"] for row in json.loads(out)] == ["bluezone", "hop-dan"]
    assert "hong.mp3" in err
    assert err.count("\n") == 1


def test_engine_may_be_one_that_the_station_does_not_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(folder, "bluezone", "--engine", "espeak", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["engine"] == "espeak"
    assert _run(folder, "bluezone", "--engine", "khong-co") == 1
    assert "khong-co" in capsys.readouterr().err
