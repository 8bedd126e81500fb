"""Debian's Firefox, driven over WebDriver BiDi: as much as the tests need of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 60.0  # seconds
_READY = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")


class Page:
    """One tab."""

    def __init__(self, socket: ClientConnection, numbers: Iterator[int]) -> None:
        self._socket = socket
        self._numbers = numbers
        self._context = ""

    def ask(self, method: str, **params: Any) -> Any:
        """Send one command and wait for its answer."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self) -> None:
        """Begin a session."""
        self.ask("session.new", capabilities={})
        self._context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def visitor(self) -> Page:
        """A tab of somebody else: with cookies of its own."""
        other = Page(self._socket, self._numbers)
        user = self.ask("browser.createUserContext")["userContext"]
        other._context = self.ask("browsingContext.create", type="tab", userContext=user)["context"]
        return other

    def goto(self, address: str) -> None:
        """Go to an address in front of all other tabs (Firefox slows what nobody sees), and wait for it."""
        self.ask("browsingContext.activate", context=self._context)
        self.ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression: a text, a number, a truth or nothing."""
        found = self.ask(
            "script.evaluate", expression=expression, target={"context": self._context}, awaitPromise=True
        )
        assert found["type"] == "success", found
        return found["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true; also over a page that is just being replaced."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self.evaluate(expression):
                    return
            except AssertionError:
                pass
            assert time.monotonic() < end, f"{expression}\n{self.evaluate('document.body.innerText')}"
            time.sleep(0.05)

    def fill(self, selector: str, text: str) -> None:
        """Focus a field, empty it and type."""
        self.evaluate(
            f"(() => {{ const f = document.querySelector({selector!r}); f.focus(); f.select?.(); }})()"
        )
        keys = [{"type": kind, "value": c} for c in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": keys})

    def click(self, selector: str, hold: float = 0.0) -> None:
        """Press on an element, and let go after `hold` seconds."""
        x, y = self.place(selector)
        move: list[dict[str, Any]] = [{"type": "pointerMove", "x": x, "y": y}]
        down = [{"type": "pointerDown", "button": 0}, {"type": "pause", "duration": int(hold * 1000)}]
        self._act(
            {"type": "pointer", "id": "hand", "actions": [*move, *down, {"type": "pointerUp", "button": 0}]}
        )

    def place(self, selector: str) -> tuple[int, int]:
        """The middle of an element, which is brought into sight."""
        found = self.evaluate(
            f"(() => {{ const e = document.querySelector({selector!r});"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const b = e.getBoundingClientRect(); return `${b.x + b.width / 2} ${b.y + b.height / 2}`; })()"
        )
        x, y = str(found).split()
        return int(float(x)), int(float(y))

    def _act(self, source: dict[str, Any]) -> None:
        self.ask("input.performActions", context=self._context, actions=[source])


@contextmanager
def firefox(environment: dict[str, str] | None = None) -> Iterator[Page]:
    """A page of a Firefox with a profile of its own; ended with the block.

    Args:
        environment: that leads to the sound server of its microphone; None for a made-up microphone.
    """
    assert FIREFOX is not None
    with tempfile.TemporaryDirectory(prefix="firefox-") as profile:
        log = Path(profile) / "log"
        settings = {
            "media.navigator.permission.disabled": True,
            "media.navigator.streams.fake": environment is None,
            "intl.accept_languages": "vi-VN, vi",
        }
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = [FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"]
        with (
            log.open("wb") as told,
            subprocess.Popen(
                command, stdout=told, stderr=told, env={**os.environ, **(environment or {})}
            ) as process,
        ):
            try:
                with connect(_address(log) + "/session", max_size=None) as socket:
                    page = Page(socket, count(1))
                    page.open()
                    yield page
            finally:
                process.terminate()
                process.wait(PATIENCE)


def _address(log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while True:
        found = _READY.search(log.read_bytes())
        if found is not None:
            return found[1].decode()
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.05)
