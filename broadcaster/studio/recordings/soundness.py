"""Whether FFmpeg can read a recording to its end; `check` reports it long before it airs."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.child_processes import foreign
from broadcaster.core.confined_files import open_plain
from broadcaster.studio.recordings.decoding import LONGEST, SOURCE, complains, ffmpeg, within_bounds
from broadcaster.studio.recordings.probing import announced_seconds, unfinished

TIME_LIMIT = 10.0  # seconds; an hour of MP3 takes about three on a small computer
SLOW = "outlook.recording_slow"
_MOST_COMPLAINTS = 6  # lines of ffmpeg; a tag that it does not know at the end of a file gives four
_MOST_LINES = 5000
_ENOUGH = 0.98  # of the announced length; encoders round, and gaps of a few frames are not heard
_ROUNDING = 1.0  # seconds
_DURATION = re.compile(r"Duration: (\d+):(\d+):(\d+(?:\.\d+)?)")
_TIME = re.compile(r"time=(\d+):(\d+):(\d+(?:\.\d+)?)")
_GUESSED = "Estimating duration from bitrate"
_NOT_THIS_FORMAT = "misdetection possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """What is wrong with a recording: a key of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Heard:
    """What ffmpeg reports while it reads a file."""

    announced: float | None = None  # seconds, by the file itself
    guessed: bool = False
    heard: float = 0.0  # seconds that came out
    complaints: int = 0
    foreign: bool = False  # ffmpeg chose the format by the file's name alone

    @property
    def noise(self) -> bool:
        """True if it holds no sound at all."""
        return self.foreign and self.complaints > 0

    @property
    def too_long(self) -> bool:
        return max(self.heard, 0.0 if self.guessed else self.announced or 0.0) > LONGEST


def unsound(path: Path, *, limit: float = TIME_LIMIT) -> Unsound | None:
    """Why the recording at `path` cannot be heard whole; None if it can.

    Args:
        limit: seconds that this may take; a file that takes longer is reported as slow.

    Raises:
        StudioError: ffmpeg is missing.
    """
    # fmt: off
    command = [
        ffmpeg(), "-nostdin", "-hide_banner", "-loglevel", "repeat+level+info",
        *SOURCE, "-t", str(LONGEST + 1), "-f", "null", "-",
    ]
    # fmt: on
    heard = _Heard()
    try:
        source = open_plain(path)
    except OSError:
        return Unsound(code="outlook.recording_unreadable")
    with source, subprocess.Popen(
        foreign(within_bounds(command)), text=True, errors="replace",
        stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(limit, end)
        timer.start()
        try:
            _listen(child.stderr or (), heard)
        finally:
            timer.cancel()
            # A file that is too long, or no sound at all, need not be read to its end.
            child.kill()
    if heard.too_long:
        return Unsound(code="outlook.recording_too_long", facts=(("minutes", str(LONGEST // 60)),))
    if late.is_set():
        return Unsound(code=SLOW, facts=(("seconds", f"{limit:g}"),))
    found = _judge(heard, announced_seconds(path))
    if found is None and unfinished(path):
        return Unsound(code="outlook.recording_unfinished")
    return found


def _listen(lines: Iterable[str], heard: _Heard) -> None:
    """Read ffmpeg's output until it ends or the result is certain."""
    for number, line in enumerate(lines):
        if (found := _DURATION.search(line)) is not None and heard.announced is None:
            heard.announced = _seconds(found)
        for found in _TIME.finditer(line):
            heard.heard = _seconds(found)
        heard.guessed |= _GUESSED in line
        heard.foreign |= _NOT_THIS_FORMAT in line
        heard.complaints += ("[error]" in line or "[fatal]" in line) and complains(line)
        if heard.too_long or heard.noise or number > _MOST_LINES:
            return


def _judge(heard: _Heard, header: float | None) -> Unsound | None:
    if heard.heard <= 0 or heard.noise:
        return Unsound(code="outlook.recording_unreadable")
    # The header of a file whose end is missing gives the whole length; ffmpeg gives what is there.
    announced = max(header or 0.0, 0.0 if heard.guessed else heard.announced or 0.0)
    if heard.heard < announced * _ENOUGH - _ROUNDING:
        facts = (("heard", _clock(heard.heard)), ("told", _clock(announced)))
        return Unsound(code="outlook.recording_cut", facts=facts)
    if heard.complaints > _MOST_COMPLAINTS:
        return Unsound(code="outlook.recording_damaged")
    return None


def _seconds(found: re.Match[str]) -> float:
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
