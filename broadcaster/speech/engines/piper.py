"""Piper: a neural voice that needs no network, and the pace of each voice.

A voice is loaded once in a child process, see `broadcaster.speech.engines.piper.child`. Measured with
a voice of medium quality: 0.6 s of processor time to load, 0.10 s for each second of sound.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import sys
import threading
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from broadcaster.core.errors import EngineFailed, EngineMissing, StoreError
from broadcaster.core.whole_files import write_bytes
from broadcaster.speech.engines.pipe import Child, spoken
from broadcaster.speech.model import Clip, EngineIdentity, prepare, syllables
from broadcaster.speech.samples import trim
from broadcaster.speech.voices.catalogue import offers
from broadcaster.speech.voices.shelf import FOLDER, InstalledVoice, Shelf

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


_NOISE = {"noise_scale": 0.667, "noise_w_scale": 0.8}  # Piper's own defaults
_HANDLING = "1"  # part of the identity; raise it when the child changes how it treats words or sound

_LOADING = 60.0  # seconds; a small PC with a slow disk needs about 10
_BASE, _A_SYLLABLE = 5.0, 1.0  # seconds for one sentence; over 20 times what an idle core needs
_GRACE = 1.0  # seconds by which the child's own limit comes first, because it can tell a hang from a crash
_ATTEMPTS = 2

_log = logging.getLogger(__name__)


class PiperEngine:
    """Piper in a child process. Thread-safe: one sentence at a time.

    Args:
        folder: where voices are installed.
        patience: factor on the time a sentence may take.
    """

    name = "piper"
    offline = True

    def __init__(self, folder: Path | None = None, *, patience: float = 1.0) -> None:
        self._shelf = Shelf(folder or Path(FOLDER))
        self._patience = patience
        self._child: Child | None = None
        self._loaded: str | None = None  # digest of the voice in the child
        self._lock = threading.RLock()
        self._digests: dict[Path, tuple[tuple[int, ...], str]] = {}
        self._paces: dict[tuple[str, int | None], Pace] = {}  # by voice's digest and speaker

    @property
    def pid(self) -> int | None:
        """The child's process id; None while none runs."""
        return self._child.pid if self._child else None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; a new voice is measured first, which takes seconds.

        Args:
            voice: the name of an installed voice, `NAME+3` for its speaker 3; None for the best
                that is installed.
            rate: syllables a minute.

        Raises:
            EngineMissing: Piper is not installed, or no such voice is.
            EngineFailed: the voice cannot be loaded.
        """
        release = _release()
        found, speaker = self._voice(voice)
        made_by = self._digest(found)
        stretch = self._pace(found, speaker, made_by).stretch(rate)
        settings = {"length_scale": stretch, "speaker": speaker, "handling": _HANDLING, **_NOISE}
        return EngineIdentity(
            engine=self.name,
            version=f"{release}-{made_by[:16]}",
            voice=_full(found, speaker),
            rate=rate,
            settings=tuple((name, str(value)) for name, value in sorted(settings.items())),
        )

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words` at the voice's own sample rate, trimmed.

        Raises:
            SpeechError: nothing to say, or too much at once.
            EngineMissing: as for `identity`.
            EngineFailed: it crashed or hung twice, or gave no sound.
        """
        clean = prepare(words)
        _release()
        found, speaker = self._voice(voice)
        stretch = self._pace(found, speaker, self._digest(found)).stretch(rate)
        return self._say(found, speaker, clean, stretch)

    def measure(self, voice: str, progress: Callable[[int, int], None] | None = None) -> Pace:
        """Measure how fast an installed voice speaks and keep it beside the voice.

        Args:
            voice: its name, `NAME+3` for its speaker 3: each speaker has a pace of its own.
            progress: called after each sentence: how many are done, how many there are.

        Raises:
            EngineMissing: as for `identity`.
            EngineFailed: the voice cannot be loaded or gives no proper speech.
        """
        _release()
        found, speaker = self._voice(voice)
        made_by = self._digest(found)
        try:
            measured = measure(lambda words, at: self._say(found, speaker, words, at), progress)
        except ValueError as error:
            raise EngineFailed("speech.no_sound", engine=self.name) from error
        self._paces[made_by, speaker] = measured
        try:
            save(_pace_file(found, speaker), measured, made_by)
        except StoreError as error:
            _log.warning("the pace of %s cannot be kept and will be measured again: %s", found.name, error)
        return measured

    def close(self) -> None:
        """End the child process; the next sentence starts another."""
        with self._lock:
            if self._child is not None:
                self._child.close()
            self._child = self._loaded = None

    def _say(self, voice: InstalledVoice, speaker: int | None, words: str, stretch: float) -> Clip:
        limit = self._patience * (_BASE + _A_SYLLABLE * syllables(words))
        question = {"words": words, "length_scale": stretch, "speaker": speaker, "seconds": limit, **_NOISE}
        with self._lock:
            answer = self._ask(voice, json.dumps(question).encode(), limit + _GRACE)
        sample_rate, samples = struct.unpack_from(">I", answer)[0], answer[4:]
        samples = trim(samples, sample_rate)
        if not samples:
            raise EngineFailed("speech.no_sound", engine=self.name)
        return Clip(samples=samples, rate=sample_rate)

    def _ask(self, voice: InstalledVoice, question: bytes, limit: float) -> bytes:
        tries = [lambda: self._ready(voice).ask(question, within=limit)] * _ATTEMPTS
        return spoken(self.name, tries, self.close)

    def _ready(self, voice: InstalledVoice) -> Child:
        """The child with this voice in it."""
        wanted = self._digest(voice)
        if self._child is not None and self._child.pid is not None and self._loaded == wanted:
            return self._child
        self.close()
        command = [sys.executable, "-P", "-m", "broadcaster.speech.engines.piper_child"]
        child = Child([*command, str(voice.model.absolute()), str(voice.config.absolute())], _LOADING)
        if (answer := child.ask(b'{"load": true}', computes=True)) != b"R":
            child.close()
            reason = answer.partition(b"\n")[2].decode(errors="replace")
            _log.warning("the voice %s cannot be loaded: %s", voice.model.name, reason)
            raise EngineFailed("speech.not_loaded", engine=self.name)
        self._child, self._loaded = child, wanted
        return child

    def _voice(self, voice: str | None) -> tuple[InstalledVoice, int | None]:
        name, plus, number = (voice or self._best()).partition("+")
        found = self._shelf.find(name)
        speaker = int(number) if number.isascii() and number.isdecimal() else None
        if found is None and name in offers():
            raise EngineMissing("speech.voice_not_installed", engine=self.name, voice=name)
        if found is None or (plus and (speaker is None or speaker >= found.facts.speakers)):
            known = ", ".join(v.name for v in self._shelf.voices()) or "–"
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=known)
        return found, speaker

    def _best(self) -> str:
        there = [voice.name for voice in self._shelf.voices()]
        if not there:
            raise EngineMissing("speech.no_piper_voice", engine=self.name, offer=next(iter(offers())))
        return next((name for name in offers() if name in there), there[0])

    def _pace(self, voice: InstalledVoice, speaker: int | None, made_by: str) -> Pace:
        known = self._paces.get((made_by, speaker)) or load(_pace_file(voice, speaker), made_by)
        if known is None:
            name = _full(voice, speaker)
            _log.info("measuring how fast %s speaks", name)
            known = self.measure(name)
        self._paces[made_by, speaker] = known
        return known

    def _digest(self, voice: InstalledVoice) -> str:
        """Hash of model and configuration; each file is read again only when it has changed."""
        digest = hashlib.sha256()
        for path in (voice.model, voice.config):
            try:
                status = path.stat()
                stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                known, value = self._digests.get(path, ((), ""))
                if known != stamp:
                    with path.open("rb") as file:
                        value = hashlib.file_digest(file, "sha256").hexdigest()
                    self._digests[path] = (stamp, value)
            except OSError as error:
                known_names = ", ".join(v.name for v in self._shelf.voices()) or "–"
                raise EngineMissing(
                    "speech.no_voice", engine=self.name, voice=voice.name, known=known_names
                ) from error
            digest.update(value.encode())
        return digest.hexdigest()


def _full(voice: InstalledVoice, speaker: int | None) -> str:
    return voice.name if speaker is None else f"{voice.name}+{speaker}"


def _pace_file(voice: InstalledVoice, speaker: int | None) -> Path:
    return voice.folder / ("pace.json" if speaker is None else f"pace-{speaker}.json")


def _release() -> str:
    """The versions of Piper and of onnxruntime, which computes for it.

    Raises:
        EngineMissing: the extra is not installed.
    """
    try:
        return f"{version('piper-tts')}/{version('onnxruntime')}"
    except PackageNotFoundError as error:
        raise EngineMissing("speech.extra_missing", engine="piper", extra="piper") from error
