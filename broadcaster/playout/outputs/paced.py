"""Outputs without a device, paced by the clock: WAV files, or nowhere."""

from __future__ import annotations

import threading
import time
import wave
from array import array
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.playout.air.beat import Beat
from broadcaster.playout.air.mixer import Mark, Mixer
from broadcaster.playout.air.take import FRAME_BYTES, Take
from broadcaster.playout.air.wire import BYTES_PER_SAMPLE, CHANNELS
from broadcaster.playout.outputs import OutputChoice, OutputLost

BLOCK = 0.02  # seconds
LOST = 1.0  # seconds behind (a suspended computer): the sound in between is not made up for
_NS = 1_000_000_000


class Nowhere:
    """Pulls blocks at the pace of real sound and throws them away."""

    def __init__(self, choice: OutputChoice) -> None:
        self._rate = choice.rate
        self._block = round(BLOCK * choice.rate)

    def describe(self) -> str:
        """The word for this output."""
        return "none"

    def run(self, mixer: Mixer, beat: Beat, stop: threading.Event) -> None:
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
                block = mixer.pull(self._block, origin + frames * _NS // self._rate + wall)
                self.write(block, mixer.marks)
                frames += self._block
                beat.strike(frames, mixer.place)
        finally:
            self.finish()

    def write(self, block: bytes, marks: list[Mark]) -> None:
        """Do something with the block: here nothing."""

    def finish(self) -> None:
        """Tidy up: here nothing."""


class WavFiles(Nowhere):
    """One WAV file for each airing, from its first sample to its last, named when it is whole."""

    def __init__(self, choice: OutputChoice) -> None:
        super().__init__(choice)
        self._folder = Path(choice.folder)
        self._zone = ZoneInfo(choice.timezone)
        self._open: dict[int, tuple[Path, wave.Wave_write]] = {}
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

    def write(self, block: bytes, marks: list[Mark]) -> None:
        """Append to the files of the takes that sound."""
        try:
            starts = {id(m.take): m for m in marks if m.start}
            ends = {id(m.take): m for m in marks if not m.start}
            for key, mark in starts.items():
                self._open[key] = self._begin(mark.take)
            for key in list(self._open):
                first = starts[key].frame if key in starts else 0
                last = ends[key].frame if key in ends else len(block) // FRAME_BYTES
                heard = block[first * FRAME_BYTES : last * FRAME_BYTES]
                file = self._open[key][1]
                if file.getnchannels() < CHANNELS:
                    heard = array("h", heard)[::CHANNELS].tobytes()
                file.writeframesraw(heard)
                if key in ends:
                    self._whole(key)
        except OSError as error:
            raise OutputLost(f"{self._folder}: {error.strerror}") from error

    def finish(self) -> None:
        """Keep what was heard of an airing that is not over."""
        for key in list(self._open):
            # A full disk has been told already; here it must not hide why we end.
            with suppress(OSError):
                self._whole(key)

    def _begin(self, take: Take) -> tuple[Path, wave.Wave_write]:
        instant = datetime.fromtimestamp(take.order.utc_ns / _NS, UTC).astimezone(self._zone)
        stem = f"{instant:%Y-%m-%dT%H%M%S}-{take.order.name}"
        path, number = self._folder / f"{stem}.wav", 1
        while path.exists():
            number += 1
            path = self._folder / f"{stem}-{number}.wav"
        file = wave.open(str(path.with_suffix(".part")), "wb")  # noqa: SIM115 - open while it airs
        # The same on both sides is kept as one channel: two would measure 3 dB louder than the house.
        file.setnchannels(1 if take.order.left == take.order.right else CHANNELS)
        file.setsampwidth(BYTES_PER_SAMPLE)
        file.setframerate(self._rate)
        return path, file

    def _whole(self, key: int) -> None:
        path, file = self._open.pop(key)
        file.close()
        path.with_suffix(".part").replace(path)
