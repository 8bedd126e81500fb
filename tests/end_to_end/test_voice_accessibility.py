"""The states of the pages for live voice and recordings: nothing that axe-core finds, bright and dark."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.browser_voice import CHROMIUM, FAKE, chromium, console, spoken_file
from tests.end_to_end.conftest import ROOT, SETTINGS, Broadcaster
from tests.end_to_end.console_pages import AXE, RUN

pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
PATIENCE = 30_000  # milliseconds


def found(page: Any, state: str) -> list[Any]:
    """What axe-core finds once the page is in that state."""
    page.wait_for_selector(f"[data-state={state}]", timeout=PATIENCE)
    problems = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE)
        problems += [(state, scheme, each) for each in page.evaluate(RUN)]
    return problems


@pytest.mark.lab
def test_every_state_of_a_voice_and_of_a_recording(station: Broadcaster, tmp_path: Path) -> None:
    (station.folder / "recordings").mkdir()
    shutil.copy(ROOT / "recordings" / "loi-chao.ogg", station.folder / "recordings")
    tone = (0.3 * np.sin(2 * np.pi * 300 * np.arange(2 * soundlab.RATE) / soundlab.RATE)).astype(np.float32)
    settings = SETTINGS.replace("opening: none", "opening: chime") + "languages: [hmn]\n"
    with console(station, settings) as opened, chromium(*FAKE, spoken_file(tmp_path / "m.wav", tone)) as page:
        one = opened.person(page(bypass_csp=True), "lan")
        one.goto(f"{opened.address}/live")
        one.click("[data-act=try]")
        problems = found(one, "trying")
        one.click("[data-part=enough]")
        one.click("button.go")
        problems += found(one, "waiting") + found(one, "talking")
        one.click("[data-part=key]")
        problems += found(one, "muted")
        one.click("[data-act=end]:visible")
        problems += found(one, "ended")
        one.goto(f"{opened.address}/recordings?message=ngan&language=hmn")
        one.click("[data-act=record]")
        problems += found(one, "recording")
        one.wait_for_timeout(1500)
        one.click("[data-act=stop]")
        problems += found(one, "review")
        one.click("[data-part=save]")
        problems += found(one, "kept")
    assert problems == []
