from __future__ import annotations

import logging
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineChanged, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.engines.tone import ToneEngine, ToneFault
from broadcaster.speech.health import Health
from broadcaster.speech.model import Clip, Engine
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore

NO_VOICES: dict[str, str] = {}


def _names(engines: tuple[Engine, ...]) -> list[str]:
    return [engine.name for engine in engines]


@pytest.fixture
def online() -> ToneEngine:
    return ToneEngine(name="gtts", offline=False, version="net")


@pytest.fixture
def neural() -> ToneEngine:
    return ToneEngine(name="piper", version="neural")


@pytest.fixture
def embedded() -> ToneEngine:
    return ToneEngine(name="espeak", version="embedded")


@pytest.fixture
def speaker(
    online: ToneEngine, neural: ToneEngine, embedded: ToneEngine, store: ClipStore, clock: FakeClock
) -> Speaker:
    return Speaker([online, neural, embedded], store, clock)


def test_speak_gives_one_clip_for_each_sentence_in_order(
    speaker: Speaker, embedded: ToneEngine, sentences: tuple[str, ...]
) -> None:
    spoken = speaker.speak(embedded, sentences, NO_VOICES, 185)
    assert list(spoken.clips) == [embedded.synthesize(words, None, 185) for words in sentences]
    assert (spoken.made, spoken.reused) == (len(sentences), 0)
    assert spoken.identity == embedded.identity(None, 185)


def test_speak_makes_a_repeated_sentence_once_and_counts_distinct_ones(
    speaker: Speaker, embedded: ToneEngine
) -> None:
    told: list[tuple[int, int]] = []
    words = ["một", "hai", "một", "một "]
    spoken = speaker.speak(embedded, words, NO_VOICES, 185, lambda done, total: told.append((done, total)))
    assert embedded.said == ["một", "hai"]
    assert (spoken.made, spoken.reused) == (2, 0)
    assert spoken.clips[0] is spoken.clips[2] is spoken.clips[3]
    assert told == [(1, 2), (2, 2)]


def test_speak_again_makes_nothing_and_after_an_edit_makes_exactly_one(
    speaker: Speaker, embedded: ToneEngine, store: ClipStore, sentences: tuple[str, ...]
) -> None:
    speaker.speak(embedded, sentences, NO_VOICES, 185)
    again = speaker.speak(embedded, sentences, NO_VOICES, 185)
    assert (again.made, again.reused) == (0, len(sentences))
    edited = speaker.speak(embedded, (*sentences[:3], "câu mới", *sentences[4:]), NO_VOICES, 185)
    assert (edited.made, edited.reused) == (1, len(sentences) - 1)
    identity = embedded.identity(None, 185)
    assert all(store.has(identity, words) for words in sentences)
    assert not store.has(identity, "chưa có")


def test_speak_by_a_fallback_is_never_found_under_the_first_engine(
    speaker: Speaker, online: ToneEngine, embedded: ToneEngine
) -> None:
    online.break_down(ToneFault.FAIL)
    with pytest.raises(EngineFailed):
        speaker.speak(online, ["cháy rừng"], NO_VOICES, 185)
    fallback = speaker.speak(embedded, ["cháy rừng"], NO_VOICES, 185)
    assert fallback.identity.engine == "espeak"
    online.mend()
    spoken = speaker.speak(online, ["cháy rừng"], NO_VOICES, 185)
    assert (spoken.identity.engine, spoken.made) == ("gtts", 1)


def test_speak_uses_the_engines_own_voice(speaker: Speaker, embedded: ToneEngine) -> None:
    voices = {"espeak": "vi-vn-x-south", "piper": "vais"}
    assert speaker.speak(embedded, ["chào"], voices, 185).identity.voice == "vi-vn-x-south"
    assert speaker.identity(embedded, NO_VOICES, 185).voice == "tone"


def test_order_is_the_stations(speaker: Speaker) -> None:
    assert _names(speaker.order()) == ["gtts", "piper", "espeak"]
    assert _names(speaker.order(offline_only=True)) == ["piper", "espeak"]


def test_order_leaves_a_failed_network_out_until_its_rest_is_over(
    speaker: Speaker, online: ToneEngine, clock: FakeClock
) -> None:
    online.break_down(ToneFault.HANG)
    with pytest.raises(EngineFailed):
        speaker.speak(online, ["một", "hai"], NO_VOICES, 185)
    assert _names(speaker.order()) == ["piper", "espeak"]
    clock.advance(30)
    assert _names(speaker.order()) == ["gtts", "piper", "espeak"]


def test_order_after_the_network_came_back_forgets_its_failures(
    speaker: Speaker, online: ToneEngine, clock: FakeClock
) -> None:
    online.break_down(ToneFault.BUSY)
    for _ in range(3):
        with pytest.raises(SpeechError):
            speaker.speak(online, ["một"], NO_VOICES, 185)
    clock.advance(120)
    online.mend()
    speaker.speak(online, ["một"], NO_VOICES, 185)
    online.break_down(ToneFault.BUSY)
    with pytest.raises(SpeechError):
        speaker.speak(online, ["hai"], NO_VOICES, 185)
    clock.advance(30)
    assert "gtts" in _names(speaker.order())


def test_order_puts_a_failed_offline_engine_last_and_never_moves_the_embedded_one(
    speaker: Speaker, neural: ToneEngine, embedded: ToneEngine
) -> None:
    for engine in (neural, embedded):
        engine.break_down(ToneFault.CRASH)
        with pytest.raises(EngineFailed):
            speaker.speak(engine, ["một"], NO_VOICES, 185)
    assert _names(speaker.order()) == ["gtts", "espeak", "piper"]


def test_order_with_one_engine_asked_for_gives_it_even_while_it_rests(
    speaker: Speaker, online: ToneEngine
) -> None:
    online.break_down(ToneFault.FAIL)
    with pytest.raises(EngineFailed):
        speaker.speak(online, ["một"], NO_VOICES, 185)
    assert speaker.order(only="gtts") == (online,)


def test_order_with_an_engine_that_is_unknown_or_forbidden_is_missing(speaker: Speaker) -> None:
    with pytest.raises(EngineMissing, match="unknown_engine"):
        speaker.order(only="edge")
    with pytest.raises(EngineMissing, match="needs_network"):
        speaker.order(only="gtts", offline_only=True)


class Faulty(ToneEngine):
    """An engine whose libraries raise what nobody expects, or give nothing, or take their time."""

    def __init__(self, clock: FakeClock, fault: str, *, offline: bool = False) -> None:
        super().__init__(name="gtts", offline=offline)
        self._time = clock
        self._kind = fault

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        if len(self.said) == 1 and self._kind == "library":
            raise ZeroDivisionError(words)
        if len(self.said) == 1 and self._kind == "empty":
            return Clip(samples=b"", rate=24000)
        if self._kind == "slow":
            self._time.advance(19)
        return super().synthesize(words, voice, rate)


@pytest.mark.parametrize(("fault", "code"), [("library", "fault"), ("empty", "no_sound")])
def test_any_fault_of_an_engine_is_a_failure_and_lets_it_rest(
    fault: str, code: str, embedded: ToneEngine, store: ClipStore, clock: FakeClock
) -> None:
    broken = Faulty(clock, fault)
    speaker = Speaker([broken, embedded], store, clock)
    with pytest.raises(EngineFailed, match=code):
        speaker.speak(broken, ["một", "hai"], NO_VOICES, 185)
    assert _names(speaker.order()) == ["espeak"]
    assert [store.has(broken.identity(None, 185), words) for words in ("một", "hai")] == [True, False]
    assert not any(store.has(embedded.identity(None, 185), words) for words in ("một", "hai"))


def test_network_that_is_only_slow_is_given_up_within_the_messages_budget(
    embedded: ToneEngine, store: ClipStore, clock: FakeClock
) -> None:
    words = [f"câu số {number}" for number in range(20)]
    slow = Faulty(clock, "slow")
    speaker = Speaker([slow, embedded], store, clock)
    with pytest.raises(EngineFailed, match="too_slow"):
        speaker.speak(slow, words, NO_VOICES, 185)
    assert clock.monotonic() < 30 + 3 * len(words) + 20
    made = len(slow.said)
    assert 0 < made < len(words)
    clock.advance(300)
    with pytest.raises(EngineFailed, match="too_slow"):
        speaker.speak(slow, words, NO_VOICES, 185)
    assert len(slow.said) > made  # what was made the first time is not made again


def test_engine_of_this_computer_may_take_as_long_as_it_needs(store: ClipStore, clock: FakeClock) -> None:
    slow = Faulty(clock, "slow", offline=True)
    speaker = Speaker([slow], store, clock)
    assert speaker.speak(slow, [f"câu số {n}" for n in range(20)], NO_VOICES, 185).made == 20


class Exchanged(ToneEngine):
    """An engine whose voice is exchanged while it says its second sentence."""

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        if len(self.said) == 1:
            self._version = "other"
        return super().synthesize(words, voice, rate)


def test_voice_exchanged_within_a_message_is_told_and_no_clip_is_kept_under_the_first_ones_name(
    store: ClipStore, clock: FakeClock
) -> None:
    engine = Exchanged(name="piper")
    before = engine.identity(None, 185)
    speaker = Speaker([engine], store, clock)
    with pytest.raises(EngineChanged, match="voice_changed"):
        speaker.speak(engine, ["một", "hai", "ba"], NO_VOICES, 185)
    assert [store.has(before, words) for words in ("một", "hai", "ba")] == [True, False, False]
    assert not store.has(engine.identity(None, 185), "hai")
    assert speaker._health.ready("piper")


def test_rest_of_an_engine_is_shared_by_those_who_share_health(
    online: ToneEngine, embedded: ToneEngine, store: ClipStore, clock: FakeClock
) -> None:
    health = Health(clock)
    first = Speaker([online, embedded], store, clock, health)
    online.break_down(ToneFault.FAIL)
    with pytest.raises(EngineFailed):
        first.speak(online, ["một"], NO_VOICES, 185)
    assert _names(Speaker([online, embedded], store, clock, health).order()) == ["espeak"]


def test_sentence_that_cannot_be_said_is_refused_before_any_engine_is_asked(
    speaker: Speaker, online: ToneEngine
) -> None:
    with pytest.raises(SpeechError, match="nothing_to_say"):
        speaker.speak(online, ["chào", " … "], NO_VOICES, 185)
    assert online.said == []
    assert "gtts" in _names(speaker.order())


def test_clips_that_cannot_be_stored_are_still_given_and_told_once(
    embedded: ToneEngine, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    speaker = Speaker([embedded], ClipStore(tmp_path / "file", 1 << 20), clock)
    with caplog.at_level(logging.WARNING):
        spoken = speaker.speak(embedded, ["một", "hai", "ba"], NO_VOICES, 185)
    assert len(spoken.clips) == 3
    assert len(caplog.records) == 1


def test_damaged_clip_is_made_again(speaker: Speaker, embedded: ToneEngine, tmp_path: Path) -> None:
    first = speaker.speak(embedded, ["một"], NO_VOICES, 185)
    (path,) = tmp_path.rglob("*.wav")
    path.write_bytes(path.read_bytes()[:-100])
    again = speaker.speak(embedded, ["một"], NO_VOICES, 185)
    assert (again.made, list(again.clips)) == (1, list(first.clips))


def test_close_closes_every_engine(store: ClipStore, clock: FakeClock) -> None:
    from broadcaster.speech.engines.espeak import EspeakEngine

    engine = EspeakEngine()
    speaker = Speaker([engine], store, clock)
    speaker.speak(engine, ["chào"], NO_VOICES, 185)
    assert engine.pid is not None
    speaker.close()
    assert engine.pid is None
