"""What the neural engines share: voices that need no network, each loaded once in a child process.

See `broadcaster.speech.engines.voice_process`; an engine adds its child and what the child is asked.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from broadcaster.core.errors import EngineFailed, EngineMissing, StoreError
from broadcaster.speech.engines.pipe import Child, spoken
from broadcaster.speech.model import Clip, EngineIdentity, prepare, syllables
from broadcaster.speech.pauses import evened
from broadcaster.speech.samples import trim
from broadcaster.speech.voices.catalogue import offers
from broadcaster.speech.voices.pace import Pace, load, measure, place, save
from broadcaster.speech.voices.shelf import FOLDER, InstalledVoice, Shelf

_HANDLING = "2"  # part of the identity; raise it when words or sound are treated in another way

_BASE, _A_SYLLABLE = 5.0, 1.0  # seconds for one sentence; over 20 times what an idle core needs
_GRACE = 1.0  # seconds by which the child's own limit comes first, because it can tell a hang from a crash
_ATTEMPTS = 2
_HEAD = struct.Struct(">fI")  # seconds of processor time, sample rate

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceReader:
    """Who reads with an installed voice."""

    voice: InstalledVoice
    name: str = ""  # after the voice's name and a plus; "" for the voice's own

    @property
    def full(self) -> str:
        """The name of both, as station.yaml has it."""
        return f"{self.voice.name}+{self.name}" if self.name else self.voice.name


class NeuralEngine(ABC):
    """An engine whose voices are installed apart. Thread-safe: one sentence at a time.

    Args:
        patience: factor on the time a sentence may take.
    """

    name: str
    offline = True

    _child_module: str  # run with the voice's files, see `voice_process`
    _packages: tuple[str, ...]  # they shape the sound, so their versions are part of the identity
    _loading: float  # seconds

    def __init__(self, folder: Path | None = None, *, patience: float = 1.0) -> None:
        self._shelf = Shelf(folder or Path(FOLDER))
        self._patience = patience
        self._child: Child | None = None
        self._loaded: str | None = None  # digest of the voice in the child
        self._lock = threading.RLock()
        self._digests: dict[Path, tuple[tuple[int, ...], str]] = {}
        self._paces: dict[tuple[str, str], Pace] = {}  # by voice's digest and reader

    @abstractmethod
    def _readers(self, voice: InstalledVoice) -> Collection[str]:
        """Who can read with a voice besides its own reader."""

    @abstractmethod
    def _settings(self, reader: VoiceReader, stretch: float) -> dict[str, object]:
        """What the child is asked besides the words, `length_scale` among it: part of the identity."""

    def _heard(self, samples: bytes, _rate: int, _reader: VoiceReader, _stretch: float) -> bytes:
        """The child's samples as they are heard."""
        return samples

    @property
    def pid(self) -> int | None:
        """The child's process id; None while none runs."""
        return self._child.pid if self._child else None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; a new voice is measured first, which takes seconds.

        Args:
            voice: the name of an installed voice, `NAME+READER` for one of its readers; None for the
                best that is installed.
            rate: syllables a minute.

        Raises:
            EngineMissing: the engine is not installed, or no such voice is.
            EngineFailed: the voice cannot be loaded.
        """
        release = self._release()
        reader = self._reader(voice)
        made_by = self._digest(reader.voice)
        stretch = self._pace(reader, made_by).stretch(rate)
        settings = {"handling": _HANDLING, **self._settings(reader, stretch)}
        return EngineIdentity(
            engine=self.name,
            version=f"{release}-{made_by[:16]}",
            voice=reader.full,
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
        self._release()
        reader = self._reader(voice)
        stretch = self._pace(reader, self._digest(reader.voice)).stretch(rate)
        return self._say(reader, clean, stretch)[0]

    def measure(self, voice: str, progress: Callable[[int, int], None] | None = None) -> Pace:
        """Measure how fast an installed voice speaks and works, and keep it beside the voice.

        Args:
            voice: its name, `NAME+READER` for one of its readers: each has a pace of their own.
            progress: called after each sentence: how many are done, how many there are.

        Raises:
            EngineMissing: as for `identity`.
            EngineFailed: the voice cannot be loaded or gives no proper speech.
        """
        self._release()
        reader = self._reader(voice)
        made_by = self._digest(reader.voice)
        try:
            measured = measure(lambda words, at: self._say(reader, words, at), progress)
        except ValueError as error:
            raise EngineFailed("speech.no_sound", engine=self.name) from error
        self._paces[made_by, reader.name] = measured
        try:
            save(place(reader.voice, reader.name), measured, made_by)
        except StoreError as error:
            _log.warning("the pace of %s cannot be kept and will be measured again: %s", reader.full, error)
        return measured

    def close(self) -> None:
        """End the child process; the next sentence starts another."""
        with self._lock:
            if self._child is not None:
                self._child.close()
            self._child = self._loaded = None

    def _say(self, reader: VoiceReader, words: str, stretch: float) -> tuple[Clip, float]:
        """The clip, and the seconds of processor time that it took."""
        limit = self._patience * (_BASE + _A_SYLLABLE * syllables(words))
        question = {"words": words, "seconds": limit, **self._settings(reader, stretch)}
        with self._lock:
            answer = self._ask(reader.voice, json.dumps(question).encode(), limit + _GRACE)
        work, sample_rate = _HEAD.unpack_from(answer)
        heard = self._heard(answer[_HEAD.size :], sample_rate, reader, stretch)
        samples = evened(trim(heard, sample_rate), sample_rate, words)
        if not samples:
            raise EngineFailed("speech.no_sound", engine=self.name)
        return Clip(samples=samples, rate=sample_rate), work

    def _ask(self, voice: InstalledVoice, question: bytes, limit: float) -> bytes:
        tries = [lambda: self._ready(voice).ask(question, within=limit)] * _ATTEMPTS
        return spoken(self.name, tries, self.close)

    def _ready(self, voice: InstalledVoice) -> Child:
        """The child with this voice in it."""
        wanted = self._digest(voice)
        if self._child is not None and self._child.pid is not None and self._loaded == wanted:
            return self._child
        self.close()
        command = [sys.executable, "-P", "-m", f"broadcaster.speech.engines.{self._child_module}"]
        child = Child([*command, *(str(path.absolute()) for path in voice.files)], self._loading)
        if (answer := child.ask(b'{"load": true}', computes=True)) != b"R":
            child.close()
            reason = answer.partition(b"\n")[2].decode(errors="replace")
            _log.warning("the voice %s cannot be loaded: %s", voice.name, reason)
            raise EngineFailed("speech.not_loaded", engine=self.name)
        self._child, self._loaded = child, wanted
        return child

    def _reader(self, voice: str | None) -> VoiceReader:
        name, plus, reader = (voice or self._best()).partition("+")
        found, offer = self._shelf.find(name), offers().get(name)
        if found is None and offer is not None and offer.engine == self.name:
            raise EngineMissing("speech.voice_not_installed", engine=self.name, voice=name)
        if found is None or found.engine != self.name or (plus and reader not in self._readers(found)):
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=self._known())
        return VoiceReader(voice=found, name=reader)

    def _best(self) -> str:
        there = self._shelf.of(self.name)
        if not there:
            offer = next((each.name for each in offers().values() if each.engine == self.name), "")
            raise EngineMissing("speech.no_installed_voice", engine=self.name, offer=offer)
        return there[0].name

    def _known(self) -> str:
        return ", ".join(each.name for each in self._shelf.of(self.name)) or "–"

    def _pace(self, reader: VoiceReader, made_by: str) -> Pace:
        known = self._paces.get((made_by, reader.name)) or load(place(reader.voice, reader.name), made_by)
        if known is None:
            _log.info("measuring how fast %s speaks", reader.full)
            known = self.measure(reader.full)
        self._paces[made_by, reader.name] = known
        return known

    def _digest(self, voice: InstalledVoice) -> str:
        """Hash of all its files; each is read again only when it has changed."""
        digest = hashlib.sha256()
        for path in voice.files:
            try:
                status = path.stat()
                stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                known, value = self._digests.get(path, ((), ""))
                if known != stamp:
                    with path.open("rb") as file:
                        value = hashlib.file_digest(file, "sha256").hexdigest()
                    self._digests[path] = (stamp, value)
            except OSError as error:
                raise EngineMissing(
                    "speech.no_voice", engine=self.name, voice=voice.name, known=self._known()
                ) from error
            digest.update(value.encode())
        return digest.hexdigest()

    def _release(self) -> str:
        """The versions of the packages that shape the sound.

        Raises:
            EngineMissing: the extra is not installed.
        """
        try:
            return "/".join(map(version, self._packages))
        except PackageNotFoundError as error:
            raise EngineMissing("speech.extra_missing", engine=self.name, extra=self.name) from error
