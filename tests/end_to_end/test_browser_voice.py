"""A voice from a browser's microphone, as it is heard at the loudspeakers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from benchmarks.idle import family
from broadcaster.playout.requests.by_hand import USUAL_TALK
from tests.end_to_end.bad_network import stalling
from tests.end_to_end.browser_voice import CHROMIUM, FAKE, SECRET, Console, chromium, console, spoken_file
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.steady import before_others, bursts, gaps, hum, in_real_time, ours, tone_beside

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing"),
]

LATENCY = 1.0  # seconds from the microphone to the loudspeaker, at most
FORMS = ["", "pcm"]
IN_CI = ["", pytest.param("pcm", marks=pytest.mark.lab)]
PATIENCE = 30_000  # milliseconds
TALKING = "[data-state=talking]"
SOUNDING = SETTINGS.replace("output: none\n", "")


def speak(page: Any, console: Console, form: str = "", seconds: float = 60) -> None:
    page.goto(f"{console.address}/live?form={form}")
    if seconds > USUAL_TALK - 60:
        page.check("input[name=minutes][value='15']", force=True)
    page.click("button.go")
    # Whatever keeps it from the air is shown; a test that waits for its end says what.
    over = ", ".join(f"[data-state={state}]" for state in ("refused", "cut", "ended", "denied", "absent"))
    page.wait_for_selector(f"{TALKING}, {over}", timeout=PATIENCE)
    assert page.locator(TALKING).count(), page.inner_text("main")


def end(page: Any) -> None:
    page.click("[data-act=end]:visible")
    page.wait_for_selector("[data-state=ended]", timeout=PATIENCE)


@contextmanager
def speaking(station: Broadcaster, folder: Path, settings: str = SETTINGS) -> Iterator[tuple[Console, Any]]:
    """A console and a maker of pages whose microphone hears a tone for ever."""
    with console(station, settings) as opened, chromium(*FAKE, spoken_file(folder / "m.wav", hum())) as page:
        yield opened, page


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
            ("stalls", 30, undisturbed, True, ["pcm"]),
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


def test_stop_ends_the_voice_and_its_speaker_is_told(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        other = opened.person(page(), "hoa")
        other.click(".btn.stop")
        speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
        assert "hoa" in speaker.locator("[data-state=cut] .talk").inner_text()
        (row,) = station.json("log")
        assert (row["outcome"], row["who"]) == ("cut", "lan (lan)")


def test_whoever_speaks_stops_at_once_and_is_asked_nothing(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        asked: list[str] = []

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        speaker.on("dialog", stay)
        speak(speaker, opened)
        speaker.click(".btn.stop:visible >> nth=0")  # in the strip, as on every page
        wait_for(lambda: [row["outcome"] for row in station.json("log")] == ["cut"], 20)
        assert asked == []


def test_browser_that_is_killed_leaves_no_open_microphone(station: Broadcaster, tmp_path: Path) -> None:
    profile = f"user-data-dir={tmp_path / 'profile'}"
    with console(station) as opened:
        playwright = pytest.importorskip("playwright.sync_api")
        with playwright.sync_playwright() as driver:
            context = driver.chromium.launch_persistent_context(
                str(tmp_path / "profile"),
                executable_path=CHROMIUM,
                args=["--no-sandbox", *FAKE, spoken_file(tmp_path / "m.wav", hum())],
            )
            speaker = opened.person(context.new_page(), "lan")
            speak(speaker, opened)
            for found in subprocess.run(
                ["pgrep", "-f", profile], capture_output=True, text=True
            ).stdout.split():
                subprocess.run(["kill", "-9", found], check=False)
            begun = time.monotonic()
            wait_for(lambda: [row["outcome"] for row in station.json("log")] == ["cut"], 30)
            assert time.monotonic() - begun < 12
    (row,) = station.json("log")
    assert row["reason"] == "whoever spoke is no longer there"


@contextmanager
def asleep() -> Iterator[None]:
    """The speaker's computer sleeps: all of its browser stands still."""
    browsers = [p for p in family(os.getpid()) if b"chrom" in Path(f"/proc/{p}/cmdline").read_bytes()[:40]]
    assert browsers
    for process in browsers:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in browsers:
            os.kill(process, signal.SIGCONT)


def test_computer_that_sleeps_for_ten_seconds_ends_the_voice_and_both_sides_know_why(
    station: Broadcaster, tmp_path: Path
) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        with asleep():
            time.sleep(10)
            (row,) = station.json("log")
            assert (row["outcome"], row["reason"]) == ("cut", "whoever spoke is no longer there")
        speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
        assert len(speaker.locator("[data-state=cut] .talk").inner_text()) > 40


@pytest.mark.parametrize("form", IN_CI)
def test_break_is_told_to_the_speaker_and_counted_in_the_log(
    station: Broadcaster, tmp_path: Path, form: str
) -> None:
    with speaking(station, tmp_path) as (opened, page):
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


def test_page_that_is_left_ends_its_voice_at_once(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        speaker.on("dialog", lambda asked: asked.accept())
        begun = time.monotonic()
        speaker.goto(f"{opened.address}/log")
        wait_for(lambda: [row["outcome"] for row in station.json("log")] == ["aired"], 20)
        assert time.monotonic() - begun < 4, "it waited until the speaker was missed"


def test_network_that_is_away_for_a_moment_cuts_nobody_off(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        speaker.context.set_offline(True)
        speaker.wait_for_selector("[data-part=trouble]:not([hidden])")
        speaker.context.set_offline(False)
        speaker.wait_for_selector("[data-part=trouble]", state="hidden")
        time.sleep(6)  # longer than a speaker who is not heard from is waited for
        assert speaker.locator(TALKING).count() == 1
        end(speaker)
        assert [row["outcome"] for row in station.json("log")] == ["aired"]


def test_network_that_stays_away_ends_the_voice_and_both_sides_know_why(
    station: Broadcaster, tmp_path: Path
) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        speaker.context.set_offline(True)
        speaker.wait_for_selector("[data-state=cut]", timeout=PATIENCE)
        assert "Mất liên lạc" in speaker.locator("[data-state=cut] .talk").inner_text()
        wait_for(lambda: [row["outcome"] for row in station.json("log")] == ["cut"], 20)
    (row,) = station.json("log")
    assert row["reason"] == "whoever spoke is no longer there"


def test_second_speaker_is_told_who_speaks_and_may_when_they_have_ended(
    station: Broadcaster, tmp_path: Path
) -> None:
    with speaking(station, tmp_path) as (opened, page):
        first, second = opened.person(page(), "lan"), opened.person(page(), "hoa")
        second.goto(f"{opened.address}/live")
        speak(first, opened)
        second.click("button.go")  # before the page has looked whether somebody speaks
        second.wait_for_selector("[data-state=refused]")
        assert "lan" in second.locator(".note.no:visible").inner_text()
        second.reload()
        second.wait_for_selector("[data-state=busy]")
        end(first)
        second.wait_for_selector("[data-state=idle]", timeout=PATIENCE)
        speak(second, opened)
        end(second)
        assert [row["outcome"] for row in station.json("log")] == ["aired", "aired"]


def test_session_that_ends_meanwhile_cuts_nobody_off(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
        speaker.context.clear_cookies()
        time.sleep(7)  # longer than a speaker who is not heard from is waited for
        assert speaker.locator(TALKING).count() == 1
        end(speaker)
        assert [row["outcome"] for row in station.json("log")] == ["aired"]


def test_talk_key_and_space_bar_open_and_shut_the_microphone(station: Broadcaster, tmp_path: Path) -> None:
    with speaking(station, tmp_path) as (opened, page):
        speaker = opened.person(page(), "lan")
        speak(speaker, opened)
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


def test_speaker_waits_until_the_chime_is_over(station: Broadcaster, tmp_path: Path) -> None:
    settings = SETTINGS.replace("opening: none", "opening: chime")
    with speaking(station, tmp_path, settings) as (opened, page):
        speaker = opened.person(page(), "lan")
        speaker.goto(f"{opened.address}/live")
        begun = time.monotonic()
        speaker.click("button.go")
        due = speaker.wait_for_selector("[data-state=waiting] [data-part=due]")
        wait_for(lambda: str(due.text_content()).isdigit(), 5)
        assert int(due.text_content() or 0) in (5, 6)
        speaker.wait_for_selector(TALKING, timeout=PATIENCE)
        assert time.monotonic() - begun > 5
        assert speaker.locator("[data-part=go]").inner_text() == "Nói đi"
        end(speaker)


@pytest.mark.parametrize("why", ["denied", "absent"])
def test_microphone_that_cannot_be_had_is_told(station: Broadcaster, tmp_path: Path, why: str) -> None:
    asked = ["--deny-permission-prompts"] if why == "denied" else ["--use-fake-ui-for-media-stream"]
    none = {**os.environ, "PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}
    devices = ["--use-fake-device-for-media-stream"] if why == "denied" else []
    with console(station) as opened, chromium(*asked, *devices, environment=none) as page:
        speaker = opened.person(page(), "lan")
        speaker.goto(f"{opened.address}/live")
        speaker.click("button.go")
        speaker.wait_for_selector(f"[data-state={why}]")
        assert len(speaker.locator(".note.wait:visible").inner_text()) > 40
        assert station.json("log") == []


def test_emergency_by_microphone_with_the_duty_pin_in_quiet_hours(
    station: Broadcaster, tmp_path: Path
) -> None:
    settings = SETTINGS.replace("quiet: none", 'quiet: "00:00-23:59"')
    with speaking(station, tmp_path, settings) as (opened, page):
        officer = opened.person(page(), "truc", "duty")
        typed = f"{SECRET}\n730164\n730164\n"
        assert station("people", "pin", "truc", "--as", "kt", "--stdin", text=typed).returncode == 0
        officer.context.clear_cookies()
        officer.goto(f"{opened.address}/emergency/live")
        for pin, state in (("000000", "refused"), ("730164", "talking")):
            officer.check("input[name=person][value=truc]")
            officer.fill("#pin", pin)
            officer.locator("[data-hold-button]").press("Enter", delay=2300)
            officer.wait_for_selector(f"[data-state={state}]", timeout=PATIENCE)
            if state == "refused":
                officer.click("[data-act=again]:visible")
        end(officer)
        (row,) = station.json("log")
        assert (row["outcome"], row["kind"]) == ("aired", "live")
        assert re.match(r"truc", row["who"])


def test_quiet_hours_are_told_before_anybody_speaks(station: Broadcaster, tmp_path: Path) -> None:
    settings = SETTINGS.replace("quiet: none", 'quiet: "00:00-23:59"')
    with speaking(station, tmp_path, settings) as (opened, page):
        speaker = opened.person(page(), "lan")
        speaker.goto(f"{opened.address}/live")
        speaker.wait_for_selector("[data-state=quiet]")
        assert "yên tĩnh" in speaker.locator(".note.no:visible").inner_text()
