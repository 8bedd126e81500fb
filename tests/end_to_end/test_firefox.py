"""The console once more in Firefox: sign-in, editor, week, approval, the hold of an emergency, live voice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.steady import before_others, bursts, gaps, hum, in_real_time, ours, tone_beside

firefox = pytest.importorskip("tests.end_to_end.firefox")
pytestmark = pytest.mark.skipif(firefox.FIREFOX is None, reason="Firefox is not installed")
LATENCY = 1.0  # seconds from the microphone to the loudspeaker, at most
WARD = SETTINGS.replace("approval: {required: false}", "approval: {required: true}")


@pytest.fixture
def address(station: Broadcaster) -> Iterator[str]:
    port = settled(station, WARD)
    peopled(station, {"lan": ("officer", "duty"), "hoa": ("leader",)})
    with station.running("--trust-clock"):
        yield f"http://127.0.0.1:{port}"


def sign_in(page: Any, address: str, person: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#person", person)
    page.fill("#secret", secret(person))
    page.click("button.primary")
    page.wait("location.pathname === '/' && document.querySelector('h1')?.textContent === 'Hôm nay'")


@pytest.mark.patient
def test_an_officers_day_in_firefox(station: Broadcaster, address: str) -> None:
    with firefox.firefox() as page:
        sign_in(page, address, "lan")
        # The editor: the reading answers while one types.
        page.goto(f"{address}/messages/edit/ngan")
        page.fill("#p0", "Ngày 20/3 mời bà con đi tiêm phòng.")
        page.wait("document.body.innerText.toLowerCase().includes('ngày hai mươi tháng ba mời bà con')")
        page.click("button[formaction*='/submit/']")
        page.wait("location.pathname === '/messages'")
        assert "Ngày 20/3" in (station.folder / "messages/ngan.yaml").read_text("utf-8")
        # The approval.
        leader = page.visitor()
        sign_in(leader, address, "hoa")
        leader.goto(f"{address}/approvals")
        leader.click("button.go")
        leader.wait("document.querySelector('.toast') !== null")
        # The week, with a new schedule.
        page.goto(f"{address}/schedules/new")
        page.evaluate(
            "(() => { const f = document.querySelector('#message'); f.value = 'ngan';"
            " f.dispatchEvent(new Event('change', {bubbles: true})); })()"
        )
        page.fill("input[name=at]", "17h30")
        page.wait("document.querySelectorAll('#preview ol > li').length === 10")
        page.click("form#rule button.primary")
        page.wait("document.querySelector('.toast') !== null && location.pathname === '/schedules'")
        assert "17:30" in (station.folder / "schedules/ngan.yaml").read_text("utf-8")
        # An emergency sounds when the button was held for two seconds, and not before.
        page.goto(f"{address}/emergency")
        page.click("input[value='(say)']")
        page.fill("#text", "Lũ đang lên.")
        page.click("[data-hold-button]", hold=0.8)
        assert not any(str(row["message"]).startswith("(say)") for row in station.json("log"))
        page.click("[data-hold-button]", hold=2.4)
        wait_for(lambda: any(str(row["message"]).startswith("(say)") for row in station.look("log")))
        page.click(".btn.stop")
        page.wait("location.search.includes('stopped') || document.body.innerText.includes('Đang im lặng')")


@pytest.mark.slow
@pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing")
def test_a_voice_in_firefox_is_heard_within_a_second(station: Broadcaster, tmp_path: Path) -> None:
    with before_others(), soundlab.null_sink(tmp_path / "pulse") as server:
        environment = soundlab.add_microphone(server)
        station.environment |= environment
        port = settled(station, SETTINGS.replace("output: none\n", ""))
        peopled(station, {"lan": ("officer",)})
        with station.running(), firefox.firefox(soundlab.for_browsers(environment)) as page:
            sign_in(page, f"http://127.0.0.1:{port}", "lan")
            mouth = soundlab.Recording(tmp_path / "mouth.raw", environment, 120, "mic.monitor")
            ear = soundlab.Recording(tmp_path / "ear.raw", environment, 120)
            page.goto(f"http://127.0.0.1:{port}/live")
            page.click("button.go")
            page.wait("document.querySelector('[data-state=talking]') !== null")
            time.sleep(1.0)
            soundlab.speak(bursts(10), environment).wait(30)
            time.sleep(1.0)
            page.click("[data-state=talking] [data-act=end]")
            page.wait("document.querySelector('[data-state=ended]') !== null")
            heard, heard_origin = ear.end()
            spoken, spoken_origin = mouth.end()
    said = [i / soundlab.RATE + spoken_origin for i in soundlab.onsets(spoken, silence=0.2, level=0.02)]
    came = [i / soundlab.RATE + heard_origin for i in soundlab.onsets(heard, silence=0.2, level=0.02)]
    assert len(came) == len(said) == 20
    delays = [b - a for a, b in zip(said, came, strict=True)]
    print(f"Firefox: median {np.median(delays):.3f} s, longest {max(delays):.3f} s")  # noqa: T201
    assert max(delays) < LATENCY, delays


@pytest.mark.slow
@pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing")
@pytest.mark.parametrize("form", ["", "pcm"])
@pytest.mark.parametrize("seconds", [30, 300])
@pytest.mark.lab
def test_a_voice_in_firefox_has_no_gap(station: Broadcaster, tmp_path: Path, form: str, seconds: int) -> None:
    with before_others() as lift, soundlab.null_sink(tmp_path / "pulse") as server:
        environment = soundlab.add_microphone(server)
        in_real_time(server)
        station.environment |= environment
        port = settled(station, SETTINGS.replace("output: none\n", ""))
        peopled(station, {"lan": ("officer",)})
        with station.running(), firefox.firefox(soundlab.for_browsers(environment)) as page:
            sign_in(page, f"http://127.0.0.1:{port}", "lan")
            lift()
            with tone_beside(tmp_path, environment) as beside:
                speaking = soundlab.speak(np.tile(hum(), seconds // 2 + 30), environment)
                page.goto(f"http://127.0.0.1:{port}/live?form={form}")
                if seconds > 240:
                    page.evaluate("document.querySelector('input[name=minutes][value=\"15\"]').click()")
                page.click("button.go")
                page.wait("document.querySelector('[data-state=talking]') !== null")
                # She looks something up in another tab.
                page.visitor().goto(f"http://127.0.0.1:{port}/sign-in")
                assert page.evaluate("document.hidden")
                time.sleep(2.0)
                mouth = soundlab.Recording(tmp_path / "mouth.raw", environment, seconds + 60, "mic.monitor")
                ear = soundlab.Recording(tmp_path / "ear.raw", environment, seconds + 60)
                time.sleep(seconds)
                heard, origin = ear.end()
                spoken, _ = mouth.end()
            page.evaluate("document.querySelector('[data-state=talking] [data-act=end]').click()")
            page.wait("document.querySelector('[data-state=ended]') !== null")
            speaking.kill()
            speaking.wait()
            (row,) = station.json("log")
    found = gaps(heard)
    print(f"Firefox {form or 'opus'}: gaps {found}, beside it {beside.gaps}, {row['reason']}")  # noqa: T201
    assert gaps(spoken) == []
    assert len(heard) > 0.9 * seconds * soundlab.RATE
    assert ours(found, origin, beside) == []
    assert row["reason"] is None
