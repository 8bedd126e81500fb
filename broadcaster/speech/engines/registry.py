"""The engines by name. `station/registries/engines.py` is the registry.

An engine's module is imported when the engine is first used, so its libraries take no time before and
may be missing. An engine whose extra is not installed raises an error that names the extra.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from broadcaster.core.errors import EngineMissing
from broadcaster.speech.engines.neural import NeuralEngine
from broadcaster.speech.model import Clip, Engine, EngineIdentity
from broadcaster.speech.sent import SentCharacters
from broadcaster.speech.voices.shelf import InstalledVoice
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.engines import ENGINES, EngineEntry

EMBEDDED = "espeak"
"""The engine that is always installed; it is the last in every order."""


KNOWN = tuple(ENGINES)
"""Names that station.yaml may give."""


_SERVICE = EngineEntry(module="network.described", maker="ServiceEngine", offline=False)
"""What makes an engine of a described service."""


class LazyEngine:
    """An engine known by name, imported and made when first used."""

    def __init__(self, name: str, entry: EngineEntry, *given: object) -> None:
        self.name = name
        self.offline = entry.offline
        self._entry = entry
        self._given = given
        self._engine: Engine | None = None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by. Raises EngineMissing: engine or voice is not installed."""
        return self._made().identity(voice, rate)

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words`; errors as in `Engine`."""
        return self._made().synthesize(words, voice, rate)

    def close(self) -> None:
        """Close the engine, if it was ever made."""
        if self._engine is not None:
            self._engine.close()

    def _made(self) -> Engine:
        if self._engine is None:
            entry = self._entry
            try:
                module = importlib.import_module(f"broadcaster.speech.{entry.module}")
            except ImportError as error:
                if entry.extra is not None:
                    raise EngineMissing(
                        "speech.extra_missing", engine=self.name, extra=entry.extra
                    ) from error
                raise EngineMissing("speech.part_missing", engine=self.name, reason=str(error)) from error
            maker = getattr(module, entry.maker)
            self._engine = maker(*self._given)
        return self._engine


class BuiltInVoice:
    """An engine in its own default voice, whatever voice it is asked for.

    Args:
        engine: what speaks; its owner closes it.
    """

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.offline = engine.offline
        self._engine = engine

    def identity(self, _voice: str | None, rate: int) -> EngineIdentity:
        """As the engine's own, of its default voice."""
        return self._engine.identity(None, rate)

    def synthesize(self, words: str, _voice: str | None, rate: int) -> Clip:
        """As the engine's own, in its default voice."""
        return self._engine.synthesize(words, None, rate)

    def close(self) -> None:
        """Does nothing: the owner of the engine closes it."""


def open_neural(voice: InstalledVoice) -> NeuralEngine:
    """The engine that speaks with an installed voice; its library may be missing."""
    entry = ENGINES[voice.engine]
    maker = getattr(importlib.import_module(f"broadcaster.speech.{entry.module}"), entry.maker)
    made: NeuralEngine = maker(voice.folder.parent)
    return made


def open_engines(
    names: Sequence[str],
    settings: Settings | None = None,
    *,
    voices: Path | None = None,
    sent: SentCharacters | None = None,
    spare: Path | None = None,
) -> tuple[Engine, ...]:
    """The engines of these names in this order, the embedded one last if it is not among them.

    Args:
        names: of `KNOWN`, or of services that the station describes.
        settings: the station's; None where no service is asked.
        voices: the folder of the installed voices; None for `voices/` of the current folder.
        spare: a folder of ours for the embedded one, which must speak though the computer's are full.

    Raises:
        EngineMissing: a name is unknown. An engine that is not installed raises it only when used.
    """

    def made(name: str) -> LazyEngine:
        if (entry := ENGINES.get(name)) is not None:
            given = [voices] if entry.voices else [spare] if name == EMBEDDED else []
            return LazyEngine(name, entry, *given)
        service = settings.service(name) if settings else None
        if service is None or settings is None:
            raise EngineMissing("speech.unknown_engine", engine=name, known=", ".join(KNOWN))
        return LazyEngine(name, _SERVICE, service, settings.speech.online, sent)

    return tuple(made(name) for name in dict.fromkeys([*names, EMBEDDED]))
