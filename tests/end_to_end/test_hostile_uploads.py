"""Uploads made to do harm, while a message is on the air: refused in a sentence, nothing left, not heard."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import hostile_letters, hostile_sounds, soundlab
from tests.counts import SEED, counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import Browser
from tests.end_to_end.steady import gaps, ours, tone_beside

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing"),
]
LETTERS = {
    "png of 100 000 × 100 000", "jpeg of 65 535 × 65 535", "docx of 2 GB", "odt of 2 GB",
    "xlsx of a gigabyte", "docx that lies about its size", "png with a text of a gigabyte",
    "jpeg of 7700 × 7700",
}  # fmt: skip
SOUNDS = {
    "opus of days", "mp3 of hours", "wav of 1 Hz", "wav of 4 GHz", "wav of 65535 channels", "zip bomb",
    "table of a trillion packets",
}  # fmt: skip
TAKEN = {"film of pictures of 15 000 × 15 000", "hundreds of sounds", "page, zip and sound at once"}
ON_AIR = "title: Thử\nrepeat: 1\nparts:\n  - play: recordings/tieng.wav\n"
GROWN = 60  # MB by which the station's own process may grow for good
SENTENCE = re.compile(r"\w+ \w+ \w+")


@pytest.fixture
def officer(station: Broadcaster, tmp_path: Path) -> Iterator[tuple[Browser, dict[str, str]]]:
    """A station that plays a tone at a null sink, and an officer who has signed in."""
    with soundlab.null_sink(tmp_path / "pulse") as server:
        station.environment |= server
        port = settled(station, SETTINGS.replace("output: none\n", ""))
        peopled(station, {"lan": ("officer",)})
        (station.folder / "recordings").mkdir()
        tone = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=500:d=900:r=24000"]
        subprocess.run([*tone, str(station.folder / "recordings" / "tieng.wav")], check=True)
        station.write("messages/thu.yaml", ON_AIR)
        with station.running() as process:
            assert station("render", "thu").returncode == 0
            browser = Browser(port, pid=process.pid)
            assert browser.post("/sign-in", person="lan", secret=secret("lan"))[0] == 303
            yield browser, server


def test_hostile_uploads_are_refused_in_a_sentence_and_the_air_goes_on(
    station: Broadcaster, officer: tuple[Browser, dict[str, str]], tmp_path: Path
) -> None:
    browser, server = officer
    assert browser.post("/play", message="thu")[0] == 303
    wait_for(lambda: bool(station.look("status")["on_air"]))
    # A first one, so that what is loaded once is loaded.
    assert browser.upload("x.wav", hostile_sounds.wav(), "/recordings", "sound")[0] == 200
    before, memory = files(station), resident(browser.pid)
    with tone_beside(tmp_path, server) as beside:
        ear = soundlab.Recording(tmp_path / "ear.raw", server, 600)
        for name in few(LETTERS):
            refused(browser.upload("công văn.docx", hostile_letters.HOSTILE[name][0]()), name)
        for name in few(SOUNDS):
            refused(browser.upload("a.mp3", hostile_sounds.HOSTILE[name](), "/recordings", "sound"), name)
        assert files(station) - before == set()
        for name in few(TAKEN):
            status, _, _ = browser.upload("b.mp3", hostile_sounds.HOSTILE[name](), "/recordings", "sound")
            assert status == 200, name
        heard, origin = ear.end()
    assert station.json("status")["on_air"]["message"] == "thu"
    assert resident(browser.pid) - memory < GROWN
    assert ours(gaps(heard), origin, beside) == []


def few(names: set[str]) -> list[str]:
    """Some of them; each for itself: `test_hostile_letters`, `test_hostile_sounds`."""
    return random.Random(SEED).sample(sorted(names), counted(len(names), least=2))


def refused(answer: tuple[int, object, str], name: str) -> None:
    """A refusal of ours, in words."""
    status, _, text = answer
    assert 400 <= status < 500, name
    assert SENTENCE.search(re.sub(r"<[^>]+>", " ", text)), name
    assert "Traceback" not in text


def files(station: Broadcaster) -> set[str]:
    """What lies in the station's folder, its journal and its own small files apart."""
    found = {str(path.relative_to(station.folder)) for path in station.folder.rglob("*") if path.is_file()}
    return {
        name
        for name in found
        if not name.startswith(
            ("state/journal", "state/people", "state/on-air", "state/.draft", "audio_cache/")
        )
    }


def resident(pid: int) -> int:
    """MB of memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) >> 10
