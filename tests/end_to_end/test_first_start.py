"""The first start of a new station, walked in a browser; nothing airs before its end."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcaster.station.yaml.structure import data_of
from broadcaster.web.setup.steps import STEPS
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, free_port, secret

pytestmark = [pytest.mark.patient, needs_chromium]

MOST_QUESTIONS = 25  # fields that somebody fills in, and yeses
MOST_MINUTES = 10
READING, TYPING = 10.0, 0.3  # seconds of a person for a question, and for a sign


@pytest.fixture
def new(tmp_path: Path) -> tuple[Broadcaster, int]:
    """A station as the package makes it, but silent, and with its console at a free port."""
    station, port = Broadcaster(tmp_path / "dai"), free_port()
    assert station("init", "--first-start", str(station.folder)).returncode == 0
    path = station.folder / "station.yaml"
    more = "output: none\nregulation: {quiet: none}\n"
    path.write_text(
        path.read_text().replace("0.0.0.0:8443", f"127.0.0.1:{port}") + more + "approval: {required: false}\n"
    )
    station.write("messages/ngan.yaml", SHORT)
    return station, port


def due(station: Broadcaster) -> None:
    """Plan a message for a moment that is near."""
    at = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(seconds=15)
    station.write("schedules/ngan.yaml", f'message: ngan\nat: ["{at:%H:%M:%S}"]\n')


class Walk:
    """Somebody who goes through the steps; counts what they are asked."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.questions = self.signs = 0
        self.seen: list[str] = []

    def fill(self, name: str, value: str) -> None:
        self.questions += 1
        self.signs += len(value)
        self.page.fill(f"main [name='{name}']", value)

    def yes(self, button: str = "main form button.primary") -> None:
        """Answer a page, which axe finds nothing wrong with."""
        self.look()
        self.questions += 1
        with self.page.expect_navigation():
            self.page.click(button)

    @property
    def minutes(self) -> float:
        """Of a person, beside what the station and the browser took."""
        return (READING * self.questions + TYPING * self.signs) / 60

    def look(self) -> None:
        page = self.page
        page.wait_for_load_state("networkidle")
        self.seen.append(page.url.rpartition("/")[2])
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], page.url
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_from_a_new_box_to_a_station_that_airs(
    new: tuple[Broadcaster, int], browser: Any, width: int
) -> None:
    station, port = new
    begun = time.monotonic()
    with station.running(), visiting(port, browser) as opened:
        page = opened()
        page.set_viewport_size({"width": width, "height": 800})
        walk = Walk(page)
        page.goto("/")
        assert page.input_value("#code")  # at the station's own screen nobody types it
        for field, value in (("person", "kt"), ("name", "Kỹ"), ("secret", secret("kt"))):
            walk.fill(field, value)
        walk.yes()
        assert page.url.endswith("/setup")
        assert not (station.folder / "state/first-code").exists()
        walk.look()
        page.click("main a.btn.primary")
        walk.yes()  # a new station
        for field, value in (("name", "Đài phường Tân Phong"), ("place.ward", "phường Tân Phong")):
            walk.fill(field, value)
        walk.fill("place.province", "tỉnh Lai Châu")
        walk.yes()
        walk.yes()  # the regulation as it is
        walk.yes()  # the time is right
        walk.yes("main form[action='/setup/sound'] button.primary")
        walk.yes("main form[action='/setup/transmitter'] button.primary")
        page.wait_for_selector("#first-voice")
        walk.yes("#first-voice button.btn[value='']")
        page.goto("/setup/people")
        walk.look()
        page.click("main a.btn[href='/settings/people']")
        walk.fill("name", "Lò Thị Lan")
        walk.fill("person", "lan")
        for role in ("officer", "leader"):
            walk.questions += 1
            page.check(f"main [name='roles'][value='{role}']")
        page.click("main form[action='/settings/people'] button.primary")
        page.goto("/setup/people")
        walk.yes()
        folder = station.folder.parent / "sao-luu"
        folder.mkdir()
        with page.expect_navigation():
            page.click("main form[action='/setup/backup/key'] button")
        walk.look()
        assert page.inner_text("main code").startswith("AGE-SECRET-KEY-")
        page.click("main a.btn.primary")
        walk.fill("backup.to", str(folder))
        walk.yes("main form[action='/setup/backup'] button.primary")
        walk.yes()  # updates
        page.goto("/setup")
        due(station)
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["refused"])
        assert "first start" in station.look("log")[0]["reason"]
        walk.yes("main form[action='/setup/end'] button")
        page.wait_for_selector(".toast")
        page.goto("/setup")
        assert page.url.endswith("/")  # it is over
        due(station)
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["refused", "aired"])
        minutes = walk.minutes + (time.monotonic() - begun) / 60
        sys.stdout.write(f"{width} px: {walk.questions} questions, {minutes:.1f} minutes\n")
        assert walk.questions <= MOST_QUESTIONS
        assert minutes <= MOST_MINUTES
        assert {step.name for step in STEPS} - {"technician"} <= set(walk.seen)
    written = data_of((station.folder / "station.yaml").read_text())
    assert written["place"] == {"ward": "phường Tân Phong", "province": "tỉnh Lai Châu"}
    assert written["backup"]["to"] == str(folder)
    assert written["backup"]["key"].startswith("age1")
