"""Every voice that speaks here, side by side: how soon, with how much work, and how alike they sound.

    python -m benchmarks.voices [--every N] [--voices FOLDER] [--only A,B]

Each says the sentences of `intelligibility/test.txt` at 185 syllables a minute, in a process that has just
begun. The table is that of docs/voice.md:

- first: seconds from nothing to the first sentence's sound, loading included.
- work: seconds of processor time for one of sound, whoever worked (a server of this computer too).
- memory: MB of the biggest process, at its peak.
- rate: syllables a minute over all sentences, and by how many percent single sentences stray from that
  (standard deviation).
- given: LUFS as the voice gives it, with the standard deviation over sentences, in LU.
- aired: the same of the sentences in one programme, mastered as for the air.
- pauses: seconds at a comma or another mark inside a sentence: median and the middle 80 %.
- ends: milliseconds before the first sound and after the last one.
- misheard: syllables that the recogniser of `benchmarks.intelligibility` gets wrong, in percent with the 95 %
  interval; for Vietnamese voices, where it is installed.

`piper` and `wyoming` speak with the voice of `benchmarks.package_voice`, which is English, `openai` with that
of `benchmarks.kokoro_server`, which is Japanese; a station's own are measured with --voices FOLDER.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import kokoro_server, package_voice
from benchmarks.idle import TICKS, family
from benchmarks.intelligibility.score import error_rate, judge
from benchmarks.intelligibility.voices import SPEECH_RATE, spoken
from broadcaster.speech.engines.registry import open_engines
from broadcaster.speech.model import Clip, Engine, syllables
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.loading.services import shipped_service
from broadcaster.station.model.service import ServiceAccess, WardService
from broadcaster.station.model.sound import Sound
from broadcaster.studio.comparison.recognition import Recogniser, recogniser
from broadcaster.studio.mastering import loudness
from broadcaster.studio.mastering.master import master
from broadcaster.studio.mastering.profiles import Target
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mixing.sounds import at_rate

HOUSE = Sound()
MARKS = ",;:"
STEP = 0.01  # seconds in which the level is looked at
QUIET = -35.0  # dB under the clip's loudest tenth: a pause
PATIENCE = 60.0  # seconds for a sentence of a service
SHORTEST = 0.05  # seconds of a pause; a closed consonant is shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A voice to be measured."""

    title: str
    engine: Engine
    voice: str | None = None
    vietnamese: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a voice said, and what that took."""

    clips: list[Clip]
    first: float  # seconds
    work: float  # seconds of processor time
    memory: float  # MB


def candidates(folder: Path, stack: contextlib.ExitStack, station: Path | None) -> Iterator[Candidate]:
    """The voices that this machine has, each made when it is asked for.

    Args:
        folder: for the files of those that a package brings.
        stack: ends their servers.
        station: the folder of installed voices.
    """
    yield Candidate(title="espeak", engine=open_engines(["espeak"])[0])
    for voice in Shelf(station).voices() if station else ():
        engine = open_engines([voice.engine], voices=station)[0]
        yield Candidate(title=f"{voice.engine}, {voice.name}", engine=engine, voice=voice.name)
    if package_voice.missing() is None:
        package_voice.install(folder / "stick", folder / "voices")
        engine = open_engines(["piper"], voices=folder / "voices")[0]
        engine.identity(None, SPEECH_RATE)  # its pace is measured once, when a voice is installed
        engine.close()
        yield Candidate(title="piper", engine=engine, vietnamese=False)
    if package_voice.missing(server=True) is None:
        address = stack.enter_context(package_voice.wyoming(folder / "wyoming"))
        yield served("wyoming", address, package_voice.NAME)
    if kokoro_server.missing() is None:
        address = stack.enter_context(kokoro_server.serving(folder / "kokoro"))
        yield served("openai", address, kokoro_server.VOICE)


def served(name: str, address: str, voice: str) -> Candidate:
    """A described service that is asked at an address of this computer, with all the time that it needs."""
    service = replace(shipped_service(name), patience=PATIENCE)
    access = ServiceAccess(address=address, voices=(voice,))
    ward = WardService(name=name, service=service, access=access)
    engine = ServiceEngine(ward, budget=PATIENCE, timeouts=(PATIENCE, PATIENCE))
    return Candidate(title=name, engine=engine, voice=voice, vietnamese=False)


def measured(candidate: Candidate, sentences: Sequence[str]) -> Said:
    """Let a voice say all sentences."""
    begun, worked = time.perf_counter(), _worked()
    clips, first = [], 0.0
    for words in sentences:
        clips.append(candidate.engine.synthesize(words, candidate.voice, SPEECH_RATE))
        first = first or time.perf_counter() - begun
    said = Said(clips=clips, first=first, work=_worked() - worked, memory=_biggest())
    candidate.engine.close()
    return said


def _worked() -> float:
    """Seconds of processor time so far of this process and of all that it started, ended or not."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for pid in family(os.getpid())[1:]:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15])) / TICKS
    return total


def _biggest() -> float:
    peaks = [0.0]
    for pid in family(os.getpid())[1:]:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peaks += [int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:")]
    return max(peaks)


def levels(clip: Clip) -> NDArray[np.float64]:
    """dB of each `STEP` against the clip's loudest tenth."""
    sound = np.frombuffer(clip.samples, "<i2").astype(np.float64)
    step = round(clip.rate * STEP)
    power = (sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1)
    loud = np.sort(power)[-max(1, len(power) // 10) :].mean()
    return np.asarray(10 * np.log10(np.maximum(power, 1e-9) / max(loud, 1e-9)))


def pauses(clip: Clip, words: str) -> list[float]:
    """Seconds of the pauses at the marks inside a sentence: as many of its longest ones as it has marks."""
    quiet = np.concatenate(([False], levels(clip) < QUIET, [False]))
    turns = np.flatnonzero(np.diff(quiet.astype(int)))
    runs = [(start, end) for start, end in zip(turns[::2], turns[1::2], strict=True)]
    inner = [(end - start) * STEP for start, end in runs if start > 0 and end < len(quiet) - 2]
    count = sum(words.count(mark) for mark in MARKS)
    return sorted((length for length in inner if length >= SHORTEST), reverse=True)[:count]


def ends(clip: Clip) -> tuple[float, float]:
    """Milliseconds before the first sound and after the last one."""
    heard = np.flatnonzero(levels(clip) >= QUIET)
    return float(heard[0] * STEP * 1000), float((len(levels(clip)) - 1 - heard[-1]) * STEP * 1000)


def floats(clip: Clip) -> NDArray[np.float32]:
    return np.frombuffer(clip.samples, "<i2").astype(np.float32) / np.float32(32768)


def level(sound: NDArray[np.float32], rate: int) -> float:
    """LUFS."""
    return loudness.of_samples([sound], rate)


def aired(clips: Sequence[Clip]) -> list[float]:
    """LUFS of each sentence in a programme of all of them, 1 s apart."""
    rest = np.zeros(HOUSE.rate, np.float32)
    sounds = [floats(at_rate(clip, HOUSE.rate)) for clip in clips]
    programme = np.concatenate([part for sound in sounds for part in (sound, rest)])
    take = record([programme], shape(HOUSE.rate), HOUSE.high_pass, None, HOUSE.profile)
    target = Target(loudness=HOUSE.loudness, true_peak=HOUSE.true_peak)
    try:
        made = np.concatenate(list(master(take, target).blocks())).astype(np.float32) / np.float32(32768)
    finally:
        take.close()
    starts = np.cumsum([0, *(len(sound) + len(rest) for sound in sounds)])
    return [level(made[at : at + len(sound)], HOUSE.rate) for at, sound in zip(starts, sounds, strict=False)]


def row(candidate: Candidate, sentences: Sequence[str], hear: Recogniser | None) -> str:
    """One line of the table."""
    said = measured(candidate, sentences)
    seconds = np.array([clip.frames / clip.rate for clip in said.clips])
    counts = np.array([syllables(words) for words in sentences])
    rates = counts * 60 / seconds
    rate = counts.sum() * 60 / seconds.sum()
    given = np.array([level(floats(clip), clip.rate) for clip in said.clips])
    loud = np.array(aired(said.clips))
    each = [
        length for clip, words in zip(said.clips, sentences, strict=True) for length in pauses(clip, words)
    ]
    low, middle, high = np.percentile(each, [10, 50, 90]) if each else (0.0, 0.0, 0.0)
    before, after = np.median([ends(clip) for clip in said.clips], axis=0)
    misheard = "–"
    if hear is not None and candidate.vietnamese:
        found = error_rate([judge(w, hear(c)) for w, c in zip(sentences, said.clips, strict=True)])
        misheard = f"{found.rate:.0f} ({found.low:.0f}–{found.high:.0f})"
    cells = (
        candidate.title,
        f"{said.first:.2f}",
        f"{said.work / seconds.sum():.3f}",
        f"{said.memory:.0f}",
        f"{rate:.0f} ± {100 * rates.std() / rate:.0f} %",
        f"{given.mean():.1f} ± {given.std():.1f}",
        f"{loud.mean():.1f} ± {loud.std():.1f}",
        f"{middle:.2f} ({low:.2f}–{high:.2f})",
        f"{before:.0f}, {after:.0f}",
        misheard,
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    summary = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=summary)
    parser.add_argument("--every", type=int, default=1, help="take each Nth sentence only")
    parser.add_argument("--voices", type=Path, help="a station's folder of installed voices")
    parser.add_argument("--only", type=lambda text: text.split(","), help="titles of the table")
    asked = parser.parse_args()
    sentences = spoken("test")[:: asked.every]
    hear = recogniser()
    heads = (
        "voice",
        "first, s",
        "work",
        "MB",
        "syllables a minute",
        "given, LUFS",
        "aired, LUFS",
        "pauses, s",
        "ends, ms",
        "misheard, %",
    )
    load = os.getloadavg()[0]
    print(
        f"{len(sentences)} sentences, {os.cpu_count()} cores, load {load:.1f} at the beginning\n", flush=True
    )
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}", flush=True)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        for candidate in candidates(Path(name), stack, asked.voices):
            if asked.only is None or candidate.title in asked.only:
                print(row(candidate, sentences, hear), flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
