"""Bad input at each command: one clear sentence with what to do, and exit 1. From outside: end_to_end."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.service.station import shutdown

from .here import Command, Done


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
