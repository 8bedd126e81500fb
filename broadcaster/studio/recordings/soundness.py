"""Whether FFmpeg can read a recording to its end: told when it is put into a message, not when it airs."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from broadcaster.lifeline import foreign
from broadcaster.studio.recordings.decoding import FORMATS, LONGEST, ffmpeg
from broadcaster.studio.recordings.probing import told_seconds, unfinished

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
    """What ffmpeg says while it reads a file."""

    told: float | None = None  # seconds that the file announces
    guessed: bool = False
    heard: float = 0.0  # seconds that came out
    complaints: int = 0
    foreign: bool = False  # ffmpeg took the file for sound by its name alone

    @property
    def noise(self) -> bool:
        """True if it holds no sound at all."""
        return self.foreign and self.complaints > 0

    @property
    def too_long(self) -> bool:
        return max(self.heard, 0.0 if self.guessed else self.told or 0.0) > LONGEST


def unsound(path: Path, *, limit: float = TIME_LIMIT) -> Unsound | None:
    """What keeps the recording at `path` from being heard whole; None if nothing does.

    Args:
        path: an existing file.
        limit: seconds that this may take; what takes longer is told as such.

    Raises:
        StudioError: ffmpeg is missing.
    """
    # fmt: off
    command = [
        ffmpeg(), "-nostdin", "-hide_banner", "-loglevel", "level+info",
        "-protocol_whitelist", "file", "-format_whitelist", FORMATS,
        "-i", f"file:{path.resolve()}",
        "-map", "0:a:0", "-t", str(LONGEST + 1), "-f", "null", "-",
    ]
    # fmt: on
    heard = _Heard()
    with subprocess.Popen(
        foreign(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, errors="replace",
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
            # What is known to be too long, or nothing but noise, need not be read to its end.
            child.kill()
    if heard.too_long:
        return Unsound(code="outlook.recording_too_long", facts=(("minutes", str(LONGEST // 60)),))
    if late.is_set():
        return Unsound(code=SLOW, facts=(("seconds", f"{limit:g}"),))
    found = _judge(heard, told_seconds(path))
    if found is None and unfinished(path):
        return Unsound(code="outlook.recording_unfinished")
    return found


def _listen(lines: Iterable[str], heard: _Heard) -> None:
    """Take in what ffmpeg says, until it ends or there is nothing more to learn."""
    for number, line in enumerate(lines):
        if (found := _DURATION.search(line)) is not None and heard.told is None:
            heard.told = _seconds(found)
        for found in _TIME.finditer(line):
            heard.heard = _seconds(found)
        heard.guessed |= _GUESSED in line
        heard.foreign |= _NOT_THIS_FORMAT in line
        heard.complaints += "[error]" in line or "[fatal]" in line
        if heard.too_long or heard.noise or number > _MOST_LINES:
            return


def _judge(heard: _Heard, header: float | None) -> Unsound | None:
    if heard.heard <= 0 or heard.noise:
        return Unsound(code="outlook.recording_unreadable")
    # A header of the file itself is nearer the truth than ffmpeg, which knows of what was cut off.
    told = max(header or 0.0, 0.0 if heard.guessed else heard.told or 0.0)
    if heard.heard < told * _ENOUGH - _ROUNDING:
        facts = (("heard", _clock(heard.heard)), ("told", _clock(told)))
        return Unsound(code="outlook.recording_cut", facts=facts)
    if heard.complaints > _MOST_COMPLAINTS:
        return Unsound(code="outlook.recording_damaged")
    return None


def _seconds(found: re.Match[str]) -> float:
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
