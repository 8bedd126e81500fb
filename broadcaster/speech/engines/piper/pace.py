"""The pace of a voice, measured once: so a rate means syllables a minute for every voice."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.speech.model import Clip
from broadcaster.speech.words import syllables

SENTENCES = (
    "kính thưa bà con, ủy ban nhân dân phường thông báo.",
    "trời sắp có mưa to, gió giật mạnh, bà con không ra suối và không ở lại lán nương.",
    "bảy giờ sáng thứ hai, trạm y tế phường tiêm vắc xin cho trẻ em dưới năm tuổi.",
    "đề nghị các tổ trưởng dân phố đến từng nhà nhắc bà con.",
    "mọi thắc mắc, xin gọi số không hai một ba, ba tám bảy sáu, năm bốn ba.",
    "xin cảm ơn bà con đã lắng nghe.",
)
"""The sentences every voice is measured with: about a hundred syllables, pauses included."""

SETTINGS = (0.8, 1.1, 1.6)
"""Stretches at which it is measured; between and outside them it is interpolated linearly."""

SLOWEST, FASTEST = 2.5, 0.5  # stretches beyond which no voice can be understood
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds a syllable at some stretches, both growing."""

    points: tuple[tuple[float, float], ...]  # (stretch, seconds a syllable)

    def __post_init__(self) -> None:
        """Refuse an impossible pace: too few points, or a longer stretch that is faster."""
        paired = list(zip(self.points, self.points[1:], strict=False))
        if not paired or any(b[0] <= a[0] or b[1] <= a[1] or a[1] <= 0 for a, b in paired):
            raise ValueError("not a pace")

    def stretch(self, rate: int) -> float:
        """The stretch for so many syllables a minute, to three digits, within what can be understood."""
        wanted = 60 / rate
        at = min(max(1, bisect_left([length for _, length in self.points], wanted)), len(self.points) - 1)
        (low, fast), (high, slow) = self.points[at - 1], self.points[at]
        found = low + (wanted - fast) * (high - low) / (slow - fast)
        return round(min(max(found, FASTEST), SLOWEST), 3)


def measure(speak: Callable[[str, float], Clip], progress: Callable[[int, int], None] | None = None) -> Pace:
    """Let a voice say all `SENTENCES` at all `SETTINGS` and take the time.

    Args:
        speak: says words at a stretch; the clip is trimmed.
        progress: called after each sentence: how many are done, how many there are.

    Raises:
        ValueError: the voice is no faster at a shorter stretch.
        SpeechError: whatever `speak` raises.
    """
    count = sum(map(syllables, SENTENCES))
    points: list[tuple[float, float]] = []
    done = 0
    for setting in SETTINGS:
        seconds = 0.0
        for words in SENTENCES:
            clip = speak(words, setting)
            seconds += clip.frames / clip.rate
            done += 1
            if progress is not None:
                progress(done, len(SENTENCES) * len(SETTINGS))
        points.append((setting, round(seconds / count, 5)))
    return Pace(points=tuple(points))


def load(path: Path, made_by: str) -> Pace | None:
    """The pace kept at `path` if it was measured with `made_by`, the digest of the voice's files."""
    try:
        kept = json.loads(path.read_bytes())
        if (kept["format"], kept["made_by"]) != (_FORMAT, made_by):
            return None
        return Pace(points=tuple((float(at), float(length)) for at, length in kept["points"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def save(path: Path, pace: Pace, made_by: str) -> None:
    """Keep a pace.

    Raises:
        StoreError: the folder cannot be written.
    """
    facts = {"format": _FORMAT, "made_by": made_by, "points": pace.points}
    write_bytes(path, json.dumps(facts).encode(), shared=True)
