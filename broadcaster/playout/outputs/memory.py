"""The output for tests and dry runs: keeps samples and start times, and can be made to fail.

It has no pace of its own: `play(seconds)` pulls that much sound at once from a given instant, so
that a day of the timetable runs in a moment and each sample can be looked at.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from broadcaster.playout.outputs.paced import WavFiles
from broadcaster.playout.outputs.protocol import BlockSource, OutputLost, PullCounter

_NS = 1_000_000_000


@dataclass
class MemoryOutput:
    """Keeps what was heard (interleaved 16-bit stereo) and where each take began, in frames."""

    rate: int = 24000
    block: int = 240  # frames
    heard: bytearray = field(default_factory=bytearray)
    starts: dict[str, int] = field(default_factory=dict)
    fail_after: int | None = None  # frames
    files: WavFiles | None = None  # also keep each airing as a file
    silence_kept: bool = True  # False: only the frames in which a take sounds are kept
    frames: int = 0

    def describe(self) -> str:
        """The word for this output."""
        return "memory"

    def play(self, mixer: BlockSource, seconds: float, utc_ns: int) -> int:
        """Pull `seconds` of sound that is heard from `utc_ns` on; the instant after it.

        Raises:
            OutputLost: `fail_after` frames have been played.
        """
        left = round(seconds * self.rate)
        while left > 0:
            if self.fail_after is not None and self.frames >= self.fail_after:
                raise OutputLost("told to fail")
            size = min(self.block, left)
            block = mixer.pull(size, utc_ns)
            for mark in mixer.marks:
                if mark.start:
                    self.starts[mark.airing.id] = self.frames + mark.frame
            if self.silence_kept or block.strip(b"\0"):
                self.heard += block
            if self.files is not None:
                self.files.write(block, mixer.marks, utc_ns)
            self.frames += size
            left -= size
            utc_ns += size * _NS // self.rate
        return utc_ns

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Pull without pace until `stop`; the instants begin at 0."""
        utc_ns = 0
        while not stop.is_set():
            utc_ns = self.play(mixer, self.block / self.rate, utc_ns)
            heartbeat.tick(self.frames, mixer.place)
            stop.wait(0.001)
