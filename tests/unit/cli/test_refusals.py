"""Bad input at each command: one clear sentence with what to do, and exit 1. From outside: end_to_end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.app.station import shutdown
from tests.unit.cli.here import Command, Done


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    monkeypatch.setattr(shutdown, "end_in_time", lambda *_: None)  # a thread of it would stay in this process
    return Command(tmp_path / "dai", capsys).write_small_station()


def refused(done: Done, *words: str) -> None:
    assert done.code == 1
    assert done.err.count("\n") == 1, done.err
    for word in words:
        assert word in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "khong-co"),
        ("play", "ngn"),
        ("run", "--once", "khong-co"),
        ("approve", "khong-co"),
        ("read", "khong-co"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_unknown_message_is_one_sentence(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.code == 1
    assert arguments[-1] in done.err


@pytest.mark.parametrize(
    "arguments", [("check",), ("plan",), ("render", "ngan"), ("run",)], ids=lambda a: a[0]
)
def test_folder_without_a_station_is_said(command: Command, arguments: tuple[str, ...]) -> None:
    (command.folder / "station.yaml").unlink()
    done = command(*arguments)
    assert done.code == 1
    assert "station.yaml" in done.err + done.out


ON_A_STATION = (
    "render ngan",
    "render --all",
    "plan",
    "plan --format json",
    "log",
    "approvals",
    "lexicon list",
    "lexicon propose",
    "regulation",
    "calendar",
    "console show",
    "submit ngan",
    "approve ngan --yes",
    "reject ngan --why x",
    "import letter.txt",
    "bench start",
    "play ngan",
    "run",
    "backup -o x.tar.gz",
    "people",
)


@pytest.mark.parametrize("line", ON_A_STATION)
@pytest.mark.parametrize("kind", ["missing", "file"])
def test_station_that_is_no_folder_is_told_without_a_traceback(
    command: Command, line: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command.folder = tmp_path / "no-station"
    if kind == "file":
        command.folder.write_text("in the way")
    done = command(*line.split())
    assert done.code == 1
    assert "no-station" in done.err
    assert done.out == ""


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_check_of_no_folder_lists_it_as_a_problem(command: Command, kind: str, tmp_path: Path) -> None:
    command.folder = tmp_path / "no-station"
    if kind == "file":
        command.folder.write_text("in the way")
    answer = command.json("check")
    assert not answer["ok"]
    assert [problem["code"] for problem in answer["problems"]] == ["station.no_folder"]


@pytest.mark.parametrize(
    "line",
    [
        "render ngan -o FOLDER",
        "log -o FOLDER",
        "report --month 2026-11 -o FOLDER",
        "backup -o FOLDER",
        "new meeting -o FOLDER",
        "import FOLDER",
        "console show -o FOLDER",
        "init FILE",
        "restore FILE FILE",
    ],
)
def test_file_and_folder_taken_for_each_other_are_bad_input_not_bad_usage(
    command: Command, line: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    found = command(*(w.replace("FOLDER", str(tmp_path)).replace("FILE", str(file)) for w in line.split()))
    assert found.code == 1
    assert found.err.startswith("Error: ")
    assert file.read_text() == "in the way"


@pytest.mark.parametrize("line", ["log --format json", "backup", "report --month 2026-11"])
def test_output_to_a_pipe_or_device_does_not_take_its_place(
    command: Command, line: str, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    refused(command(*line.split(), "-o", str(pipe)), "pipe.csv")
    assert pipe.is_fifo()


def test_locale_without_vietnamese_letters_breaks_no_answer(command: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "broadcaster", "--station", str(command.folder), "read", "--plain", "ngan"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout.decode()) == (0, "kính thưa bà con.\n")


def test_restore_over_a_station_is_refused_not_bad_usage(command: Command, tmp_path: Path) -> None:
    saved = tmp_path / "dai.tar.gz"
    assert command("backup", "-o", str(saved)).code == 0
    refused(command("restore", str(saved), str(command.folder)), "--replace")


def test_argument_that_is_no_utf8_is_told(command: Command) -> None:
    refused(command("lexicon", "add", "a\udcff", "bờ lu dôn"), "UTF-8")


def test_command_in_a_folder_that_was_removed_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    shell = f"cd {gone} && rmdir {gone} && exec {sys.executable} -m broadcaster plan"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Lỗi: ")


@pytest.mark.patient
def test_closed_standard_streams_give_no_traceback(command: Command) -> None:
    run = f"exec {sys.executable} -m broadcaster --station {command.folder}"
    for line in (f"{run} plan --days 1 >&-", f"{run} plan --days 1 2>&- <&-", f"{run} read --plain - <&-"):
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, line
        assert done.returncode == 0, (line, done.stderr)


def test_station_that_was_never_good_does_not_start(command: Command) -> None:
    command.write("station.yaml", "name: [\n")
    done = command("run")
    assert done.code == 1
    assert "station.yaml:1:8" in done.err


@pytest.mark.parametrize(
    "arguments",
    [("render",), ("run", "--output", "paper"), ("run", "--once", "a", "--now", "b"), ("nonsense",)],
    ids=" ".join,
)
def test_usage_is_exit_two(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments).code == 2


def test_unwritable_cache_is_said(command: Command) -> None:
    # Tests may run as root, whom permission bits do not stop: a file stands where a folder must be.
    command.write("audio_cache", "in the way")
    refused(command("render", "ngan"), "audio_cache")


def test_say_nothing_is_refused(command: Command) -> None:
    refused(command("say", "  "), "nothing to say")
