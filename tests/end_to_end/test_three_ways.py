"""The three ways to the leadership's yes, from the shell beside a running station: screen, telephone, paper.

Printed with `-s`: the commands of each way and how long they took together.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster
from tests.end_to_end.console_pages import authenticator, secret
from tests.fakes import photos

pytestmark = pytest.mark.patient
PICTURE = photos.png()
PEOPLE = {"lan": "officer", "tu": "officer", "chi": "leader", "hoa": "leader"}
"""Hoa has an authenticator, and so signs in at a terminal only; chi has none."""


class Ward:
    """A running station with officers and leaders."""

    def __init__(self, station: Broadcaster, pins: Path) -> None:
        self.station = station
        self._pins = pins
        code = station("people", "recover").stdout.split()[0]
        self._done(
            "people", "add", "kt", "--name", "Kỹ", "--code", "--stdin", text=f"{code}\n{secret('kt')}\n"
        )
        for person, role in PEOPLE.items():
            text = f"{secret('kt')}\n{secret(person)}\n"
            self._done(
                "people", "add", person, "--name", person, "--role", role, "--as", "kt", "--stdin", text=text
            )
        self.authenticator = authenticator(self.station, "hoa")

    def _done(self, *words: str, text: str) -> None:
        done = self.station(*words, text=text)
        assert done.returncode == 0, done.stderr

    def next_code(self) -> str:
        return self.authenticator.unused()

    def ask(self, person: str, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """A command by a person who shows who they are."""
        pin = self._pins / person
        pin.write_text(secret(person), encoding="utf-8")
        self.station.environment["BROADCASTER_PIN_FILE"] = str(pin)
        return self.station("--as", person, *words, text=text)

    def way(self, name: str, *steps: tuple[str, tuple[str, ...], str | None]) -> None:
        """Go one way; every step must succeed."""
        begun = time.monotonic()
        for person, words, text in steps:
            done = self.ask(person, *words, text=text)
            assert done.returncode == 0, done.stderr
        print(f"{name}: {len(steps)} commands, {time.monotonic() - begun:.1f} s")  # noqa: T201 - asked for by -s

    def edit(self, words: str) -> None:
        self.station.write("messages/ngan.yaml", SHORT.replace("Kính thưa bà con.", words))


@pytest.fixture
def ward(station: Broadcaster, tmp_path: Path) -> Iterator[Ward]:
    settings = SETTINGS.replace("approval: {required: false}", "approval: {required: true}")
    station.write("station.yaml", settings)
    with station.running("--trust-clock", "--no-console"):
        yield Ward(station, tmp_path)


def test_a_message_is_approved_at_the_screen_by_telephone_and_on_paper(ward: Ward, tmp_path: Path) -> None:
    assert ward.ask("lan", "play", "ngan").returncode == 1
    ward.way(
        "at the screen",
        ("lan", ("submit", "ngan"), None),
        ("chi", ("approvals",), None),
        ("chi", ("approve", "ngan", "--yes"), None),
    )
    assert ward.ask("lan", "play", "ngan").returncode == 0
    ward.edit("Bà con chú ý.")
    code = ward.next_code()
    by_telephone = ("approve", "ngan", "--yes", "--telephone", "hoa")
    ward.way("by telephone", ("tu", ("submit", "ngan", "--pin"), None), ("lan", by_telephone, f"{code}\n"))
    ward.edit("Bà con chú ý lần nữa.")
    assert ward.ask("lan", *by_telephone, text=f"{code}\n").returncode == 1, "a code works once"
    photo = tmp_path / "phieu.png"
    photo.write_bytes(PICTURE)
    ward.way(
        "on paper",
        ("lan", ("submit", "ngan", "--stop"), None),
        ("lan", ("approve", "ngan", "--yes", "--paper", "12/PD", "--photo", str(photo), "--by", "chi"), None),
    )
    assert ward.ask("lan", "play", "ngan").returncode == 1, "the leader has not said so"
    assert "12/PD" in ward.ask("chi", "approvals").stdout
    ward.way("on paper, confirmed", ("chi", ("approve", "ngan", "--yes"), None))
    assert ward.ask("lan", "play", "ngan").returncode == 0


def test_nobody_approves_what_they_wrote(ward: Ward) -> None:
    assert ward.ask("chi", "submit", "ngan").returncode == 0
    assert ward.ask("chi", "approve", "ngan", "--yes").returncode == 1  # the author
    assert ward.ask("lan", "approve", "ngan", "--yes").returncode == 1  # an officer
    assert ward.ask("lan", "play", "ngan").returncode == 1
