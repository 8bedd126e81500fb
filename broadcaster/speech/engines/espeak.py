"""eSpeak NG: the built-in voice, offline; where it is on this machine.

Voice, tones and phonemes were chosen with an offline recogniser: docs/voice.md.
Measured on two cores, sentences of 16 syllables: 35–45 ms for the first with the
start of its process, then 9–13 ms each; the child holds 15 MB. See `broadcaster.speech.engines.espeak.child`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import struct
import threading
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.speech.engines import bare
from broadcaster.speech.engines import phonemes as espeak_phonemes
from broadcaster.speech.engines.pipe import Child, spoken
from broadcaster.speech.model import Clip, EngineIdentity, prepare
from broadcaster.speech.samples import trim

_DATA = "espeak-ng-data"
_SOUND = ("phondata", "phonindex", "phontab", "intonations", "vi_dict")
_VIETNAMESE = "lang/aav"
_VARIANTS = "voices/!v"
_VERSION = re.compile(rb"\x00(1\.\d{2}(?:\.\d+)?)\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakHome:
    """The library and the folder of its data."""

    library: Path
    data: Path

    @property
    def voices(self) -> frozenset[str]:
        """The Vietnamese accents it has: `vi`, `vi-vn-x-central`, `vi-vn-x-south`."""
        return frozenset(path.name.lower() for path in (self.data / _VIETNAMESE).glob("vi*"))

    @property
    def variants(self) -> frozenset[str]:
        """The timbres that can be combined with an accent, such as `f3`."""
        return frozenset(path.name for path in (self.data / _VARIANTS).iterdir())

    def version(self, variant: str) -> str:
        """Release and hash of everything that shapes the sound: library, data, accents, variant."""
        return _version(self, variant)


def find(system: Path = Path("/usr/lib")) -> EspeakHome | None:
    """The espeakng-loader package's eSpeak, else Debian's `libespeak-ng1` under `system`, else None."""
    places: list[tuple[Path, Path]] = []
    package = importlib.util.find_spec("espeakng_loader")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent
        places.append((folder / "libespeak-ng.so", folder / _DATA))
    places += [(path, path.parent / _DATA) for path in sorted(system.glob("*/libespeak-ng.so.1"))]
    for library, data in places:
        if library.is_file() and (data / "vi_dict").is_file():
            return EspeakHome(library=library, data=data)
    return None


@cache
def _version(home: EspeakHome, variant: str) -> str:
    library = home.library.read_bytes()
    digest = hashlib.sha256(library)
    files = [home.data / name for name in _SOUND]
    files += sorted((home.data / _VIETNAMESE).glob("vi*"))
    files.append(home.data / _VARIANTS / variant)
    for path in files:
        digest.update(path.read_bytes())
    release = _VERSION.search(library)
    return f"{release[1].decode() if release else 'unknown'}-{digest.hexdigest()[:16]}"


CHILD = "broadcaster.speech.engines.espeak_child"
"""The module whose `main` runs in the child process."""

_VOICE = "vi"
_VARIANT = "f2"
_SHAPE = {"pitch": 55, "range": 90, "volume": 60}
"""0 … 100 each. At volume 80 eSpeak's own gain control works on most sentences (peaks at full
scale); at 60 the loudest of 120 sentences of announcements peaks at −0.4 dBFS, untouched."""

_PACE = (
    (80, 116.0), (100, 138.0), (120, 165.0), (140, 194.0), (160, 220.0), (200, 273.0), (250, 340.0),
    (300, 419.0),
)  # fmt: skip
"""eSpeak's words a minute against Vietnamese syllables a minute, pauses at commas included.

Measured over the 60 sentences of `benchmarks/intelligibility/dev.txt`, whole trimmed clips. 185
syllables a minute are 134 words. 80 is the slowest that eSpeak can.
"""

PATIENCE = 1.5
"""Seconds after which a sentence counts as hung; on a busy machine it takes 0.2 at most."""

_ATTEMPTS = (1, 4)  # times the patience; longer the second time, because the machine may only be slow
_FORK = 0.8  # of the patience: the child's own limit comes first, because it can tell a hang from a crash


class EspeakEngine:
    """eSpeak NG in a child process. Thread-safe: one sentence at a time.

    Args:
        spare: a folder of ours, in which the child begins where the computer's own ones are full.
        timeout: seconds for one sentence; then the child is killed and the sentence is tried once
            more in a new child, with four times the time.
        home: the eSpeak to use; None looks for one.
    """

    name = "espeak"
    offline = True

    def __init__(
        self, spare: Path | None = None, *, timeout: float = PATIENCE, home: EspeakHome | None = None
    ) -> None:
        self._spare = "" if spare is None else str(spare.absolute())
        self._timeout = timeout
        self._home = home
        self._child: Child | None = None
        self._tuned = True  # whether the child speaks with our sounds
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while none runs."""
        return self._child.pid if self._child else None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by.

        Args:
            voice: an accent, or accent and variant such as `vi-vn-x-south+f2`; None for `vi+f2`.
            rate: syllables a minute; eSpeak speaks 120 … 420 and takes the nearest.

        Raises:
            EngineMissing: eSpeak is not installed, or it has no such Vietnamese voice.
        """
        home = self._found()
        full = self._voice(home, voice)
        settings: dict[str, object] = {"wpm": words_a_minute(rate), **_SHAPE}
        if _northern(full):
            settings["phonemes"] = espeak_phonemes.VERSION
        return EngineIdentity(
            engine=self.name,
            version=home.version(full.partition("+")[2]),
            voice=full,
            rate=rate,
            settings=tuple((name, str(value)) for name, value in sorted(settings.items())),
        )

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words`: 22 050 Hz, trimmed.

        Raises:
            SpeechError: nothing to say, or too much at once.
            EngineMissing: as for `identity`.
            EngineFailed: it crashed or hung twice, or gave no sound.
        """
        home = self._found()
        full, clean = self._voice(home, voice), prepare(words)
        northern = _northern(full)
        question = {
            "words": espeak_phonemes.with_phonemes(clean) if northern else clean,
            "phonemes": northern,
            "voice": full,
            "wpm": words_a_minute(rate),
            **_SHAPE,
        }
        with self._lock:
            answer = self._ask(home, question)
        sample_rate, samples = struct.unpack_from(">I", answer)[0], answer[4:]
        samples = trim(samples, sample_rate)
        if not samples:
            raise EngineFailed("speech.no_sound", engine=self.name)
        return Clip(samples=samples, rate=sample_rate)

    def close(self) -> None:
        """End the child process; the next sentence starts another."""
        with self._lock:
            if self._child is not None:
                self._child.close()

    def _ask(self, home: EspeakHome, question: Mapping[str, object]) -> bytes:
        child = self._child_for(home, tuned=bool(question["phonemes"]))

        def ask(patience: float) -> bytes:
            return child.ask(json.dumps({**question, "seconds": patience * _FORK}).encode(), within=patience)

        tries = (partial(ask, times * self._timeout) for times in _ATTEMPTS)
        return spoken(self.name, tries, child.close)

    def _child_for(self, home: EspeakHome, *, tuned: bool) -> Child:
        if self._child is None or self._tuned is not tuned:
            if self._child is not None:
                self._child.close()
            self._child, self._tuned = self._new_child(home, tuned=tuned), tuned
        return self._child

    def _new_child(self, home: EspeakHome, *, tuned: bool) -> Child:
        arguments = (str(home.library), str(home.data), "tuned" if tuned else "own", self._spare)
        return Child(bare.command(CHILD, *arguments), self._timeout)

    def _found(self) -> EspeakHome:
        self._home = self._home or find()
        if self._home is None:
            raise EngineMissing("speech.no_espeak", engine=self.name)
        return self._home

    def _voice(self, home: EspeakHome, voice: str | None) -> str:
        accent, _, variant = (voice or _VOICE).partition("+")
        variant = variant or _VARIANT
        # eSpeak accepts any variant and then speaks without it.
        if accent.lower() not in home.voices or variant not in home.variants:
            known = ", ".join(sorted(home.voices))
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=known)
        return f"{accent.lower()}+{variant}"


def _northern(voice: str) -> bool:
    """True for the accent that gets our phonemes; eSpeak's own rules read the other two."""
    return voice.partition("+")[0] == _VOICE


def words_a_minute(rate: int) -> int:
    """eSpeak's rate for so many syllables a minute, by the measured table; 80 … 300."""
    paces = [pace for _, pace in _PACE]
    at = min(max(1, bisect_left(paces, rate)), len(_PACE) - 1)
    (low, low_pace), (high, high_pace) = _PACE[at - 1], _PACE[at]
    wpm = low + (rate - low_pace) * (high - low) / (high_pace - low_pace)
    return round(min(max(wpm, _PACE[0][0]), _PACE[-1][0]))
