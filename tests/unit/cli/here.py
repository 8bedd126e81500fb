"""The command line in this process: as from outside, without the time that a process takes to begin."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import _main, main
from tests.fakes.station import LONG as LONG
from tests.fakes.station import SHORT as SHORT
from tests.fakes.station import settings

SETTINGS = settings("tone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command has answered."""

    code: int
    out: str
    err: str


class Command:
    """The command on one station folder, in English."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write_small_station(self) -> Command:
        """A station without device, quiet hours, chimes and approval."""
        self.write("station.yaml", SETTINGS)
        self.write("messages/ngan.yaml", SHORT)
        self.write("messages/dai.yaml", LONG)
        return self

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def __call__(self, *arguments: str) -> Done:
        self._capsys.readouterr()
        with signals_as_before(), pytest.raises(SystemExit) as caught:
            main(["--station", str(self.folder), *arguments])
        seen = self._capsys.readouterr()
        return Done(code=int(caught.value.code or 0), out=seen.out, err=seen.err)

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--format", "json").out)


@contextmanager
def signals_as_before() -> Iterator[None]:
    """A command that runs as a program of its own sets them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def caller(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Calls a command on a folder: its exit code and both of its streams; `typed` is its input."""

    def call(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"))
        code = _main(["--station", str(folder), *arguments])
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return call
