"""A voice from a browser's microphone, as it is heard at the loudspeakers: each test alone, for it measures.

What its speaker may and is told: `test_browser_speaker`.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.counts import counted
from tests.end_to_end.bad_network import stalling
from tests.end_to_end.browser_voice import CHROMIUM, FAKE, asleep, chromium, console, end, speak, spoken_file
from tests.end_to_end.conftest import SETTINGS, Broadcaster
from tests.end_to_end.steady import before_others, bursts, gaps, hum, in_real_time, ours, tone_beside

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing"),
]

LATENCY = 1.0  # seconds from the microphone to the loudspeaker, at most
FORMS = ["", "pcm"]
IN_CI = ["", pytest.param("pcm", marks=pytest.mark.lab)]
SOUNDING = SETTINGS.replace("output: none\n", "")


@pytest.mark.parametrize("form", IN_CI)
@pytest.mark.parametrize(
    ("seconds", "network"),
    [
        (6, False),
        pytest.param(30, True, marks=pytest.mark.lab),
        pytest.param(300, False, marks=pytest.mark.lab),
    ],
    ids=["short", "stalls", "long"],
)
def test_voice_is_heard_within_a_second_after_it_was_spoken(
    station: Broadcaster, tmp_path: Path, form: str, seconds: int, network: bool
) -> None:
    with soundlab.null_sink(tmp_path / "pulse") as server:
        environment = soundlab.add_microphone(server)
        browser = {**os.environ, **soundlab.for_browsers(environment)}
        with (
            console(station, SOUNDING, **environment) as opened,
            stalling(opened.address) if network else nullcontext(opened.address) as opened.address,
            chromium("--use-fake-ui-for-media-stream", environment=browser) as page,
        ):
            mouth = soundlab.Recording(tmp_path / "mouth.raw", environment, seconds + 90, "mic.monitor")
            ear = soundlab.Recording(tmp_path / "ear.raw", environment, seconds + 90)
            speaker = opened.person(page(), "lan")
            speak(speaker, opened, form, seconds)
            time.sleep(1.0)
            soundlab.speak(bursts(seconds), environment).wait(seconds + 20)
            # At once: what was said last is on its way, and is heard all the same.
            end(speaker)
            time.sleep(1.0)
            heard, heard_origin = ear.end()
            spoken, spoken_origin = mouth.end()
    said = [i / soundlab.RATE + spoken_origin for i in soundlab.onsets(spoken, silence=0.2, level=0.02)]
    came = [i / soundlab.RATE + heard_origin for i in soundlab.onsets(heard, silence=0.2, level=0.02)]
    assert len(came) == len(said) == 2 * seconds
    delays = [b - a for a, b in zip(said, came, strict=True)]
    usual, most = np.median(delays), np.quantile(delays, 0.99)
    what = (
        f"{form or 'opus'}: median {usual:.3f} s, 99 of 100 below {most:.3f} s, longest {max(delays):.3f} s"
    )
    print(f"{what} at load {os.getloadavg()[0]:.0f}")  # noqa: T201
    assert max(delays) < LATENCY, delays


@contextmanager
def undisturbed(_station: Broadcaster, _page: Any) -> Iterator[None]:
    yield


@contextmanager
def beside_a_render(station: Broadcaster, _page: Any) -> Iterator[None]:
    """The station renders 45 minutes of speech ahead."""
    sentence = "Kính thưa bà con, hôm nay phường họp dân ở nhà văn hoá để bàn việc phòng chống lũ quét. "
    parts = "".join(f"  - say: Mục thứ {n}. {sentence * 8}\n" for n in range(60))
    station.write("messages/rat-dai.yaml", f"title: Rất dài\nrepeat: 1\nparts:\n{parts}")
    with subprocess.Popen(
        station.command("render", "rat-dai", "-o", str(station.folder / "rat-dai.wav")),
        env=station.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as render:
        time.sleep(2)
        assert render.poll() is None
        yield
        render.terminate()


@pytest.mark.parametrize(
    ("form", "seconds", "disturbed", "network"),
    [
        pytest.param(
            form, seconds, disturbed, network, id=f"{name}-{form}", marks=pytest.mark.lab if lab else ()
        )
        for name, seconds, disturbed, network, in_lab in [
            ("short", 30, undisturbed, False, FORMS),
            ("stalls", counted(30, least=15), undisturbed, True, ["pcm"]),
            ("render", 30, beside_a_render, False, FORMS),
            ("long", 300, undisturbed, False, FORMS),
            ("long-stalls", 300, undisturbed, True, FORMS),
        ]
        for form in FORMS
        for lab in [form in in_lab]
    ],
)
def test_voice_has_no_gap(
    station: Broadcaster, tmp_path: Path, form: str, seconds: int, disturbed: Any, network: bool
) -> None:
    with (
        before_others() as lift,
        soundlab.null_sink(tmp_path / "pulse") as server,
        console(station, SOUNDING, **server) as opened,
        stalling(opened.address) if network else nullcontext(opened.address) as opened.address,
        chromium(*FAKE, spoken_file(tmp_path / "m.wav", hum())) as page,
    ):
        speaker = opened.person(page(), "lan")
        in_real_time(server)
        lift()
        speak(speaker, opened, form, seconds)
        time.sleep(1.0)
        with tone_beside(tmp_path, server) as beside, disturbed(station, speaker):
            ear = soundlab.Recording(tmp_path / "ear.raw", server, seconds + 30)
            time.sleep(seconds)
            heard, origin = ear.end()
        end(speaker)
        (row,) = station.json("log")
    found, theirs = gaps(heard), beside.gaps
    what = f"{form or 'opus'}: {len(heard) / soundlab.RATE:.0f} s at load {os.getloadavg()[0]:.0f}"
    print(f"{what}; gaps {found}, beside it {theirs}, {row['reason']}")  # noqa: T201
    assert len(heard) > 0.9 * seconds * soundlab.RATE
    assert ours(found, origin, beside) == []
    # A network that stalls, on a machine with too much to do: what breaks off even so dies away.
    assert network or row["reason"] is None, "it broke off for a moment"


@pytest.mark.parametrize("form", IN_CI)
def test_break_is_told_to_the_speaker_and_counted_in_the_log(
    station: Broadcaster, tmp_path: Path, form: str
) -> None:
    with console(station) as opened, chromium(*FAKE, spoken_file(tmp_path / "m.wav", hum())) as page:
        speaker = opened.person(page(), "lan")
        speak(speaker, opened, form)
        time.sleep(2)
        assert speaker.locator("[data-part=weak]").is_hidden()
        with asleep():
            time.sleep(2)
        speaker.wait_for_selector("[data-part=weak]:not([hidden])")
        assert "đứt quãng" in speaker.locator("[data-part=weak]").inner_text()
        speaker.wait_for_selector("[data-part=weak]", state="hidden")
        end(speaker)
        (row,) = station.json("log")
        assert row["outcome"] == "aired"
        assert re.fullmatch(r"breaks in the voice: [12]", row["reason"])
