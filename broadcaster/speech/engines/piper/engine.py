"""Piper: a neural voice that needs no network. Its model is installed separately, see `voices`.

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
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from broadcaster.errors import EngineFailed, EngineMissing, StoreError
from broadcaster.speech.clips.edges import trim
from broadcaster.speech.engines.piper import pace
from broadcaster.speech.engines.piper.pace import Pace
from broadcaster.speech.engines.process.pipe import Child, spoken
from broadcaster.speech.model import Clip, EngineIdentity
from broadcaster.speech.voices.catalogue import offers
from broadcaster.speech.voices.shelf import FOLDER, Installed, Shelf
from broadcaster.speech.words import prepare, syllables

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
            measured = pace.measure(lambda words, at: self._say(found, speaker, words, at), progress)
        except ValueError as error:
            raise EngineFailed("speech.no_sound", engine=self.name) from error
        self._paces[made_by, speaker] = measured
        try:
            pace.save(_pace_file(found, speaker), measured, made_by)
        except StoreError as error:
            _log.warning("the pace of %s cannot be kept and will be measured again: %s", found.name, error)
        return measured

    def close(self) -> None:
        """End the child process; the next sentence starts another."""
        with self._lock:
            if self._child is not None:
                self._child.close()
            self._child = self._loaded = None

    def _say(self, voice: Installed, speaker: int | None, words: str, stretch: float) -> Clip:
        limit = self._patience * (_BASE + _A_SYLLABLE * syllables(words))
        question = {"words": words, "length_scale": stretch, "speaker": speaker, "seconds": limit, **_NOISE}
        with self._lock:
            answer = self._ask(voice, json.dumps(question).encode(), limit + _GRACE)
        sample_rate, samples = struct.unpack_from(">I", answer)[0], answer[4:]
        samples = trim(samples, sample_rate)
        if not samples:
            raise EngineFailed("speech.no_sound", engine=self.name)
        return Clip(samples=samples, rate=sample_rate)

    def _ask(self, voice: Installed, question: bytes, limit: float) -> bytes:
        tries = [lambda: self._ready(voice).ask(question, within=limit)] * _ATTEMPTS
        return spoken(self.name, tries, self.close)

    def _ready(self, voice: Installed) -> Child:
        """The child with this voice in it."""
        wanted = self._digest(voice)
        if self._child is not None and self._child.pid is not None and self._loaded == wanted:
            return self._child
        self.close()
        command = [sys.executable, "-P", "-m", "broadcaster.speech.engines.piper.child"]
        child = Child([*command, str(voice.model.absolute()), str(voice.config.absolute())], _LOADING)
        if (answer := child.ask(b'{"load": true}', computes=True)) != b"R":
            child.close()
            reason = answer.partition(b"\n")[2].decode(errors="replace")
            _log.warning("the voice %s cannot be loaded: %s", voice.model.name, reason)
            raise EngineFailed("speech.not_loaded", engine=self.name)
        self._child, self._loaded = child, wanted
        return child

    def _voice(self, voice: str | None) -> tuple[Installed, int | None]:
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

    def _pace(self, voice: Installed, speaker: int | None, made_by: str) -> Pace:
        known = self._paces.get((made_by, speaker)) or pace.load(_pace_file(voice, speaker), made_by)
        if known is None:
            name = _full(voice, speaker)
            _log.info("measuring how fast %s speaks", name)
            known = self.measure(name)
        self._paces[made_by, speaker] = known
        return known

    def _digest(self, voice: Installed) -> str:
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


def _full(voice: Installed, speaker: int | None) -> str:
    return voice.name if speaker is None else f"{voice.name}+{speaker}"


def _pace_file(voice: Installed, speaker: int | None) -> Path:
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
