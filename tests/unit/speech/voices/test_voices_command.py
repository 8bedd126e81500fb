"""`broadcaster voices` at the command line, against a server on this computer."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import main
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.loading.loader import take
from broadcaster.studio.comparison.trial import choose

Server = Any  # the fixture's type lives in conftest.py, which tests cannot import
Broadcaster = Callable[..., int]

CATALOGUE = """\
thu:
  title: {{vi: Giọng thử, en: Trial}}
  licence: CC BY 4.0
  source: tests
  rate: 22050
  speakers: 1
  url: {url}
  model: {{size: {size}, sha256: {sha256}}}
  config: {{}}
"""


@pytest.fixture
def folder(tmp_path: Path, voice_server: Server, voice_files: dict[str, bytes]) -> Path:
    """A station whose catalogue has the voice of the server."""
    voice_server.files = dict(voice_files)
    model = voice_files["thu.onnx"]
    station = tmp_path / "dai"
    (station / "voices").mkdir(parents=True)
    (station / "station.yaml").write_text("name: Đài thử\nspeech: {engines: [tone]}\n")
    (station / "voices" / "catalogue.yaml").write_text(
        CATALOGUE.format(url=voice_server.url, size=len(model), sha256=hashlib.sha256(model).hexdigest())
    )
    return station


@pytest.fixture
def broadcaster(folder: Path) -> Broadcaster:
    """Run a command of `voices` for the station; the exit code."""

    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["--station", str(folder), "voices", *arguments])
        return int(ended.value.code or 0)

    return run


def test_voice_is_listed_installed_listed_again_and_removed(
    folder: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broadcaster("list") == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("thu"))
    assert "có thể cài" in row
    assert "CC BY 4.0" in row
    assert broadcaster("install", "thu", "--yes") == 0
    told = capsys.readouterr()
    assert "giấy phép: CC BY 4.0" in told.err
    assert "Đã cài giọng thu" in told.out
    assert broadcaster("list", "--format", "json") == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["thu"]["state"] in ("installed", "needs_extra")
    assert listed["thu"]["checksum_known"] is True
    assert listed["vi_VN-vais1000-medium"]["state"] == "available"
    assert broadcaster("install", "thu", "--yes") == 1
    assert broadcaster("remove", "thu") == 0
    assert broadcaster("remove", "thu") == 1
    assert [path.name for path in (folder / "voices").iterdir()] == ["catalogue.yaml"]


def test_voices_without_more_words_lists_them(
    broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broadcaster("list") == 0
    listed = capsys.readouterr().out
    assert broadcaster() == 0
    assert capsys.readouterr().out == listed != ""


class Answer(io.TextIOWrapper):
    """A terminal at which somebody types one line."""

    def __init__(self, line: str) -> None:
        super().__init__(io.BytesIO(line.encode()), encoding="utf-8")

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("line", ["k\n", "\n", "n\n", ""], ids=["no", "empty", "n", "end"])
def test_voice_whose_licence_is_not_agreed_to_is_not_installed_and_told(
    broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Answer(line))
    assert broadcaster("install", "thu") == 1
    told = capsys.readouterr().err
    assert "Đồng ý với giấy phép và cài? [c/K] " in told
    assert told.endswith("Lỗi: Chưa cài giọng nào, vì chưa đồng ý với giấy phép\n")


def test_voice_whose_licence_is_agreed_to_in_vietnamese_is_installed(
    broadcaster: Broadcaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Answer("có\n"))
    assert broadcaster("install", "thu") == 0


def test_voice_is_not_installed_before_someone_agrees_to_its_licence(
    folder: Path, broadcaster: Broadcaster, voice_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broadcaster("install", "thu") == 1
    assert "--yes" in capsys.readouterr().err
    assert voice_server.asked == []
    assert not (folder / "voices" / "thu").exists()


def test_voice_with_a_wrong_checksum_is_told_and_never_listed(
    broadcaster: Broadcaster, voice_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    voice_server.files["thu.onnx"] = bytes(len(voice_server.files["thu.onnx"]))
    assert broadcaster("install", "thu", "--yes") == 1
    assert "không đúng mã kiểm tra" in capsys.readouterr().err
    broadcaster("list", "--format", "json")
    listed = {row["name"]: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert listed["thu"] == "available"


def test_voice_from_a_file_without_network_says_that_nothing_proves_it(
    tmp_path: Path,
    broadcaster: Broadcaster,
    voice_server: Server,
    voice_files: dict[str, bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, data in voice_files.items():
        (tmp_path / name.replace("thu", "usb")).write_bytes(data)
    assert broadcaster("install", str(tmp_path / "usb.onnx"), "--yes") == 0
    told = capsys.readouterr().err
    assert hashlib.sha256(voice_files["thu.onnx"]).hexdigest() in told
    assert "không rõ" in told
    assert voice_server.asked == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("install", "khong-co"), "Không có giọng “khong-co” để tải"),
        (("install", "khong-co.onnx"), "Không có tệp giọng khong-co.onnx"),
        (("try", "khong-co", "chào"), "Không có giọng nào tên “khong-co”"),
    ],
)
def test_name_of_no_voice_is_told_with_those_there_are(
    broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert broadcaster(*arguments) == 1
    assert told in capsys.readouterr().err


def test_folder_that_is_no_station_gets_no_voices(
    tmp_path: Path, folder: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "station.yaml").unlink()
    assert broadcaster("install", "thu", "--yes") == 1
    assert "không phải thư mục của đài" in capsys.readouterr().err


def test_install_that_is_killed_goes_on_where_it_was(
    folder: Path, voice_server: Server, voice_files: dict[str, bytes]
) -> None:
    voice_server.pause = 0.01
    command = [sys.executable, "-m", "broadcaster", "--station", str(folder)]
    command += ["voices", "install", "thu", "--yes"]
    part = folder / "voices" / ".thu.part" / "thu.onnx.part"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 90
        while (not part.exists() or part.stat().st_size < 100_000) and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    reached = part.stat().st_size
    assert 100_000 <= reached < len(voice_files["thu.onnx"])
    assert not (folder / "voices" / "thu").exists()
    voice_server.pause = 0
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Tải tiếp" in done.stderr
    assert voice_server.asked[-1] == ("thu.onnx", f"bytes={reached}-")
    assert (folder / "voices" / "thu" / "thu.onnx").read_bytes() == voice_files["thu.onnx"]


def test_try_writes_a_file_with_the_voice_that_was_named(
    tmp_path: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broadcaster("try", "espeak:vi+m3", "Xin chào bà con.", "-o", str(tmp_path / "a.wav")) == 0
    assert "espeak" in capsys.readouterr().out
    assert broadcaster("try", "tone", "Xin chào bà con.", "-o", str(tmp_path / "b.wav")) == 0
    first, second = (tmp_path / "a.wav").read_bytes(), (tmp_path / "b.wav").read_bytes()
    assert first[:4] == second[:4] == b"RIFF"
    assert first != second


def test_try_of_an_engine_of_the_network_is_refused_where_the_station_forbids_it(
    folder: Path, tmp_path: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "station.yaml").write_text("name: Đài thử\nspeech: {engines: [tone], online: false}\n")
    assert broadcaster("try", "gtts", "Xin chào", "-o", str(tmp_path / "a.wav")) == 1
    assert "không cho gửi lời bản tin lên Internet" in capsys.readouterr().err


def test_compare_writes_one_page_with_every_voice_of_the_station(
    folder: Path, tmp_path: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "messages").mkdir()
    (folder / "messages" / "tin.yaml").write_text("title: Tin mới\nparts:\n  - say: Xin chào.\n")
    assert broadcaster("compare", "tin", "-o", str(tmp_path / "so.html")) == 0
    assert "so.html" in capsys.readouterr().out
    text = (tmp_path / "so.html").read_text()
    assert text.count("<audio") == 2
    assert "<th scope=row>tone</th>" in text
    assert broadcaster("compare", "khong-co") == 1


def test_every_name_that_the_list_shows_can_be_tried(
    folder: Path, broadcaster: Broadcaster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broadcaster("install", "thu", "--yes") == 0
    capsys.readouterr()
    broadcaster("list", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    station = take(folder)
    for row in rows:
        choice = choose(station, row["label"], Shelf(folder / "voices").voices())
        assert (choice.engine, choice.voice) == (row["engine"], row["name"])
    assert choose(station, "vi-VN-NamMinhNeural", ()).label == "edge:vi-VN-NamMinhNeural"
    assert choose(station, "vi+f3", ()).label == "espeak:vi+f3"
