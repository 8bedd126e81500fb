"""Whoever cannot see whether a station runs is not told that it is quiet."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from broadcaster.api.questions.window import QuietWindow
from broadcaster.cli import _main
from broadcaster.cli.running import window


def test_where_no_station_runs_it_is_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _main(["--station", str(tmp_path), "window", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"free": True, "against": [], "next": None}


def test_whoever_may_not_enter_its_folder_is_told_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").mkdir()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) == tmp_path)
    assert _main(["--station", str(tmp_path), "window"]) == 1
    assert capsys.readouterr().out == ""


def test_what_speaks_against_it_is_told_and_makes_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Client:
        def ask(self, _question: object) -> QuietWindow:
            return QuietWindow(free=False, against=("on_air", "planned"), next=None)

    monkeypatch.setattr(window, "client_of", lambda _folder, **_how: Client())
    assert _main(["--station", str(tmp_path), "window"]) == 1
    assert capsys.readouterr().out == "Đài đang bận: đang phát, sắp đến giờ phát.\n"
