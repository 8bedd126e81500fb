"""Sentences become clips: from the store if they are stored, else by one engine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from broadcaster.core.clock import Clock
from broadcaster.core.errors import (
    EngineBusy,
    EngineChanged,
    EngineFailed,
    EngineHurried,
    EngineMissing,
    EngineRefused,
    SpeechError,
    StoreError,
)
from broadcaster.speech.engines.deadline import HurriedEngine
from broadcaster.speech.engines.registry import EMBEDDED
from broadcaster.speech.health import Health
from broadcaster.speech.model import Clip, Engine, EngineIdentity, prepare
from broadcaster.speech.store import Clips, ClipSpool, ClipStore, Load

Progress = Callable[[int, int], None]
"""Called after each distinct sentence: how many are done, how many there are."""

BUDGET, BUDGET_A_SENTENCE = 30.0, 3.0
"""Seconds that an engine of the network has for one message, and in addition for each of its sentences:
if it is only slow, the next engine must still be in time."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenClips:
    """The clips of some sentences, all by one engine and voice."""

    clips: Clips  # one for each sentence, in order
    identity: EngineIdentity
    made: int  # distinct sentences synthesised
    reused: int  # distinct sentences found in the store


class Speaker:
    """The engines of a station behind its clip store. Used from one thread at a time.

    Args:
        engines: in the station's order of preference.
        health: which engines rest, perhaps shared with other speakers; its own by default.
    """

    def __init__(
        self, engines: Sequence[Engine], store: ClipStore, clock: Clock, health: Health | None = None
    ) -> None:
        self._engines = tuple(engines)
        self._store = store
        self._clock = clock
        self._health = health or Health(clock)
        self._logged: set[str] = set()

    def order(
        self,
        *,
        offline_only: bool = False,
        only: str | None = None,
        urgent: bool = False,
        without: Collection[str] = (),
    ) -> tuple[Engine, ...]:
        """The engines to try now, best first.

        An engine of the network that failed is left out while it rests (30 s, 1 min, from the
        third failed try on 5 min, or as long as its server asks); an offline one goes to the end.
        The embedded one stays where the station put it and is never left out.

        Args:
            offline_only: leave out engines that need the network, as for an emergency.
            only: this engine alone, resting or not, because a person asks for it.
            urgent: somebody waits: every engine but the embedded one has a short time budget.
            without: engines that may not be asked.

        Raises:
            EngineMissing: `only` is not among the engines, or it needs the network that
                `offline_only` forbids.
        """
        if only is not None:
            return (self._only(only, offline_only),)
        allowed = self.liked(offline_only=offline_only, urgent=urgent, without=without)
        ready = [e for e in allowed if e.name == EMBEDDED or self._health.ready(e.name)]
        return (*ready, *(e for e in allowed if e.offline and e not in ready))

    def liked(
        self, *, offline_only: bool = False, urgent: bool = False, without: Collection[str] = ()
    ) -> tuple[Engine, ...]:
        """All engines in the station's order, whether they rest or not; arguments as for `order`."""
        allowed = [e for e in self._engines if e.name not in without and (e.offline or not offline_only)]
        # An engine of the network has a budget of its own, see `speak`.
        return tuple(
            HurriedEngine(e, self._clock) if urgent and e.offline and e.name != EMBEDDED else e
            for e in allowed
        )

    def identity(self, engine: Engine, voices: Mapping[str, str], rate: int) -> EngineIdentity:
        """What clips of this engine would be made by; arguments and errors as for `speak`."""
        try:
            return engine.identity(voices.get(engine.name), rate)
        except (EngineFailed, EngineBusy) as error:
            self._rest(engine, error)
            raise

    def speak(
        self,
        engine: Engine,
        sentences: Sequence[str],
        voices: Mapping[str, str],
        rate: int,
        progress: Progress | None = None,
    ) -> SpokenClips:
        """Say sentences with one engine, each distinct one made at most once.

        Args:
            engine: one of `order`.
            sentences: spoken words, one clip each.
            voices: engine → its own voice, as a voice of station.yaml says.
            rate: syllables a minute.
            progress: called after each distinct sentence.

        Raises:
            SpeechError: a sentence that no engine could say, or the engine is missing, failed or
                busy; what it had made is in the store, and the engine rests.
            EngineChanged: another voice was installed in between; the engine does not rest.
        """
        wanted = [prepare(sentence) for sentence in sentences]
        identity = self.identity(engine, voices, rate)
        distinct = dict.fromkeys(wanted)
        spool = ClipSpool(self._store.folder)
        clips: dict[str, Load] = {}
        made = 0
        end = self._clock.monotonic() + BUDGET + BUDGET_A_SENTENCE * len(distinct)
        for words in distinct:
            clip = self._store.get(identity, words)
            if clip is None:
                clip = self._make(engine, words, voices, rate, end)
                # If another voice was installed meanwhile, it is not certain which one made the clip.
                if self.identity(engine, voices, rate) != identity:
                    raise EngineChanged("speech.voice_changed", engine=engine.name)
                self._keep(identity, words, clip)
                made += 1
            clips[words] = spool.add(clip)
            if progress is not None:
                progress(len(clips), len(distinct))
        return SpokenClips(
            clips=Clips(clips[words] for words in wanted),
            identity=identity,
            made=made,
            reused=len(distinct) - made,
        )

    def close(self) -> None:
        """Close the engines."""
        for engine in self._engines:
            engine.close()

    def _only(self, name: str, offline_only: bool) -> Engine:
        for engine in self._engines:
            if engine.name == name:
                if offline_only and not engine.offline:
                    raise EngineMissing("speech.needs_network", engine=name)
                return engine
        known = ", ".join(engine.name for engine in self._engines)
        raise EngineMissing("speech.unknown_engine", engine=name, known=known)

    def _make(self, engine: Engine, words: str, voices: Mapping[str, str], rate: int, end: float) -> Clip:
        try:
            if not engine.offline and self._clock.monotonic() >= end:
                raise EngineFailed("speech.too_slow", engine=engine.name)
            clip = _synthesized(engine, words, voices.get(engine.name), rate)
        except (EngineFailed, EngineBusy) as error:
            self._rest(engine, error)
            raise
        self._health.worked(engine.name)
        return clip

    def _rest(self, engine: Engine, error: SpeechError) -> None:
        if isinstance(error, EngineHurried | EngineRefused):
            return  # without a time limit, or with other words, it works as before
        seconds = self._health.failed(engine.name, error)
        _log.warning("speech engine %s rests for %.0f s: %s", engine.name, seconds, error)

    def _keep(self, identity: EngineIdentity, words: str, clip: Clip) -> None:
        try:
            self._store.put(identity, words, clip)
        except StoreError as error:
            self._log_once(error.code, f"clips cannot be kept and will be made again each time: {error}")

    def _log_once(self, about: str, what: str) -> None:
        if about not in self._logged:
            self._logged.add(about)
            _log.warning("%s", what)


def _synthesized(engine: Engine, words: str, voice: str | None, rate: int) -> Clip:
    """The clip that the engine makes; any error of its libraries becomes `EngineFailed`."""
    try:
        clip = engine.synthesize(words, voice, rate)
    except SpeechError:
        raise
    except Exception as error:
        _log.exception("speech engine %s", engine.name)
        reason = f"{type(error).__name__}: {error}"
        raise EngineFailed("speech.fault", engine=engine.name, reason=reason) from error
    if not clip.frames:
        raise EngineFailed("speech.no_sound", engine=engine.name)
    return clip
