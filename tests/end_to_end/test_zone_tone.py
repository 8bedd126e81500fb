"""The test tone of a zone, from the page to the loudspeakers: heard, low, refused where it disturbs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import LONG, SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, settled, sign_in

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ZONES = "zones: {trung-tam: {channel: left}, ban-xa: {channel: right}}\n"
KEYING = "keying: {type: file, file: keying.txt, settle: 1s, noise: 0s, tail: 0.5s}\n"
LOWEST, HIGHEST = -34.0, -18.0  # dBFS of the tone's peak: 12 LU below the station's −16 LUFS


def press(page: Any, zone: str) -> Any:
    """Ask for the tone of a zone, and wait for the answer."""
    page.goto("/settings/zones")
    with page.expect_navigation():
        page.click(f"button[form=test][value='{zone}']")
    return page.locator(".toast, .note.fault").first


def tones(station: Broadcaster) -> list[dict[str, Any]]:
    return [row for row in station.look("log") if row["kind"] == "maintenance"]


@pytest.mark.slow
def test_a_zone_hears_a_low_tone_of_three_seconds_with_its_transmitter_on(
    station: Broadcaster, tmp_path: Path
) -> None:
    port = settled(station, SETTINGS.replace("output: none\n", "") + ZONES + KEYING)
    peopled(station, {"lan": ("officer",)})
    station.write("messages/dai.yaml", LONG)
    with soundlab.null_sink(tmp_path / "pulse") as environment, playwright.sync_playwright() as driver:
        station.environment |= environment
        with station.running():
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
            sign_in(page, "lan", "/settings/zones")
            recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
            assert "toast" in press(page, "ban-xa").get_attribute("class")
            wait_for(lambda: bool(tones(station)) and tones(station)[0]["outcome"] == "aired", 40)
            heard, _ = recording.end()
            # Somebody speaks: the tone does not come between.
            page.goto("/")
            page.click(".acts [popovertarget=play]")
            page.select_option("#message", "dai")
            page.click("#play button.go")
            page.wait_for_url("**/?notice=*")
            wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
            assert "fault" in press(page, "ban-xa").get_attribute("class")
            browser.close()
    loud = np.flatnonzero(np.abs(heard) > soundlab.QUIET)
    assert (loud[-1] - loud[0]) / soundlab.RATE == pytest.approx(3.0, abs=0.1)
    peak = 20 * np.log10(np.abs(heard).max())
    assert LOWEST < peak < HIGHEST
    refused, aired = sorted(tones(station), key=lambda row: row["outcome"] == "aired")
    assert "lan" in aired["who"]
    assert refused["outcome"] == "refused"
    assert refused["reason"]
    switched = (station.folder / "keying.txt").read_text("utf-8")
    assert "on" in switched.split()


@pytest.mark.patient
def test_no_tone_is_heard_in_quiet_hours(station: Broadcaster) -> None:
    settings = SETTINGS.replace("quiet: none", 'quiet: "00:00-23:59"')
    port = settled(station, settings + ZONES)
    peopled(station, {"lan": ("officer",)})
    with station.running(), playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
        sign_in(page, "lan", "/settings/zones")
        assert "yên tĩnh" in press(page, "trung-tam").inner_text()
        browser.close()
        (row,) = tones(station)
        assert row["outcome"] == "refused"
        assert "lan" in row["who"]
