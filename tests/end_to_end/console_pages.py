"""A running console for tests that drive a browser or ask it by hand."""

from __future__ import annotations

import hashlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyotp

from broadcaster.people.roles.people_file import FILE as PEOPLE
from broadcaster.people.sign_in.proofs import TOTP_DRIFT, TOTP_STEP
from tests.end_to_end.conftest import SETTINGS, Broadcaster

AXE = (Path(__file__).parents[1] / "data" / "axe" / "axe.min.js").read_text("utf-8")
"""axe-core, for a page to evaluate."""

RUN = """async () => (await axe.run(document, {resultTypes: ["violations"], preload: false})).violations
    .map(({id, nodes}) => [id, nodes.map((node) => `${node.target} | ${node.any[0]?.message ?? ""}`)])"""
"""Gives what it finds: the rule and its places."""


def secret(person: str) -> str:
    """The password of a person of the tests."""
    return f"mật khẩu thật dài của {person}"


class Authenticator:
    """The codes on a person's telephone, each of which counts once; its clock is up to a step off."""

    def __init__(self, key: str) -> None:
        self._codes = pyotp.TOTP(key)
        self._last = 0

    def unused(self) -> str:
        """A code that was not used yet."""
        soon = int(time.time() + 5) // TOTP_STEP  # a code of the step before is refused once this one is over
        self._last = max(self._last + 1, soon - TOTP_DRIFT)
        time.sleep(max(0.0, (self._last - TOTP_DRIFT) * TOTP_STEP + 0.2 - time.time()))
        return self._codes.generate_otp(self._last)


def authenticator(station: Broadcaster, person: str) -> Authenticator:
    """Give a person an authenticator, as the command asks for it."""
    with subprocess.Popen(
        station.command("people", "totp", "--as", person, "--stdin"),
        env=station.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        asked.stdin.write(f"{secret(person)}\n")
        asked.stdin.flush()
        codes = Authenticator(
            next(found[1] for line in asked.stdout if (found := re.search(r"secret=([A-Z2-7]+)", line)))
        )
        asked.stdin.write(f"{codes.unused()}\n")
        asked.stdin.close()
        assert asked.wait(30) == 0
    return codes


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def settled(station: Broadcaster, settings: str = SETTINGS) -> int:
    """Write station.yaml with a console; its port."""
    port = free_port()
    station.write("station.yaml", f"{settings}console: {{listen: 127.0.0.1:{port}}}\n")
    return port


def peopled(station: Broadcaster, people: Mapping[str, tuple[str, ...]]) -> None:
    """Give a station the technician `kt`, and these with their roles.

    The commands take seconds: a station that never ran gets what they made for another with the same people.
    """
    state = station.folder / "state"
    made = Path(_made.name) / hashlib.sha256(repr(people).encode()).hexdigest()
    if not state.exists() and made.is_dir():
        shutil.copytree(made, station.folder, dirs_exist_ok=True)
        return
    fresh = not state.exists()
    _people_added(station, people)
    if fresh:
        shutil.copytree(state, made / state.name)
        shutil.copy(station.folder / PEOPLE, made)


_made = tempfile.TemporaryDirectory(prefix="people-")


def _people_added(station: Broadcaster, people: Mapping[str, tuple[str, ...]]) -> None:
    found = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", station("people", "recover").stdout)
    assert found is not None
    typed = f"{found[0]}\n{secret('kt')}\n{secret('kt')}\n"
    first = ("--name", "Kỹ", "--role", "technician", "--code", "--stdin")
    done = station("people", "add", "kt", *first, text=typed)
    assert done.returncode == 0, done.stderr
    for person, theirs in people.items():
        typed = f"{secret('kt')}\n{secret(person)}\n{secret(person)}\n"
        roles = tuple(each for role in theirs for each in ("--role", role))
        done = station("people", "add", person, "--name", person, *roles, "--as", "kt", "--stdin", text=typed)
        assert done.returncode == 0, done.stderr


def sign_in(page: Any, person: str, path: str = "/") -> None:
    """Sign a browser in, by the page that was asked for."""
    page.goto(path)
    if "/sign-in" not in page.url:
        page.goto("/sign-in")
    page.fill("#person", person)
    page.fill("#secret", secret(person))
    page.click("button.primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
