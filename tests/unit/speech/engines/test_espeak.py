from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.intelligibility.voices import spoken
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.speech.engines import phonemes as espeak_phonemes
from broadcaster.speech.engines.espeak import EspeakEngine, EspeakHome, find, words_a_minute
from broadcaster.speech.model import Clip, syllables
from broadcaster.station.model.sound import Speech

WORDS = "kính thưa bà con, xin chào."
TONES = ("ma", "má", "mà", "mả", "mã", "mạ")


@pytest.fixture(scope="module")
def engine() -> Iterator[EspeakEngine]:
    made = EspeakEngine()
    yield made
    made.close()


def _level(clip: Clip) -> float:
    sound = array("h", clip.samples)
    return float((sum(s * s for s in sound) / len(sound)) ** 0.5)


def test_speech_has_the_level_of_speech_and_does_not_clip(
    engine: EspeakEngine, sentences: tuple[str, ...]
) -> None:
    for words in sentences:
        clip = engine.synthesize(words, None, 185)
        assert _level(clip) > 1500
        assert max(map(abs, array("h", clip.samples))) < 32000


@pytest.mark.parametrize("rate", [140, 185, 233, 300])
def test_speech_at_a_rate_has_that_many_syllables_a_minute(
    engine: EspeakEngine, sentences: tuple[str, ...], rate: int
) -> None:
    clips = [engine.synthesize(words, None, rate) for words in sentences]
    minutes = sum(clip.frames / clip.rate for clip in clips) / 60
    assert sum(map(syllables, sentences)) / minutes == pytest.approx(rate, rel=0.05)


def test_twenty_sentences_of_announcements_at_the_default_rate_have_185_syllables_a_minute(
    engine: EspeakEngine,
) -> None:
    announcements = spoken("test")[::3]
    assert len(announcements) == 20
    clips = [engine.synthesize(words, None, Speech().rate) for words in announcements]
    minutes = sum(clip.frames / clip.rate for clip in clips) / 60
    assert sum(map(syllables, announcements)) / minutes == pytest.approx(185, abs=10)


def test_speech_of_the_same_words_is_the_same_bytes_whatever_was_said_before_and_in_another_process(
    engine: EspeakEngine, sentences: tuple[str, ...]
) -> None:
    forward = [engine.synthesize(words, None, 185) for words in sentences]
    backward = [engine.synthesize(words, None, 185) for words in reversed(sentences)]
    other = EspeakEngine()
    try:
        assert forward == backward[::-1]
        assert other.synthesize(sentences[3], None, 185) == forward[3]
    finally:
        other.close()


def test_speech_of_tones_that_differ_differs(engine: EspeakEngine) -> None:
    clips = {engine.synthesize(f"{word} {word}", None, 185).samples for word in TONES}
    assert len(clips) == 6


@pytest.mark.parametrize("voice", ["vi", "vi-vn-x-central", "vi-VN-x-south+f2"])
def test_accents_of_vietnamese_speak_each_in_its_own_way(engine: EspeakEngine, voice: str) -> None:
    other = engine.synthesize(WORDS, "vi+m1", 185)
    assert engine.synthesize(WORDS, voice, 185).samples != other.samples


def test_another_accent_between_two_northern_sentences_changes_neither(engine: EspeakEngine) -> None:
    before = engine.synthesize(WORDS, None, 185)
    south = engine.synthesize(WORDS, "vi-vn-x-south", 185)
    assert engine.synthesize(WORDS, None, 185) == before
    assert engine.synthesize(WORDS, "vi-vn-x-south", 185) == south != before


@pytest.mark.parametrize("voice", ["en", "vi+nobody", "../vi", "vi+../f3", "+f3/.."])
def test_identity_of_an_unknown_voice_is_missing_and_names_the_known(
    engine: EspeakEngine, voice: str
) -> None:
    with pytest.raises(EngineMissing) as caught:
        engine.identity(voice, 185)
    assert caught.value.code == "speech.no_voice"
    assert "vi-vn-x-south" in str(caught.value.facts["known"])


def test_identity_holds_release_data_voice_and_settings() -> None:
    identity = EspeakEngine().identity(None, 185)
    assert identity.version.startswith("1.")
    assert identity.voice == "vi+f2"
    assert dict(identity.settings) == {
        "phonemes": espeak_phonemes.VERSION,
        "pitch": "55",
        "range": "90",
        "volume": "60",
        "wpm": "134",
    }


def test_identity_where_no_espeak_is_found_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter(()))
    with pytest.raises(EngineMissing) as caught:
        EspeakEngine().identity(None, 185)
    assert caught.value.code == "speech.no_espeak"


def test_find_without_the_package_takes_the_systems_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    assert find(tmp_path) is None
    data = tmp_path / "x86_64-linux-gnu" / "espeak-ng-data"
    data.mkdir(parents=True)
    (data / "vi_dict").touch()
    library = data.parent / "libespeak-ng.so.1"
    library.touch()
    assert find(tmp_path) == EspeakHome(library=library, data=data)


def test_version_of_changed_data_differs(tmp_path: Path) -> None:
    home = find()
    assert home is not None
    data = tmp_path / "espeak-ng-data"
    for name in ("phondata", "phonindex", "phontab", "intonations", "vi_dict", "lang/aav/vi", "voices/!v/f3"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes((home.data / name).read_bytes())
    before = EspeakHome(library=home.library, data=data).version("f3")
    (data / "vi_dict").write_bytes(b"other rules")
    moved = data.rename(tmp_path / "changed")
    assert EspeakHome(library=home.library, data=moved).version("f3") != before


def test_speech_from_data_in_a_very_deep_folder_works(tmp_path: Path) -> None:
    home = find()
    assert home is not None
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(home.data)
    engine = EspeakEngine(home=EspeakHome(library=home.library, data=deep / "espeak-ng-data"))
    try:
        assert engine.synthesize(WORDS, None, 185).frames > 22050
    finally:
        engine.close()


@pytest.mark.parametrize("content", [None, b"no library"], ids=["absent", "broken"])
def test_speech_with_a_library_that_does_not_load_fails_clearly(
    tmp_path: Path, content: bytes | None
) -> None:
    home = find()
    assert home is not None
    library = tmp_path / "libespeak-ng.so"
    if content is not None:
        library.write_bytes(content)
    engine = EspeakEngine(home=EspeakHome(library=library, data=home.data))
    with pytest.raises(EngineFailed) as caught:
        engine.synthesize(WORDS, None, 185)
    assert caught.value.code == "speech.not_loaded"
    library.unlink(missing_ok=True)
    library.symlink_to(home.library)
    assert engine.synthesize(WORDS, None, 185).frames, "once it is there"
    engine.close()


def test_speech_after_the_child_was_killed_between_sentences_is_whole(engine: EspeakEngine) -> None:
    before = engine.synthesize(WORDS, None, 185)
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    assert engine.synthesize(WORDS, None, 185) == before


def test_speech_while_the_child_is_killed_in_the_middle_is_whole(engine: EspeakEngine) -> None:
    before = engine.synthesize(WORDS, None, 185)
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    clips: list[Clip] = []
    speaking = threading.Thread(target=lambda: clips.append(engine.synthesize(WORDS, None, 185)))
    speaking.start()
    os.kill(pid, signal.SIGKILL)
    speaking.join(10)
    assert clips == [before]
    assert engine.pid != pid


def test_speech_while_the_child_hangs_is_made_in_a_new_child_after_the_time_out() -> None:
    engine = EspeakEngine(timeout=0.2)
    try:
        before = engine.synthesize(WORDS, None, 185)
        pid = engine.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        assert engine.synthesize(WORDS, None, 185) == before
        assert engine.pid != pid
    finally:
        engine.close()


def test_speech_that_takes_longer_than_the_time_out_twice_fails_as_hung() -> None:
    engine = EspeakEngine(timeout=0.01)
    try:
        with pytest.raises(EngineFailed) as caught:
            engine.synthesize("xin chào " * 200, None, 120)
        assert caught.value.code == "speech.hung"
    finally:
        engine.close()


def test_child_whose_parent_was_killed_ends() -> None:
    script = (
        "import sys; from broadcaster.speech.engines.espeak import EspeakEngine; e = EspeakEngine();"
        "e.synthesize('xin chào', None, 185); print(e.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    try:
        poll = select.poll()
        poll.register(child, select.POLLIN)
        assert poll.poll(5000), "the child outlived its parent"
    finally:
        os.close(child)


def test_words_a_minute_grow_with_the_rate_and_stay_in_espeaks_range() -> None:
    values = [words_a_minute(rate) for rate in range(1, 1000)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (80, 300)
    assert words_a_minute(185) == 134
