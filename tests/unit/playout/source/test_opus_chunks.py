"""What a browser's recorder sends, through the real source process and the real decoder."""

from __future__ import annotations

import socket
import subprocess
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.playout.links.source_link import SourceLink
from broadcaster.playout.source import __main__ as process
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin

RATE = 24000
PATIENCE = 90.0  # seconds for a process to come up on a busy machine
CHUNK = 960  # bytes sent at a time
PACE = 0.02  # seconds between two


def recorded(container: str, seconds: float = 3.0) -> bytes:
    """A tone in Opus, as `MediaRecorder` packs it."""
    kind = {"ogg": "ogg", "webm": "webm"}[container]
    sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", str(seconds), "-ac", "1"]
    opus = ["-c:a", "libopus", "-b:a", "32k", "-f", kind, "-"]
    done = subprocess.run(["ffmpeg", "-v", "error", *sound, *opus], capture_output=True, check=True)
    return done.stdout


@contextmanager
def speaking(form: str) -> Iterator[SourceLink]:
    link = SourceLink(
        SourceChoice(
            origin=SourceOrigin.CHUNKS, address=form, rate=RATE, longest=60, open_microphone=False, quiet=30
        )
    )
    try:
        yield link
    finally:
        link.close()


def send(link: SourceLink, data: bytes) -> None:
    for first in range(0, len(data), CHUNK):
        assert link.write(data[first : first + CHUNK])
        time.sleep(PACE)


@pytest.mark.parametrize("form", ["ogg", "webm"])
def test_opus_in_a_container_is_heard(form: str) -> None:
    with speaking(form) as link:
        send(link, recorded(form))
        assert link.wait_ready(PATIENCE)
        end = time.monotonic() + PATIENCE
        while link.state.progress.peak < 1000 and time.monotonic() < end:
            time.sleep(0.02)
        assert link.state.progress.peak > 1000
        assert not link.state.over


def test_plain_samples_are_heard_at_once() -> None:
    # A second at 48 kHz, and nothing after it: FFmpeg would look at three before it gives any.
    tone = array("h", [0, 9000, 0, -9000] * 12000).tobytes()
    with speaking("pcm") as link:
        send(link, tone)
        assert link.wait_ready(PATIENCE / 3)


def test_container_whose_beginning_was_lost_ends_with_its_reason() -> None:
    data = recorded("webm", 30.0)
    with speaking("webm") as link:
        for first in range(len(data) // 2, len(data), CHUNK):
            if link.state.over or not link.write(data[first : first + CHUNK]):
                break
            time.sleep(PACE)
        link.wait_over(PATIENCE)
        assert (link.state.over, link.state.why) == (True, "playout.source_unplayable")


class Mute:
    """An input from which nothing ever comes."""

    fault, reconnects, voice = "", 0, None

    def start(self) -> None:
        return

    def read(self, _frames: int) -> bytes | None:
        return None

    def close(self) -> None:
        return


def test_voice_of_which_nothing_comes_is_not_left_on_the_air(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "open_source", lambda _choice, _block: Mute())
    choice = SourceChoice(
        origin=SourceOrigin.CHUNKS, address="ogg", rate=RATE, longest=60, open_microphone=False
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        source = process.SourceProcess(ours, theirs, choice)
        source._judge(None, 1000.0)  # nobody has pressed the button for long
        assert source._sequence.why == ""
        source._sequence.begin(resumed=True)
        source._judge(None, 1000.0 + process.NO_CHUNK - 0.1)
        assert source._sequence.why == ""
        source._judge(None, 1000.0 + process.NO_CHUNK + 0.1)
        assert source._sequence.why == "playout.voice_silent"
