"""Syllable error rate of each voice, close by and outdoors, as a table.

    python -m benchmarks.intelligibility [--set test] [--every N] [--voices A,B] [--scenes close,yard,lane]
                                         [--times N]

The listener is the offline recogniser of the package `viet-asr` (the extra `bench`).
It compares voices; its absolute rate says little about people. Intervals hold 95 % of draws of
sentences. `close` is the clip in a quiet room; in the other scenes it is mastered as for the air.
Each sentence is heard `--times` times, with other noise each time; recordings of people outdoors
eight times if nothing is said, as they are few. A second table tells, sentence by sentence, how much
more of each later voice or profile is lost than of the first: its intervals are far narrower.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from benchmarks.intelligibility import outdoors
from benchmarks.intelligibility.score import Rate, Sentence, difference, error_rate, judge
from benchmarks.intelligibility.voices import Utterance, Voice, spoken, voices
from broadcaster.core.installation import adding
from broadcaster.speech.model import Clip, syllables
from broadcaster.station.model.sound import Profile, Sound
from broadcaster.studio.comparison.recognition import RATE, SpeechRecogniser
from broadcaster.studio.mastering.master import master
from broadcaster.studio.mastering.profiles import Target
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mixing.sounds import at_rate

CLOSE = "close"
FEW = 10  # recordings or less are heard several times
TIMES = 8
HOUSE = Sound()


def heard_by(
    recogniser: SpeechRecogniser, said: list[Utterance], scene: str, profile: Profile, times: int | None
) -> Iterator[Sentence]:
    if times is None:
        times = TIMES if len(said) <= FEW and scene != CLOSE else 1
    for turn in range(times):
        for number, one in enumerate(said):
            seed = turn * 1000 + number
            yield judge(one.words, recogniser.hear(arrived(one.clip, scene, profile, seed), seed))


def arrived(clip: Clip, scene: str, profile: Profile, seed: int) -> NDArray[np.float64]:
    """What reaches the listener's ear of one clip, at the recogniser's rate."""
    if scene == CLOSE:
        return at_16k(floats(clip), clip.rate)
    place = next(s for s in outdoors.SCENES if s.name == scene)
    return outdoors.heard(at_16k(mastered(clip, profile), HOUSE.rate), place, seed)


def mastered(clip: Clip, profile: Profile) -> NDArray[np.float64]:
    """The clip as it goes on the air."""
    target = Target(loudness=HOUSE.loudness, true_peak=HOUSE.true_peak)
    sound = floats(at_rate(clip, HOUSE.rate)).astype(np.float32)
    take = record([sound], shape(HOUSE.rate), HOUSE.high_pass, None, profile)
    try:
        return np.concatenate(list(master(take, target).blocks())).astype(np.float64) / 32768
    finally:
        take.close()


def floats(clip: Clip) -> NDArray[np.float64]:
    return np.frombuffer(clip.samples, "<i2").astype(np.float64) / 32768


def at_16k(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(sound, RATE // common, rate // common))


def rate_of(said: Iterable[Utterance]) -> float:
    said = list(said)
    minutes = sum(one.clip.frames / one.clip.rate for one in said) / 60
    return sum(syllables(one.words) for one in said) / minutes


def row(
    recogniser: SpeechRecogniser, name: str, voice: Voice, asked: argparse.Namespace
) -> dict[str, list[Sentence]]:
    """Print the row of a voice; the recognised sentences by column."""
    said = list(voice.say(spoken(asked.set)[:: asked.every]))
    print(f"| {name} | {rate_of(said):.0f}", end="", flush=True)
    kept: dict[str, list[Sentence]] = {}
    for column, scene, profile in columns(asked):
        kept[column] = list(heard_by(recogniser, said, scene, profile, asked.times))
        print(f" | {described(error_rate(kept[column]))}", end="", flush=True)
    print(" |", flush=True)
    return kept


def columns(asked: argparse.Namespace) -> Iterator[tuple[str, str, Profile]]:
    """Name, scene and profile of each column."""
    for scene in asked.scenes:
        several = len(asked.profiles) > 1 and scene != CLOSE
        for profile in asked.profiles if several else asked.profiles[:1]:
            yield (f"{scene}, {profile}" if several else scene), scene, profile


def described(rate: Rate) -> str:
    return f"{rate.rate:.1f} ({rate.low:.1f}–{rate.high:.1f})"


def head(titles: Iterable[str]) -> None:
    titles = list(titles)
    print("| " + " | ".join(titles) + " |\n|" + "---|" * len(titles), flush=True)


def paired(heard: Mapping[str, Mapping[str, list[Sentence]]]) -> Iterator[tuple[str, str, str, Rate]]:
    """How much more each column of each voice loses than the first voice's, and than its own first profile.

    Only what was heard of the same sentences can be compared: recordings say their own.
    """
    voices = list(heard)
    for name in voices[1:]:
        for column, sentences in heard[name].items():
            if alike(heard[voices[0]][column], sentences):
                yield f"{name} − {voices[0]}", column, column, difference(heard[voices[0]][column], sentences)
    for name in voices:
        firsts: dict[str, str] = {}
        for column, sentences in heard[name].items():
            first = firsts.setdefault(column.partition(",")[0], column)
            if first != column:
                yield name, column, first, difference(heard[name][first], sentences)


def alike(first: list[Sentence], second: list[Sentence]) -> bool:
    return [s.said for s in first] == [s.said for s in second]


def listed(text: str) -> list[str]:
    return text.split(",")


def asked_for() -> argparse.Namespace:
    summary = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=summary)
    parser.add_argument("--set", choices=("test", "dev"), default="test")
    parser.add_argument("--every", type=int, default=1, help="take each Nth sentence only")
    parser.add_argument("--voices", type=listed, help="names from the table; all by default")
    parser.add_argument("--scenes", type=listed, default=[CLOSE, *(s.name for s in outdoors.SCENES)])
    parser.add_argument("--profiles", type=listed, default=[HOUSE.profile])
    parser.add_argument("--times", type=int, help="hearings of each sentence, each with other noise")
    parser.add_argument("--keep", type=Path, help="write what was said and heard to this file")
    asked = parser.parse_args()
    asked.profiles = [Profile(name) for name in asked.profiles]
    return asked


def main() -> None:
    asked = asked_for()
    try:
        recogniser = SpeechRecogniser()
    except ImportError:
        sys.exit(f"the recogniser is missing: {adding('bench')}")
    head(["voice", "syllables a minute", *(name for name, *_ in columns(asked))])
    heard = {
        name: row(recogniser, name, voice, asked)
        for name, voice in voices().items()
        if asked.voices is None or name in asked.voices
    }
    differences = list(paired(heard))
    if differences:
        print()
        head(["paired", "heard", "against", "points more lost"])
    for name, column, against, more in differences:
        print(f"| {name} | {column} | {against} | {described(more)} |")
    if asked.keep is not None:
        kept = [s for by_column in heard.values() for sentences in by_column.values() for s in sentences]
        asked.keep.write_text("".join(f"{s.said}\t{s.heard}\t{s.errors}\n" for s in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
