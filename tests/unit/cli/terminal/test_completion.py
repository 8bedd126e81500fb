"""The Tab key: commands, options, and the messages of the station that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from broadcaster.cli import group


def offered(*arguments: str) -> list[tuple[str, str]]:
    shell = ShellComplete(group, {}, "broadcaster", "_BROADCASTER_COMPLETE")
    return [(item.value, item.type) for item in shell.get_completions(list(arguments[:-1]), arguments[-1])]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for name in ("bluezone", "bao-lu", "centre/bluezone"):
        path = tmp_path / "messages" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: [\n")
    return str(tmp_path)


@pytest.mark.parametrize("command", ["play", "render", "read", "approve", "correct"])
def test_tab_offers_the_messages_of_the_station(folder: str, command: str) -> None:
    assert offered("--station", folder, command, "b") == [("bao-lu", "plain"), ("bluezone", "plain")]
    assert offered("--station", folder, command, "centre/") == [("centre/bluezone", "plain")]


def test_tab_offers_files_where_no_message_begins_so(folder: str) -> None:
    assert offered("--station", folder, "play", "/elsewhere/x") == [("/elsewhere/x", "file")]
    assert offered("--station", folder, "approve", "x") == []


def test_tab_offers_commands_and_options() -> None:
    assert ("play", "plain") in offered("pl")
    assert offered("play", "--pri") == [("--priority", "plain")]
