"""Piper as it is, with the voice that a Python package ships, speaking Vietnamese sounds."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks import package_voice
from benchmarks.voices import pauses
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.speech.engines.piper import PiperEngine
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.model import Clip, syllables
from broadcaster.speech.pauses import PAUSE
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore

pytestmark = [
    pytest.mark.patient,
    pytest.mark.skipif(package_voice.missing() is not None, reason=f"{package_voice.missing()} is missing"),
]

RATE = 185
SHORT = "xin chào bà con."
LONG = "trời sắp có mưa to, gió giật mạnh, bà con không ra suối và không ở lại lán nương."
PATIENCE = 1.0
SLACK = 1.5  # seconds, for a busy machine


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the voice installed from files, as from a USB stick."""
    folder = tmp_path_factory.mktemp("voices")
    package_voice.install(tmp_path_factory.mktemp("usb"), folder)
    return folder


@pytest.fixture(scope="module")
def engine(voices: Path) -> Iterator[PiperEngine]:
    made = PiperEngine(voices, patience=PATIENCE)
    yield made
    made.close()


def test_voice_speaks_announcements_at_the_rate_that_is_asked_for(
    engine: PiperEngine, sentences: tuple[str, ...]
) -> None:
    clips = [engine.synthesize(words, None, RATE) for words in sentences]
    seconds = sum(clip.frames / clip.rate for clip in clips)
    assert sum(map(syllables, sentences)) * 60 / seconds == pytest.approx(RATE, abs=20)
    assert {clip.rate for clip in clips} == {22050}


def test_pause_at_a_mark_is_as_long_as_everybodys(engine: PiperEngine) -> None:
    words = "kính thưa bà con, mời bà con lắng nghe."
    clip = engine.synthesize(words, None, RATE)
    (pause,) = pauses(clip, words)
    assert pause == pytest.approx(PAUSE, abs=0.04)


def test_pace_is_measured_once_and_kept_beside_the_voice(engine: PiperEngine, voices: Path) -> None:
    engine.identity(None, RATE)
    kept = (voices / "joe" / "pace.json").read_bytes()
    begun = time.monotonic()
    assert PiperEngine(voices).identity(None, RATE) == engine.identity(None, RATE)
    assert time.monotonic() - begun < 2
    assert (voices / "joe" / "pace.json").read_bytes() == kept


def test_identity_names_the_model_by_its_bytes(engine: PiperEngine, voices: Path, tmp_path: Path) -> None:
    there = engine.identity(None, RATE)
    assert there.voice == "joe"
    assert dict(there.settings)["length_scale"] != dict(engine.identity(None, 140).settings)["length_scale"]
    other = tmp_path / "voices"
    shutil.copytree(voices, other)
    with (other / "joe" / "joe.onnx.json").open("a") as config:
        config.write("\n")
    changed = PiperEngine(other)
    assert changed.identity(None, RATE).version != there.version
    changed.close()


def test_same_words_are_the_same_bytes_in_a_new_process(engine: PiperEngine, voices: Path) -> None:
    again = PiperEngine(voices)
    assert again.synthesize(SHORT, None, RATE) == engine.synthesize(SHORT, None, RATE)
    again.close()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL], ids=["crash", "killed"])
def test_process_that_died_is_replaced_and_the_sentence_made(engine: PiperEngine, number: int) -> None:
    whole = engine.synthesize(SHORT, None, RATE)
    before = engine.pid
    assert before is not None
    os.kill(before, number)
    assert engine.synthesize(SHORT, None, RATE) == whole
    assert engine.pid != before


def test_process_that_is_stopped_is_noticed_within_two_seconds_and_the_sentence_made(
    engine: PiperEngine,
) -> None:
    whole = engine.synthesize(SHORT, None, RATE)
    before = engine.pid
    assert before is not None
    os.kill(before, signal.SIGSTOP)
    assert _noticed(engine, before, SHORT) == whole
    assert engine.pid != before


def test_fork_that_is_stopped_is_noticed_within_two_seconds_and_the_sentence_made(
    engine: PiperEngine,
) -> None:
    whole = engine.synthesize(LONG, None, RATE)
    before = engine.pid
    assert before is not None
    stopped: list[int] = []

    def stop() -> None:
        while not (forks := _forks(before)):
            time.sleep(0.001)
        os.kill(forks[0], signal.SIGSTOP)
        stopped.append(forks[0])

    stopper = threading.Thread(target=stop)
    stopper.start()
    assert _noticed(engine, before, LONG) == whole
    stopper.join(5)
    assert stopped


def test_child_that_is_stopped_while_it_loads_is_noticed_and_the_sentence_made(
    engine: PiperEngine, voices: Path
) -> None:
    whole = engine.synthesize(SHORT, None, RATE)
    fresh = PiperEngine(voices)
    fresh.identity(None, RATE)
    begun = time.monotonic()
    speaking = threading.Thread(target=lambda: said.append(fresh.synthesize(SHORT, None, RATE)))
    said: list[Clip] = []
    speaking.start()
    while not (loading := [pid for pid in _forks(os.getpid()) if pid != engine.pid]):
        time.sleep(0.001)
    time.sleep(0.1)
    os.kill(loading[0], signal.SIGSTOP)
    speaking.join(30)
    assert said == [whole]
    assert time.monotonic() - begun < 2 + 10
    fresh.close()


def _forks(parent: int) -> list[int]:
    """The child processes of `parent`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if path.read_text().rpartition(")")[2].split()[1] == str(parent):
                found.append(int(path.parent.name))
    return found


def _noticed(engine: PiperEngine, child: int, words: str) -> Clip:
    """What is said although a process hangs, once it is sure that the child was ended in two seconds."""
    ended: list[float] = []
    begun = time.monotonic()

    def watch() -> None:
        while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
            time.sleep(0.01)
        ended.append(time.monotonic() - begun)

    watcher = threading.Thread(target=watch)
    watcher.start()
    clip = engine.synthesize(words, None, RATE)
    watcher.join(5)
    assert ended[0] < 2 + SLACK
    return clip


def test_sentence_that_hangs_takes_only_itself(engine: PiperEngine, voices: Path) -> None:
    hasty = PiperEngine(voices, patience=0.001)
    with pytest.raises(EngineFailed, match="hung"):
        hasty.synthesize(SHORT, None, RATE)
    hasty.close()
    assert engine.synthesize(SHORT, None, RATE).frames > 0


def test_voice_whose_model_is_damaged_cannot_be_loaded_and_the_next_engine_speaks(
    voices: Path, tmp_path: Path, store: ClipStore, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "voices"
    shutil.copytree(voices, folder)
    (folder / "joe" / "joe.onnx").write_bytes(b"no model at all")
    broken, embedded = PiperEngine(folder), ToneEngine(name="espeak")
    speaker = Speaker([broken, embedded], store, clock)
    with pytest.raises(EngineFailed, match="not_loaded"):
        speaker.speak(broken, [SHORT], {}, RATE)
    (why,) = [each for each in caplog.messages if each.startswith("the voice joe cannot be loaded: ")]
    assert not why.endswith(": ")
    assert speaker.speak(embedded, [SHORT], {}, RATE).identity.engine == "espeak"
    speaker.close()


def test_memory_is_that_of_the_voice_however_much_it_has_said(engine: PiperEngine) -> None:
    engine.synthesize(SHORT, None, RATE)
    before = _megabytes(engine)
    for number in range(12):
        engine.synthesize(f"câu số {number}, {SHORT}", None, RATE)
    assert _megabytes(engine) < before + 5


def test_voice_that_is_not_installed_is_missing_with_advice(tmp_path: Path, engine: PiperEngine) -> None:
    with pytest.raises(EngineMissing, match="no_installed_voice"):
        PiperEngine(tmp_path).identity(None, RATE)
    with pytest.raises(EngineMissing, match="voice_not_installed"):
        engine.identity("vi_VN-vais1000-medium", RATE)
    for name in ("nobody", "../joe", "joe+1", "joe+x", "joe+"):
        with pytest.raises(EngineMissing, match="no_voice"):
            engine.identity(name, RATE)


def _megabytes(engine: PiperEngine) -> float:
    status = Path(f"/proc/{engine.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000
