"""The monitor: follows what is on air second by second and reports what it heard. No devices, no clocks.

It takes what was sent and from when (`begin`, `end`) and what comes in (`hear`), and gives
findings: at once where nothing is heard, and a verdict when an airing is over.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from broadcaster.playout.listening.comparison import Samples, clips, find, gain, gaps, level
from broadcaster.playout.listening.findings import ListeningFinding, Verdict

HEARD = 0.25  # score from which a second counts as heard
CLEAN = 0.6  # score from which single gaps can be distinguished from the noise of a room
AUDIBLE = 0.005  # of full scale: a second sent more quietly is not listened for
EARLY, LATE = 0.3, 3.0  # seconds before and after its instant in which a start is sought
SLIP = 0.5  # seconds by which the place may move at once: a sound server that ran dry puts silence between
JUMP = 0.01  # seconds: a place that moves further has a gap before it
ALARM = 3  # audible seconds in a row that were not heard
SHORT = 0.25  # seconds: a shorter last piece is not judged


@dataclass(slots=True, kw_only=True)
class _Airing:
    id: str
    read: Callable[[int, int], Samples]  # frames [first, last) counted from its own start
    frames: int
    begun: float  # the monotonic instant of the first
    expected: float  # linear gain with which it was sent
    done: int = 0  # frames judged
    over: bool = False
    lag: int | None = None
    listened: int = 0
    heard: int = 0
    missed: int = 0  # audible seconds in a row
    alarmed: bool = False
    gains: list[float] = field(default_factory=list)
    gaps: int = 0
    longest: float = 0.0
    clips: int = 0


class ConfidenceMonitor:
    """One capture and the airings that may be in it. `rate`: Hz of what is sent and heard."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._airings: dict[str, _Airing] = {}
        self._sound = np.zeros(0, np.float32)
        self._first = 0  # number of the first sample that is kept
        self._origin = math.inf  # monotonic instant of sample 0

    def begin(
        self, name: str, read: Callable[[int, int], Samples], frames: int, begun: float, expected: float
    ) -> None:
        """Something is on air.

        Args:
            name: its id.
            read: gives its samples, frames [first, last).
            begun: monotonic instant (seconds) at which its first frame was heard.
            expected: linear gain with which a full scale of what was sent should come in.
        """
        self._airings[name] = _Airing(id=name, read=read, frames=frames, begun=begun, expected=expected)

    def end(self, name: str, frames: int) -> None:
        """It is over after so many frames."""
        airing = self._airings.get(name)
        if airing is not None:
            airing.frames = min(airing.frames, frames)
            airing.over = True

    def forget(self) -> None:
        """What was on air is lost; nothing is reported about it."""
        self._airings.clear()

    def hear(self, samples: Samples, came: float) -> list[ListeningFinding]:
        """Take what came in, the last sample of it at the monotonic instant `came`."""
        self._sound = np.concatenate((self._sound, samples))
        count = self._first + len(self._sound)
        self._origin = min(self._origin, came - count / self._rate)
        findings: list[ListeningFinding] = []
        for airing in list(self._airings.values()):
            findings += self._follow(airing, count)
        self._drop()
        return findings

    def _follow(self, airing: _Airing, count: int) -> list[ListeningFinding]:
        """Judge each second whose sound has come in."""
        findings: list[ListeningFinding] = []
        while airing.done < airing.frames:
            size = min(self._rate, airing.frames - airing.done)
            if size < self._rate and not airing.over:
                break
            place = self._place(airing)
            slack = LATE if airing.lag is None else SLIP
            if count < place + size + round(slack * self._rate):
                return findings
            self._judge(airing, size, place)
            airing.done += size
            findings += self._alarm(airing)
        if airing.over and airing.done >= airing.frames:
            del self._airings[airing.id]
            findings.append(self._finding(airing, Verdict.DONE))
        return findings

    def _place(self, airing: _Airing) -> int:
        """The number of the sample at which the next piece should be."""
        begun = round((airing.begun - self._origin) * self._rate)
        return begun + airing.done + (airing.lag or 0)

    def _judge(self, airing: _Airing, size: int, place: int) -> None:
        if size < SHORT * self._rate:
            return
        sent = airing.read(airing.done, airing.done + size)
        early = round((EARLY if airing.lag is None else SLIP) * self._rate)
        late = round((LATE if airing.lag is None else SLIP) * self._rate)
        first = max(self._first, place - early)
        if len(sent) < size or level(sent) < AUDIBLE or first > place:
            return  # quiet, or from before this capture began
        heard = self._sound[first - self._first : place + size + late - self._first]
        match = find(sent, heard)
        airing.listened += 1
        aligned = heard[match.offset : match.offset + size]
        airing.clips += clips(aligned)
        if match.score < HEARD:
            airing.missed += 1
            return
        airing.heard += 1
        airing.missed = 0
        moved = first + match.offset - place
        if airing.lag is not None and abs(moved) > JUMP * self._rate:
            airing.gaps += 1
            airing.longest = max(airing.longest, abs(moved) / self._rate)
        airing.lag = (airing.lag or 0) + moved
        airing.gains.append(abs(gain(sent, aligned)) / airing.expected)
        if match.score >= CLEAN:
            found = gaps(sent, aligned, self._rate)
            airing.gaps += len(found)
            airing.longest = max([airing.longest, *(gap.length for gap in found)])

    def _alarm(self, airing: _Airing) -> list[ListeningFinding]:
        if airing.missed >= ALARM and not airing.alarmed:
            airing.alarmed = True
            return [self._finding(airing, Verdict.SILENT)]
        if airing.alarmed and not airing.missed:
            airing.alarmed = False
            return [self._finding(airing, Verdict.AGAIN)]
        return []

    def _finding(self, airing: _Airing, verdict: Verdict) -> ListeningFinding:
        loudness = float(np.median(airing.gains)) if airing.gains else 0.0
        return ListeningFinding(
            verdict=verdict,
            id=airing.id,
            listened=airing.listened,
            heard=airing.heard,
            level_db=round(20 * math.log10(loudness), 1) if loudness > 0 else None,
            lag_ms=None if airing.lag is None else round(1000 * airing.lag / self._rate, 1),
            gaps=airing.gaps,
            longest_gap_ms=round(1000 * airing.longest, 1),
            clips=airing.clips,
        )

    def _drop(self) -> None:
        """Forget sound that nothing needs any more."""
        kept = round((EARLY + LATE + 1) * self._rate)
        needed = [self._place(airing) - kept for airing in self._airings.values()]
        oldest = min([self._first + len(self._sound) - kept, *needed])
        # A start that lies far back (a capture that was late) must not keep hours of sound.
        oldest = max(oldest, self._first + len(self._sound) - 8 * kept)
        if oldest > self._first:
            self._sound = self._sound[oldest - self._first :]
            self._first = oldest
