"""What Hôm nay says of what is on the air, beside what each channel of a real sound server plays."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import Browser
from tests.fakes.page_words import Words

TITLES = {"cung": "Bản Cung", "lan": "Bản Tà Lạn Than"}
ZONES = "zones: {cung: {title: Bản Cung, channel: left}, lan: {title: Bản Tà Lạn Than, channel: right}}\n"
WINDOW = 0.5  # seconds that are listened to
BYTES = 2 * 2 * soundlab.RATE  # a second of both channels
LONG = (
    "title: Dài\nrepeat: 1\nparts:\n  - say: " + "Kính thưa bà con trong phường, xin mời nghe. " * 20 + "\n"
)


def loud(file: Path) -> list[bool]:
    """Whether the left and the right channel sounded in the last moment."""
    data = file.read_bytes()
    end = len(data) - len(data) % 4
    samples = np.frombuffer(data[max(0, end - int(WINDOW * BYTES)) : end], "<i2").reshape(-1, 2) / 32768
    return [bool(np.abs(samples[:, channel]).max(initial=0) > soundlab.QUIET) for channel in (0, 1)]


@contextmanager
def closing_by(end: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    finally:
        end()


@pytest.mark.slow
def test_page_names_the_zones_that_sound_and_no_others(station: Broadcaster, tmp_path: Path) -> None:
    port = settled(station, SETTINGS.replace("output: none\n", "") + ZONES)
    peopled(station, {"lan": ("officer",)})
    station.write("messages/dai.yaml", LONG)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        heard = tmp_path / "heard.raw"
        command = [
            "parec",
            "--device=ward.monitor",
            "--format=s16le",
            f"--rate={soundlab.RATE}",
            "--channels=2",
        ]
        with (
            heard.open("wb") as out,
            subprocess.Popen(command, stdout=out, env=station.environment) as recorder,
            closing_by(recorder.kill),
            station.running(),
        ):
            browser = Browser(port)
            assert browser.post("/sign-in", person="lan", secret=secret("lan"))[0] == 303

            def card() -> Words:
                return Words(browser.get("/", accept_language="vi")[2])

            def until(true: Callable[[str], bool]) -> Words:
                wait_for(lambda: true(card().of["now"]))
                time.sleep(2 * WINDOW)
                return card()

            for zones in (("cung",), ("lan",), ()):
                told = {"message": "dai", **({"zones": zones[0]} if zones else {})}
                status, _, _ = browser.post("/play", **told)
                assert status == 303
                page = until(lambda words: "Đang phát" in words)
                where = TITLES[zones[0]] if zones else "mọi cụm loa"
                for words in (page.of["now"], page.of["header.strip"]):
                    assert "Dài" in words
                    assert [one for one in (*TITLES.values(), "mọi cụm loa") if one in words] == [where]
                assert loud(heard) == [not zones or zones == (zone,) for zone in TITLES]
                assert browser.post("/stop")[0] == 303
                page = until(lambda words: "Đang im lặng" in words)
                assert loud(heard) == [False, False]
