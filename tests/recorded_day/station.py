"""The command on one station folder, in the recorded day, and its HTTP doors."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.recorded_day.clock import DayClock, TooSlow

Language = Literal["vi", "en"]
PATIENCE = 60.0


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Station:
    """A station of one Python environment.

    Args:
        python: of the environment whose `broadcaster` is judged.
        folder: of the station.
        clock: of the day.
    """

    python: Path
    folder: Path
    clock: DayClock
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)
    lives: int = field(init=False, default=0)

    def environment(self, language: Language = "vi", **more: str) -> dict[str, str]:
        """What every program of the day gets."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        ours = {"BROADCASTER_LANG": language, "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
        return {**kept, **ours, **self.clock.environment, **more}

    def words(self, *arguments: str) -> list[str]:
        """The command line."""
        return [str(self.python), "-m", "broadcaster", "--station", str(self.folder), *arguments]

    def __call__(
        self, *arguments: str, text: str = "", language: Language = "vi", person: str = "", secret: str = ""
    ) -> Done:
        """Run the command; `person` shows who they are by `secret`."""
        more = {}
        if person:
            shown = self.folder.parent / f"secret-of-{person}"
            shown.write_text(secret, "utf-8")
            more = {"BROADCASTER_AS": person, "BROADCASTER_PIN_FILE": str(shown)}
        done = subprocess.run(
            self.words(*arguments),
            env=self.environment(language, **more),
            cwd=self.folder.parent,
            input=text,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, content: str | bytes) -> None:
        """A file of the station, as an editor leaves it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (self.clock.now(),) * 2)

    def start(self, *arguments: str) -> None:
        """`broadcaster run`, answering."""
        self.lives += 1
        log = (self.folder.parent / f"run-{self.lives}.log").open("wb")
        with log:
            self.process = subprocess.Popen(
                self.words("run", *arguments),
                env=self.environment("en"),
                cwd=self.folder.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: self.answers() or self.gone(), "the station does not answer")

    def gone(self) -> bool:
        """True once the process has ended by itself."""
        return self.process is None or self.process.poll() is not None

    def answers(self) -> bool:
        """True while the station runs and answers."""
        try:
            return self.ask("GET", "/status")[0] == 200
        except OSError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and what it started; what it ended with."""
        if self.process is None:
            return 0
        self.process.send_signal(how)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            code = self.process.wait()
        self.process = None
        return code

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        token: str = "",
        language: str = "vi",
        below: str = "/api/v1",
    ) -> tuple[int, Any]:
        """A question at `state/api.sock`: status and JSON."""
        connection = _Local(self.folder / "state/api.sock")
        headers = {"Accept-Language": language, "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        content = None if body is None else json.dumps(body)
        try:
            connection.request(method, f"{below}{path}", content, headers)
            answer = connection.getresponse()
            read = answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        return answer.status, json.loads(read) if read.startswith((b"{", b"[")) else read.decode()


class _Local(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("station", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(str(self._path))


def wait_for(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until `true()`.

    Raises:
        TooSlow: it is not so after `seconds`.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TooSlow(what)
        time.sleep(0.05)


def code_of(key: str, step: int) -> str:
    """The six digits that a telephone with this key shows (RFC 6238)."""
    digest = hmac.new(
        base64.b32decode(key + "=" * (-len(key) % 8)), struct.pack(">Q", step), hashlib.sha1
    ).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
