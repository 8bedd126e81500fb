"""An emergency is heard within a second after its button was held for long enough, whatever else goes on."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.browser_voice import CHROMIUM, chromium, console
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.steady import before_others, in_real_time
from tests.end_to_end.test_browser_voice import beside_a_render

pytestmark = [
    pytest.mark.slow,
    pytest.mark.lab,  # against the clock
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing"),
]

SOUNDING = SETTINGS.replace("output: none\n", "")
WITHIN = 1.0  # seconds from the end of the hold to the siren
TABS = 20
TIMES = 8
MARK = "addEventListener('submit', () => localStorage.setItem('held', Date.now()), true)"


@contextmanager
def following(address: str, page: Any, count: int) -> Iterator[None]:
    """So many visible tabs: each has the console's stream of events open."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    with ExitStack() as tabs:
        for _ in range(count):
            connection = http.client.HTTPConnection(address.removeprefix("http://"))
            tabs.callback(connection.close)
            connection.request("GET", "/events", headers={"Cookie": cookies, "Accept": "text/event-stream"})
            answer = connection.getresponse()
            assert answer.status == 200
            threading.Thread(target=_read, args=(answer,), daemon=True).start()
        yield


def _read(answer: http.client.HTTPResponse) -> None:
    try:
        while answer.read1(4096):
            pass
    except (OSError, ValueError, AttributeError):
        return  # closed by the test


def test_emergency_is_heard_within_a_second_after_the_hold_beside_a_render_and_twenty_tabs(
    station: Broadcaster, tmp_path: Path
) -> None:
    with (
        before_others() as lift,
        soundlab.null_sink(tmp_path / "pulse") as server,
        console(station, SOUNDING, **server) as opened,
        chromium() as page,
    ):
        officer = opened.person(page(), "lan", "duty")
        in_real_time(server)
        lift()
        waits = []
        with following(opened.address, officer, TABS), beside_a_render(station, officer):
            for number in range(TIMES):
                officer.goto(f"{opened.address}/emergency")
                officer.check("input[value='(say)']")
                officer.fill("#text", f"Lũ đang lên, lần {number}.")
                officer.evaluate(MARK)
                ear = soundlab.Recording(tmp_path / f"{number}.raw", server, 60)
                officer.locator("[data-hold-button]").press("Enter", delay=2300)
                officer.wait_for_selector(".note[role=status]")
                time.sleep(1.5)
                heard, origin = ear.end()
                held = int(officer.evaluate("localStorage.getItem('held')")) / 1000
                first = int(np.flatnonzero(np.abs(heard) > 0.01)[0])
                waits.append(origin + first / soundlab.RATE - held)
                station("stop", "--all")
                wait_for(lambda: station.look("status")["on_air"] is None)
    usual = float(np.median(waits))
    print(f"median {usual:.3f} s, longest {max(waits):.3f} s at load {os.getloadavg()[0]:.0f}")  # noqa: T201
    assert max(waits) < WITHIN, [round(wait, 3) for wait in waits]
