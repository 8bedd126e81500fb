"""Whoever speaks by a browser's microphone: what they may, what they are told, and what ends their voice.

All of them share a browser, and most a station. How their voice sounds: `test_browser_voice`.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browser_voice import (
    CHROMIUM,
    FAKE,
    PATIENCE,
    SECRET,
    TALKING,
    Console,
    Pages,
    asleep,
    chromium,
    console,
    end,
    speak,
    spoken_file,
)
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.steady import hum

pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]

QUIET = SETTINGS.replace("quiet: none", 'quiet: "00:00-23:59"')
LOST = "whoever spoke is no longer there"


@dataclass(frozen=True)
class Live:
    """A console, a browser whose microphone hears a tone for ever, and how many airings were before."""

    console: Console
    page: Pages
    before: int

    @property
    def station(self) -> Broadcaster:
        return self.console.station

    def rows(self) -> list[dict[str, Any]]:
        """The airings of this test."""
        rows: list[dict[str, Any]] = self.station.look("log")
        return rows[self.before :]

    def outcomes(self) -> list[str]:
        return [row["outcome"] for row in self.rows()]


@contextmanager
def of_one_test(console: Console, browser: Pages) -> Iterator[Live]:
    """Its pages go with it, and nothing of it is on the air for the next one."""
    live = Live(console, browser, len(console.station.look("log")))
    try:
        yield live
    finally:
        browser.leave()
        wait_for(lambda: not live.station.look("status")["on_air"])
    assert not browser.complaints


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    tone = spoken_file(tmp_path_factory.mktemp("microphone") / "m.wav", hum())
    with chromium(*FAKE, tone) as pages:
        yield pages


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console(Broadcaster(tmp_path_factory.mktemp("ward") / "dai")) as made:
        yield made


@pytest.fixture(scope="module")
def at_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console(Broadcaster(tmp_path_factory.mktemp("night") / "dai"), QUIET) as made:
        yield made


@pytest.fixture
def live(opened: Console, browser: Pages) -> Iterator[Live]:
    with of_one_test(opened, browser) as made:
        yield made


@pytest.fixture
def by_night(at_night: Console, browser: Pages) -> Iterator[Live]:
    with of_one_test(at_night, browser) as made:
        yield made


@pytest.fixture
def speaker(live: Live) -> Any:
    """The page on which the officer `lan` speaks."""
    page = live.console.person(live.page(), "lan")
    speak(page, live.console)
    return page


def test_stop_ends_the_voice_and_its_speaker_is_told(live: Live, speaker: Any) -> None:
    other = live.console.person(live.page(), "hoa")
    other.click(".btn.stop")
    speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
    assert "hoa" in speaker.locator("[data-state=cut] .talk").inner_text()
    (row,) = live.rows()
    assert (row["outcome"], row["who"]) == ("cut", "lan (lan)")


def test_whoever_speaks_stops_at_once_and_is_asked_nothing(live: Live, speaker: Any) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    speaker.on("dialog", stay)
    speaker.click(".btn.stop:visible >> nth=0")  # in the strip, as on every page
    wait_for(lambda: live.outcomes() == ["cut"], 20)
    assert asked == []


def test_browser_that_is_killed_leaves_no_open_microphone(live: Live, tmp_path: Path) -> None:
    profile = f"user-data-dir={tmp_path / 'profile'}"
    context = live.page.driver.chromium.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=CHROMIUM,
        args=["--no-sandbox", *FAKE, spoken_file(tmp_path / "m.wav", hum())],
    )
    speak(live.console.person(context.new_page(), "lan"), live.console)
    for found in subprocess.run(["pgrep", "-f", profile], capture_output=True, text=True).stdout.split():
        subprocess.run(["kill", "-9", found], check=False)
    begun = time.monotonic()
    wait_for(lambda: live.outcomes() == ["cut"], 30)
    assert time.monotonic() - begun < 12
    (row,) = live.rows()
    assert row["reason"] == LOST


def test_computer_that_sleeps_for_ten_seconds_ends_the_voice_and_both_sides_know_why(
    live: Live, speaker: Any
) -> None:
    with asleep():
        time.sleep(10)
        (row,) = live.rows()
        assert (row["outcome"], row["reason"]) == ("cut", LOST)
    speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
    assert len(speaker.locator("[data-state=cut] .talk").inner_text()) > 40


def test_page_that_is_left_ends_its_voice_at_once(live: Live, speaker: Any) -> None:
    speaker.on("dialog", lambda asked: asked.accept())
    speaker.goto(f"{live.console.address}/log")
    wait_for(lambda: bool(live.outcomes()[-1]), 20)
    assert live.outcomes() == ["aired"], "it waited until the speaker was missed"


def test_network_that_is_away_for_a_moment_cuts_nobody_off(live: Live, speaker: Any) -> None:
    speaker.context.set_offline(True)
    speaker.wait_for_selector("[data-part=trouble]:not([hidden])")
    speaker.context.set_offline(False)
    speaker.wait_for_selector("[data-part=trouble]", state="hidden")
    time.sleep(6)  # longer than a speaker who is not heard from is waited for
    assert speaker.locator(TALKING).count() == 1
    end(speaker)
    assert live.outcomes() == ["aired"]


def test_network_that_stays_away_ends_the_voice_and_both_sides_know_why(live: Live, speaker: Any) -> None:
    speaker.context.set_offline(True)
    speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
    assert "Mất liên lạc" in speaker.locator("[data-state=cut] .talk").inner_text()
    wait_for(lambda: live.outcomes() == ["cut"], 20)
    (row,) = live.rows()
    assert row["reason"] == LOST


def test_second_speaker_is_told_who_speaks_and_may_when_they_have_ended(live: Live) -> None:
    first, second = (live.console.person(live.page(), name) for name in ("lan", "hoa"))
    second.goto(f"{live.console.address}/live")
    speak(first, live.console)
    second.click("button.go")  # before the page has looked whether somebody speaks
    second.wait_for_selector("[data-state=refused]")
    assert "lan" in second.locator(".note.no:visible").inner_text()
    second.reload()
    second.wait_for_selector("[data-state=busy]")
    end(first)
    second.wait_for_selector("[data-state=idle]", timeout=PATIENCE)
    speak(second, live.console)
    end(second)
    assert live.outcomes() == ["aired", "aired"]


def test_session_that_ends_meanwhile_cuts_nobody_off(live: Live, speaker: Any) -> None:
    speaker.context.clear_cookies()
    time.sleep(7)  # longer than a speaker who is not heard from is waited for
    assert speaker.locator(TALKING).count() == 1
    end(speaker)
    assert live.outcomes() == ["aired"]


def test_talk_key_and_space_bar_open_and_shut_the_microphone(speaker: Any) -> None:
    key = speaker.locator("[data-part=key]")
    key.click()
    speaker.wait_for_selector("[data-state=muted]")
    key.click(delay=900)  # held: open while it is held
    speaker.wait_for_selector("[data-state=muted]")
    key.click()  # a short press: open until the next one
    speaker.wait_for_selector(TALKING)
    speaker.locator("h1").click()
    speaker.keyboard.press("Space")
    speaker.wait_for_selector("[data-state=muted]")
    speaker.keyboard.down("Space")
    speaker.wait_for_selector(TALKING)
    speaker.keyboard.up("Space")
    speaker.wait_for_selector("[data-state=muted]")
    speaker.keyboard.press("Escape")
    speaker.wait_for_selector("[data-state=ended]", timeout=PATIENCE)


def test_speaker_waits_until_the_chime_is_over(station: Broadcaster, browser: Pages) -> None:
    settings = SETTINGS.replace("opening: none", "opening: chime")
    with console(station, settings) as opened, of_one_test(opened, browser) as live:
        speaker = opened.person(live.page(), "lan")
        speaker.goto(f"{opened.address}/live")
        begun = time.monotonic()
        speaker.click("button.go")
        due = speaker.wait_for_selector("[data-state=waiting] [data-part=due]")
        wait_for(lambda: str(due.text_content()).isdigit(), 5)
        assert int(due.text_content() or 0) in (4, 5, 6)
        speaker.wait_for_selector(TALKING, timeout=PATIENCE)
        assert time.monotonic() - begun > 5
        assert speaker.locator("[data-part=go]").inner_text() == "Nói đi"
        end(speaker)


@pytest.mark.parametrize("why", ["denied", "absent"])
def test_microphone_that_cannot_be_had_is_told(live: Live, why: str) -> None:
    asked = ["--deny-permission-prompts"] if why == "denied" else ["--use-fake-ui-for-media-stream"]
    none = {**os.environ, "PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}
    devices = ["--use-fake-device-for-media-stream"] if why == "denied" else []
    with chromium(*asked, *devices, environment=none, beside=live.page) as page:
        speaker = live.console.person(page(), "lan")
        speaker.goto(f"{live.console.address}/live")
        speaker.click("button.go")
        speaker.wait_for_selector(f"[data-state={why}]")
        assert len(speaker.locator(".note.wait:visible").inner_text()) > 40
    assert live.rows() == []


def test_emergency_by_microphone_with_the_duty_pin_in_quiet_hours(by_night: Live) -> None:
    officer = by_night.console.person(by_night.page(), "truc", "duty")
    typed = f"{SECRET}\n730164\n730164\n"
    done = by_night.station("people", "pin", "truc", "--as", "kt", "--stdin", text=typed)
    assert done.returncode == 0, done.stderr
    officer.context.clear_cookies()
    officer.goto(f"{by_night.console.address}/emergency/live")
    for pin, state in (("000000", "refused"), ("730164", "talking")):
        officer.check("input[name=person][value=truc]")
        officer.fill("#pin", pin)
        officer.locator("[data-hold-button]").press("Enter", delay=2300)
        officer.wait_for_selector(f"[data-state={state}]", timeout=PATIENCE)
        if state == "refused":
            officer.click("[data-act=again]:visible")
    end(officer)
    (row,) = by_night.rows()
    assert (row["outcome"], row["kind"]) == ("aired", "live")
    assert re.match(r"truc", row["who"])


def test_quiet_hours_are_told_before_anybody_speaks(by_night: Live) -> None:
    speaker = by_night.console.person(by_night.page(), "lan")
    speaker.goto(f"{by_night.console.address}/live")
    speaker.wait_for_selector("[data-state=quiet]")
    assert "yên tĩnh" in speaker.locator(".note.no:visible").inner_text()
