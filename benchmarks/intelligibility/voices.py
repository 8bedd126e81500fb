"""The voices of the comparison: eSpeak before and after tuning, other engines, people."""

from __future__ import annotations

import importlib.util
import json
import struct
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.reading.engine import read
from broadcaster.speech.engines import bare
from broadcaster.speech.engines.espeak import CHILD, find
from broadcaster.speech.engines.pipe import Child
from broadcaster.speech.engines.registry import open_engines
from broadcaster.speech.model import Clip
from broadcaster.speech.samples import trim

HERE = Path(__file__).parent
SPEECH_RATE = 185  # syllables a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence as it was spoken."""

    words: str
    clip: Clip


class Voice(Protocol):
    """Something that speaks sentences."""

    def say(self, sentences: Iterable[str]) -> Iterator[Utterance]:
        """Speak each sentence in turn; recordings have their own sentences."""


def spoken(name: str) -> tuple[str, ...]:
    """The sentences of `test.txt` or `dev.txt` as the reading engine says them.

    The two share no sentence: voices and profiles are tuned by `dev`, the tables show `test`.
    """
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(" ".join(s.spoken for s in read(line).sentences) for line in lines if line)


def voices() -> dict[str, Voice]:
    """The voices that this machine has, by name."""
    found: dict[str, Voice] = {"espeak before": Before(), "espeak": Spoken("espeak")}
    try:
        open_engines(["piper"])[0].identity(None, SPEECH_RATE)
    except (EngineMissing, EngineFailed):
        pass
    else:
        found["piper"] = Spoken("piper")
    if (folder := recordings()) is not None:
        found["people"] = Recorded(folder)
    return found


class Spoken:
    """An engine of the program with its default voice."""

    def __init__(self, engine: str) -> None:
        self._engine = open_engines([engine])[0]

    def say(self, sentences: Iterable[str]) -> Iterator[Utterance]:
        """Each sentence in turn."""
        for words in sentences:
            yield Utterance(words=words, clip=self._engine.synthesize(words, None, SPEECH_RATE))
        self._engine.close()


class Before:
    """eSpeak as it was before tuning: the reference, never to be changed."""

    def say(self, sentences: Iterable[str]) -> Iterator[Utterance]:
        """Each sentence in turn."""
        home = find()
        if home is None:
            raise EngineMissing("speech.no_espeak", engine="espeak")
        child = Child(bare.command(CHILD, str(home.library), str(home.data), "own"), 20)
        manner = {"voice": "vi+f3", "phonemes": False, "seconds": 10}
        shape = {"wpm": 130, "pitch": 55, "range": 90, "volume": 80}
        for words in sentences:
            answer = child.ask(json.dumps({"words": words, **manner, **shape}).encode())
            rate = struct.unpack_from(">I", answer, 1)[0]
            yield Utterance(words=words, clip=Clip(samples=trim(answer[5:], rate), rate=rate))
        child.close()


class Recorded:
    """Real voices: each recording with the words that are said in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, sentences: Iterable[str]) -> Iterator[Utterance]:
        """Every recording, whatever sentences are given."""
        for path in sorted(self._folder.glob("*.wav")):
            text = path.with_suffix(".txt").read_text(encoding="utf-8")
            with wave.open(str(path)) as file:
                clip = Clip(samples=file.readframes(file.getnframes()), rate=file.getframerate())
                assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
            yield Utterance(words=" ".join(s.spoken for s in read(text).sentences), clip=clip)


def recordings() -> Path | None:
    """The six recorded sentences that the package `vieneu` ships, if it is installed.

    Only its files are wanted: `pip install --no-deps vieneu` leaves its models out.
    """
    found = importlib.util.find_spec("vieneu")
    folder = Path(found.origin).parent / "assets" / "samples" if found and found.origin else None
    return folder if folder is not None and folder.is_dir() else None
