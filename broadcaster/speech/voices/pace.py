"""How fast an installed voice speaks and how long it works: measured on this computer, kept beside it."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.whole_files import write_bytes
from broadcaster.speech.model import Clip, syllables
from broadcaster.speech.voices.shelf import InstalledVoice, Shelf
from broadcaster.station.registries.engines import ENGINES

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

MOST_WORK = 1.0
"""Seconds of work for one of sound, over which a voice speaks no emergency: it is slower than its words."""

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds a syllable at some stretches, both growing; and the work."""

    points: tuple[tuple[float, float], ...]  # (stretch, seconds a syllable)
    work: float | None = None  # seconds of processor time for one of sound; None if it was not measured

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


def measure(
    speak: Callable[[str, float], tuple[Clip, float]], progress: Callable[[int, int], None] | None = None
) -> Pace:
    """Let a voice say all `SENTENCES` at all `SETTINGS` and take the time.

    Args:
        speak: says words at a stretch; gives the trimmed clip and the seconds of processor time it took.
        progress: called after each sentence: how many are done, how many there are.

    Raises:
        ValueError: the voice is no faster at a shorter stretch.
        SpeechError: whatever `speak` raises.
    """
    count = sum(map(syllables, SENTENCES))
    points: list[tuple[float, float]] = []
    done, worked, heard = 0, 0.0, 0.0
    for setting in SETTINGS:
        seconds = 0.0
        for words in SENTENCES:
            clip, spent = speak(words, setting)
            seconds += clip.frames / clip.rate
            worked += spent
            done += 1
            if progress is not None:
                progress(done, len(SENTENCES) * len(SETTINGS))
        points.append((setting, round(seconds / count, 5)))
        heard += seconds
    return Pace(points=tuple(points), work=round(worked / heard, 3))


def load(path: Path, made_by: str | None) -> Pace | None:
    """The pace kept at `path` if it was measured with `made_by`, the digest of its files; None: any."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] != _FORMAT or made_by not in (None, kept["made_by"]):
            return None
        work = kept.get("work")  # a pace of an earlier version has none
        return Pace(
            points=tuple((float(at), float(length)) for at, length in kept["points"]),
            work=None if work is None else float(work),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None


def save(path: Path, pace: Pace, made_by: str) -> None:
    """Keep a pace. Raises StoreError: the folder cannot be written."""
    facts = {"format": _FORMAT, "made_by": made_by, "points": pace.points, "work": pace.work}
    write_bytes(path, json.dumps(facts).encode(), shared=True)


def place(voice: InstalledVoice, reader: str) -> Path:
    """Where the pace of a voice's reader is kept; "" for the voice's own."""
    return voice.folder / (f"pace-{reader}.json" if reader else "pace.json")


def work_of(voice: InstalledVoice, reader: str = "") -> float | None:
    """Seconds of work for one of sound, as measured when the voice was installed or first used."""
    kept = load(place(voice, reader), None)
    return None if kept is None else kept.work


def too_slow(shelf: Shelf, voices: Mapping[str, str]) -> frozenset[str]:
    """The engines that may speak no emergency: theirs is a voice that works longer than its words last.

    A heavy one may not either until it was measured.

    Args:
        voices: engine → its voice, as a voice of station.yaml says.
    """
    return frozenset(name for name, entry in ENGINES.items() if entry.voices and _lags(shelf, name, voices))


def _lags(shelf: Shelf, engine: str, voices: Mapping[str, str]) -> bool:
    name, _, reader = voices.get(engine, "").partition("+")
    voice = shelf.find(name) if name else next(iter(shelf.of(engine)), None)
    if voice is None:
        return False  # it does not speak at all
    work = work_of(voice, reader) or work_of(voice)  # its readers speak with one model
    return ENGINES[engine].heavy if work is None else work > MOST_WORK
