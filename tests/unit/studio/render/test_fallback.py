"""No fault of an engine mixes voices, stores anything wrong, or keeps the next engine from speaking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import EngineMissing, SpeechError
from broadcaster.speech.engines.tone import ToneEngine, ToneFault
from broadcaster.speech.model import Clip, Engine
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.speech.voices.shelf import FOLDER
from broadcaster.station.model.message import Emphasis, Message, Priority, Say
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio
from tests.fakes import vieneu_models

SENTENCES = ("kính thưa bà con.", "phường thông báo việc cài đặt ứng dụng.", "xin cảm ơn bà con.")
TEXT = " ".join(SENTENCES).capitalize()
MESSAGE = Message(id="a", title="a", parts=(Say(text=TEXT),), repeat=1)
OTHER = "giọng khác"
VOICES = MappingProxyType({"default": MappingProxyType({"piper": OTHER})})  # sounds unlike the others
Prepare = Callable[..., Studio]


class Odd(ToneEngine):
    """Raises what no engine should, or gives an empty clip, at its second sentence."""

    def __init__(self, kind: str) -> None:
        super().__init__(name="piper")
        self._kind = kind

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        if len(self.said) == 1:
            if self._kind == "empty":
                return Clip(samples=b"", rate=24000)
            raise MemoryError if self._kind == "memory" else KeyError(words)
        return super().synthesize(words, voice, rate)


class Exchanged(ToneEngine):
    """Its voice is another one after so many sentences, as often as told."""

    def __init__(self, *, after: int, times: int = 1) -> None:
        super().__init__(name="piper")
        self._after, self._times = after, times

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        clip = super().synthesize(words, voice, rate)
        if len(self.said) % self._after == 0 and self._times:
            self._times -= 1
            self._version += "x"
        return clip


@pytest.fixture
def clips(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips", 1 << 30)


@pytest.fixture
def prepare(station: Station, clips: ClipStore, tmp_path: Path) -> Prepare:
    def make(*engines: Engine, online: bool = True) -> Studio:
        speech = Speech(engines=tuple(engine.name for engine in engines), online=online)
        spoken = replace(station, settings=replace(station.settings, speech=speech, voices=VOICES))
        speaker = Speaker(engines, clips, SystemClock())
        return Studio(spoken, speaker, ProgrammeStore(tmp_path / "programmes", 1 << 30))

    return make


@pytest.mark.parametrize("after", range(len(SENTENCES)))
@pytest.mark.parametrize("fault", list(ToneFault))
def test_message_that_breaks_at_any_sentence_is_made_whole_by_the_next_engine(
    prepare: Prepare, clips: ClipStore, fault: ToneFault, after: int
) -> None:
    first, second = ToneEngine(name="piper"), ToneEngine(name="espeak")
    first.break_down(fault, after=after)
    programme = prepare(first, second).render(MESSAGE)
    assert (programme.engine, programme.preferred, programme.fallback) == ("espeak", "piper", True)
    assert len(first.said) <= after
    assert second.said == list(SENTENCES)
    first.mend()
    # Which voice said the last sentence before the voice was gone, nobody can know.
    known = first.said[:-1] if fault is ToneFault.MISSING else first.said
    for words in SENTENCES:
        assert clips.has(first.identity(OTHER, 185), words) == (words in known)
        assert clips.has(second.identity(None, 185), words)


@pytest.mark.parametrize("after", [1, 2, 3, 4], ids=["first", "second", "between paces", "slow"])
def test_voice_exchanged_while_it_speaks_says_the_whole_message_anew(
    prepare: Prepare, clips: ClipStore, after: int
) -> None:
    message = replace(MESSAGE, parts=(Say(text=TEXT, emphasis=Emphasis.SLOW),))
    engine, second = Exchanged(after=after), ToneEngine(name="espeak")
    programme = prepare(engine, second).render(message)
    assert (programme.engine, programme.clips_made) == ("piper", 2 * len(SENTENCES))
    assert second.said == []
    assert all(clips.has(engine.identity(OTHER, rate), s) for s in SENTENCES for rate in (185, 148))


def test_programme_whose_voice_was_exchanged_is_stored_under_the_new_voice(prepare: Prepare) -> None:
    engine = Exchanged(after=1)
    studio = prepare(engine)
    made = studio.render(MESSAGE)
    again = studio.render(MESSAGE)
    assert (again.clips_made, again.sound_digest) == (0, made.sound_digest)


def test_programme_of_the_network_that_is_stored_is_used_though_somebody_waits(prepare: Prepare) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine(name="espeak")
    studio = prepare(online, embedded)
    made = studio.render(MESSAGE)
    assert studio.render(MESSAGE, offline_only=True).sound_digest == made.sound_digest
    assert embedded.said == []


def test_voice_exchanged_again_and_again_lets_the_next_engine_speak(prepare: Prepare) -> None:
    engine, second = Exchanged(after=1, times=99), ToneEngine(name="espeak")
    assert prepare(engine, second).render(MESSAGE).engine == "espeak"
    assert len(engine.said) == 2


@pytest.mark.parametrize("kind", ["empty", "memory", "library"])
def test_fault_that_no_engine_should_have_lets_the_next_one_speak_too(
    prepare: Prepare, clips: ClipStore, kind: str
) -> None:
    odd, second = Odd(kind), ToneEngine(name="espeak")
    programme = prepare(odd, second).render(MESSAGE)
    assert programme.engine == "espeak"
    assert second.said == list(SENTENCES)
    assert [clips.has(odd.identity(OTHER, 185), words) for words in SENTENCES] == [True, False, False]


def test_sound_of_the_fallback_is_all_its_own(prepare: Prepare, tmp_path: Path) -> None:
    first, second = ToneEngine(name="piper"), ToneEngine(name="espeak")
    first.break_down(ToneFault.CRASH, after=1)
    mixed = prepare(first, second).render(MESSAGE).path.read_bytes()
    alone = prepare(ToneEngine(name="espeak")).render(MESSAGE).path.read_bytes()
    other = prepare(ToneEngine(name="piper")).render(MESSAGE).path.read_bytes()
    assert mixed == alone
    assert mixed != other


def test_message_is_made_again_when_its_engine_is_back(prepare: Prepare) -> None:
    first, second = ToneEngine(name="piper"), ToneEngine(name="espeak")
    first.break_down(ToneFault.FAIL)
    studio = prepare(first, second)
    assert studio.render(MESSAGE).fallback
    first.mend()
    again = prepare(first, second).render(MESSAGE)
    assert (again.engine, again.fallback) == ("piper", False)


def test_stored_programme_is_marked_by_what_the_station_wants_now(prepare: Prepare) -> None:
    first, second = ToneEngine(name="piper"), ToneEngine(name="espeak")
    first.break_down(ToneFault.FAIL)
    assert prepare(first, second).render(MESSAGE).fallback
    stored = prepare(second).render(MESSAGE)
    assert (stored.clips_made, stored.fallback, stored.preferred) == (0, False, "espeak")
    assert prepare(first, second).render(MESSAGE).fallback


def test_station_that_keeps_its_words_in_asks_no_engine_of_the_network(prepare: Prepare) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine(name="espeak")
    studio = prepare(online, embedded, online=False)
    programme = studio.render(MESSAGE)
    assert (programme.engine, programme.fallback) == ("espeak", False)
    with pytest.raises(EngineMissing, match="online_forbidden"):
        studio.render(MESSAGE, engine="gtts")
    assert online.said == []


def test_emergency_by_an_offline_engine_is_no_fallback(prepare: Prepare) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine(name="espeak")
    programme = prepare(online, embedded).render(replace(MESSAGE, priority=Priority.EMERGENCY))
    assert (programme.engine, programme.fallback) == ("espeak", False)


@pytest.mark.parametrize(
    ("work", "speaks"), [(0.6, "vieneu"), (1.0, "vieneu"), (1.01, "espeak"), (None, "espeak")]
)
def test_voice_that_works_longer_than_its_words_last_speaks_no_emergency(
    prepare: Prepare, station: Station, work: float | None, speaks: str
) -> None:
    vieneu_models.shelve(station.root / FOLDER, work=work)
    studio = prepare(ToneEngine(name="vieneu"), ToneEngine(name="espeak"))
    urgent = replace(MESSAGE, priority=Priority.EMERGENCY)
    programme = studio.render(urgent)
    assert (programme.engine, programme.fallback) == (speaks, False)
    assert studio.voice_of(urgent).engine == speaks
    assert studio.render(MESSAGE).engine == "vieneu"
    if speaks == "espeak":
        with pytest.raises(EngineMissing, match="slow_in_emergency"):
            studio.render(urgent, engine="vieneu")


def test_message_without_time_for_the_network_is_a_fallback_unless_its_programme_is_stored(
    prepare: Prepare,
) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine(name="espeak")
    assert prepare(online, embedded).render(MESSAGE, offline_only=True).fallback
    prepare(online, embedded).render(MESSAGE)
    assert prepare(online, embedded).render(MESSAGE, offline_only=True).engine == "gtts"


def test_stored_programme_of_an_offline_engine_is_used_while_that_engine_rests(prepare: Prepare) -> None:
    neural, embedded = ToneEngine(name="piper"), ToneEngine(name="espeak")
    studio = prepare(neural, embedded)
    studio.render(MESSAGE)
    neural.break_down(ToneFault.CRASH)
    assert studio.render(replace(MESSAGE, parts=(Say(text="Câu khác."),))).engine == "espeak"
    assert not studio._speaker._health.ready("piper")
    assert studio.render(MESSAGE).engine == "piper"


class Stuck(ToneEngine):
    """Stands still at its second sentence until it is released, long after its time is over."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(name="piper")
        self.released = threading.Event()
        self._time = clock

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        if len(self.said) == 1:
            self._time.advance(60)
            self.released.wait(20)
        return super().synthesize(words, voice, rate)


@pytest.mark.parametrize("priority", [Priority.EMERGENCY, Priority.NORMAL])
def test_urgent_message_does_not_wait_for_an_engine_that_stands_still(
    station: Station, clips: ClipStore, tmp_path: Path, clock: FakeClock, priority: Priority
) -> None:
    stuck, embedded = Stuck(clock), ToneEngine(name="espeak")
    speech = Speech(engines=("piper", "espeak"))
    spoken = replace(station, settings=replace(station.settings, speech=speech))
    store = ProgrammeStore(tmp_path / "programmes", 1 << 30)
    studio = Studio(spoken, Speaker([stuck, embedded], clips, clock), store)
    try:
        programme = studio.render(replace(MESSAGE, priority=priority), offline_only=True)
        assert not stuck.released.is_set()
        assert (programme.engine, programme.fallback) == ("espeak", True)
    finally:
        stuck.released.set()


def test_voice_that_would_be_heard_is_told_with_the_reasons_against_the_first(prepare: Prepare) -> None:
    first, second = ToneEngine(name="piper"), ToneEngine(name="espeak")
    studio = prepare(first, second)
    heard = studio.voice_of(MESSAGE)
    assert (heard.engine, heard.voice, dict(heard.errors)) == ("piper", OTHER, {})
    first.break_down(ToneFault.MISSING)
    heard = studio.voice_of(MESSAGE)
    assert (heard.engine, heard.preferred, list(heard.errors)) == ("espeak", "piper", ["piper"])
    second.break_down(ToneFault.MISSING)
    with pytest.raises(SpeechError):
        studio.voice_of(MESSAGE)
    assert first.said == second.said == []


def test_voice_of_a_message_is_kept_with_its_programme(station: Station, prepare: Prepare) -> None:
    engine = ToneEngine(name="piper")
    studio = prepare(engine)
    voices = MappingProxyType({"nam": MappingProxyType({"piper": "giọng nam"})})
    settings = replace(station.settings, voices=voices, speech=Speech(engines=("piper",)))
    spoken = replace(station, settings=settings)
    named = Studio(spoken, studio._speaker, studio._programmes)
    assert named.render(replace(MESSAGE, voice="nam")).voice == "giọng nam"
    assert named.render(replace(MESSAGE, voice="nam")).voice == "giọng nam"


def test_rest_of_a_failed_engine_costs_nothing_and_ends(
    station: Station, clips: ClipStore, tmp_path: Path, clock: FakeClock
) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine(name="espeak")
    online.break_down(ToneFault.HANG)
    speech = Speech(engines=("gtts", "espeak"))
    spoken = replace(station, settings=replace(station.settings, speech=speech))
    store = ProgrammeStore(tmp_path / "programmes", 1 << 30)
    studio = Studio(spoken, Speaker([online, embedded], clips, clock), store)
    studio.render(MESSAGE)
    online.mend()
    assert studio.render(MESSAGE).engine == "espeak"
    clock.advance(30)
    assert studio.render(MESSAGE).engine == "gtts"
