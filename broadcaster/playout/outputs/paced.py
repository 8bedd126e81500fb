"""Outputs without a device, paced by the clock: WAV files, or nowhere."""

from __future__ import annotations

import json
import threading
import time
import wave
from array import array
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.playout.outputs.output import (
    BYTES_PER_SAMPLE,
    CHANNELS,
    FRAME_BYTES,
    AiringMark,
    BlockSource,
    OutputChoice,
    OutputLost,
    PullCounter,
    SoundingAiring,
)

BLOCK = 0.02  # seconds
WAIT = 0.002  # seconds, for the feeder
INDEX = "index.jsonl"
LOST = 1.0  # seconds behind (a suspended computer): the sound in between is not made up for
_NS = 1_000_000_000


class NullOutput:
    """Pulls blocks at the pace of real sound and throws them away."""

    def __init__(self, choice: OutputChoice) -> None:
        self._rate = choice.rate
        self._block = round(BLOCK * choice.rate)

    def describe(self) -> str:
        """The word for this output."""
        return "none"

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Pull in real time; see `Output`."""
        frames, origin = 0, time.monotonic_ns()
        try:
            while True:
                due = origin + frames * _NS // self._rate
                behind = time.monotonic_ns() - due
                if behind > LOST * _NS:
                    origin += behind
                elif behind < 0 and stop.wait(-behind / _NS):
                    return
                if stop.is_set():
                    return
                wall = time.time_ns() - time.monotonic_ns()
                heard_at = origin + frames * _NS // self._rate + wall
                self.write(mixer.pull(self._block, heard_at), mixer.marks, heard_at)
                frames += self._block
                heartbeat.tick(frames, mixer.place)
        finally:
            self.finish()

    def write(self, block: bytes, marks: list[AiringMark], heard_at: int) -> None:
        """Do something with the block whose first frame is heard at `heard_at` (ns): here nothing."""

    def finish(self) -> None:
        """Tidy up: here nothing."""


class WavFiles(NullOutput):
    """One WAV file for each airing, from its first sample to its last, named when it is whole.

    `index.jsonl` in the folder has a line for each file: the airing's id, the instant of the file's
    first sample (ns since 1970), its frames and where in the programme they begin.
    """

    def __init__(self, choice: OutputChoice) -> None:
        super().__init__(choice)
        self._folder = Path(choice.folder)
        self._zone = ZoneInfo(choice.timezone)
        self._open: dict[int, _Heard] = {}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            probe = self._folder / ".probe"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise OutputLost(f"{self._folder}: {error.strerror}") from error

    def describe(self) -> str:
        """The folder."""
        return f"file:{self._folder}"

    def write(self, block: bytes, marks: list[AiringMark], heard_at: int) -> None:
        """Append to the files of the airings that sound."""
        try:
            starts = {id(m.airing): m for m in marks if m.start}
            ends = {id(m.airing): m for m in marks if not m.start}
            for key, mark in starts.items():
                self._open[key] = self._begin(mark.airing, heard_at + mark.frame * _NS // self._rate)
            for key in list(self._open):
                first = starts[key].frame if key in starts else 0
                last = ends[key].frame if key in ends else len(block) // FRAME_BYTES
                self._open[key].append(block[first * FRAME_BYTES : last * FRAME_BYTES])
                if key in ends:
                    self._complete(key)
        except OSError as error:
            raise OutputLost(f"{self._folder}: {error.strerror}") from error

    def finish(self) -> None:
        """Keep what was heard of an airing that is not over."""
        for key in list(self._open):
            # A full disk has been reported already; here it must not hide the reason of the end.
            with suppress(OSError):
                self._complete(key)

    def _begin(self, airing: SoundingAiring, heard_at: int) -> _Heard:
        instant = datetime.fromtimestamp(airing.utc_ns / _NS, UTC).astimezone(self._zone)
        stem = f"{instant:%Y-%m-%dT%H%M%S}-{airing.name}"
        path, number = self._folder / f"{stem}.wav", 1
        while path.exists():
            number += 1
            path = self._folder / f"{stem}-{number}.wav"
        file = wave.open(str(path.with_suffix(".part")), "wb")  # noqa: SIM115 - open while it airs
        # The same on both sides is kept as one channel: two would measure 3 dB louder.
        file.setnchannels(1 if airing.left == airing.right else CHANNELS)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(self._rate)
        return _Heard(airing=airing, path=path, file=file, heard_at=heard_at)

    def _complete(self, key: int) -> None:
        heard = self._open.pop(key)
        heard.file.close()
        heard.path.with_suffix(".part").replace(heard.path)
        with (self._folder / INDEX).open("a", encoding="utf-8") as index:
            index.write(heard.line())


class FastWavFiles(WavFiles):
    """The same files, written faster than they sound: for a rehearsal that nobody hears now."""

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Pull as fast as the feeder reads; at the pace of the clock while nothing sounds."""
        frames = 0
        try:
            while not stop.is_set():
                if mixer.sounds and not mixer.held(self._block):
                    heartbeat.tick(frames, mixer.place)
                    stop.wait(WAIT)
                    continue
                if not mixer.sounds and stop.wait(BLOCK):
                    return
                heard_at = time.time_ns()
                self.write(mixer.pull(self._block, heard_at), mixer.marks, heard_at)
                frames += self._block
                heartbeat.tick(frames, mixer.place)
        finally:
            self.finish()


@dataclass(slots=True, kw_only=True)
class _Heard:
    """An airing that is being kept."""

    airing: SoundingAiring
    path: Path
    file: wave.Wave_write
    heard_at: int
    frames: int = 0

    def append(self, block: bytes) -> None:
        self.frames += len(block) // FRAME_BYTES
        mono = self.file.getnchannels() < CHANNELS
        self.file.writeframesraw(array("h", block)[::CHANNELS].tobytes() if mono else block)

    def line(self) -> str:
        airing = self.airing
        facts = {
            "id": airing.id,
            "file": self.path.name,
            "utc_ns": self.heard_at,
            "frames": self.frames,
            "start_frame": airing.start_frame,
        }
        return json.dumps(facts) + "\n"


def open_output(choice: OutputChoice) -> NullOutput:
    """The output that `choice` names; see `opening.py`."""
    if choice.kind == "none":
        return NullOutput(choice)
    return FastWavFiles(choice) if choice.hurried else WavFiles(choice)
