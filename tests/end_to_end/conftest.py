"""The installed command, run as an officer or a checker runs it: from outside."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.cli import _main
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, speaking
from tests.fakes.station import LONG as LONG
from tests.fakes.station import SHORT as SHORT
from tests.fakes.station import settings

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90.0

SETTINGS = settings("espeak")


class Broadcaster:
    """The command on one station folder."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.environment = {**os.environ, "BROADCASTER_LANG": "en", **(environment or {})}

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "broadcaster", "--station", str(self.folder), *arguments]

    def __call__(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--format", "json")
        return json.loads(done.stdout)

    def look(self, *arguments: str) -> Any:
        """What `json` gives, asked in this process: who waits asks often, and each command loads a core."""
        with redirect_stdout(io.StringIO()) as said:
            _main(["--station", str(self.folder), *arguments, "--format", "json"])
        return json.loads(said.getvalue())

    def answers(self) -> bool:
        """True once the running station answers. Not asked by commands, which take time from its start."""
        try:
            HttpClient(self.folder / "state").get("/api/v1/status")
        except BroadcasterError:
            return False
        return True

    @contextmanager
    def running(self, *arguments: str, end: int = signal.SIGTERM) -> Iterator[subprocess.Popen[str]]:
        """`broadcaster run`, answering; ended by `end` when the block ends."""
        with subprocess.Popen(
            self.command("run", *arguments),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                wait_for(lambda: process.poll() is not None or self.answers())
                yield process
            finally:
                process.send_signal(end)
                _, told = process.communicate(timeout=PATIENCE)
                sys.stderr.write(told)  # shown where the test fails


def wait_for(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until `true()`; fails after `seconds`. At least half of the time is the station's."""
    end = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        if true():
            return
        assert time.monotonic() < end, "waited too long"
        time.sleep(max(0.05, time.monotonic() - asked))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The test's own client asks in English, as the commands do. A thread of a test must say so itself."""
    with speaking(Language.EN):
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests of a file: to start one takes a second of a core."""
    from tests.end_to_end.browsers import launched  # skips where there is none to drive

    with launched() as made:
        yield made


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """The browser of the file, with no visitor of another test."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def station(tmp_path: Path) -> Broadcaster:
    """A small station without device, quiet hours, chimes and approval."""
    made = Broadcaster(tmp_path / "dai")
    made.write("station.yaml", SETTINGS)
    made.write("messages/ngan.yaml", SHORT)
    made.write("messages/dai.yaml", LONG)
    return made


@pytest.fixture
def example(tmp_path: Path) -> Broadcaster:
    """A copy of the example station at the top of the repository."""
    folder = tmp_path / "vi-du"
    folder.mkdir()
    for name in ("station.yaml", "lexicon.yaml", "messages", "schedules", "recordings"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    settings = folder / "station.yaml"
    settings.write_text(settings.read_text().replace("[piper, gtts, espeak]", "[espeak]"))  # no network
    return Broadcaster(folder)
