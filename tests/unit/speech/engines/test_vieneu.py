"""VieNeu's real package, driven by tiny models in its real layout: what they say is a tone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.cli import main
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.speech.engines import vieneu_child
from broadcaster.speech.engines.pipe import Child
from broadcaster.speech.engines.vieneu import VieneuEngine
from broadcaster.speech.voices.catalogue import offers
from broadcaster.speech.voices.pace import work_of
from broadcaster.speech.voices.presets import readers
from broadcaster.speech.voices.shelf import Shelf
from tests.fakes import vieneu_models

pytestmark = [
    pytest.mark.patient,
    pytest.mark.skipif(vieneu_models.missing() is not None, reason=f"{vieneu_models.missing()} is missing"),
]

RATE = 185
SHORT = "xin chào bà con."
LONG = "trời sắp có mưa to, gió giật mạnh, bà con không ra suối và không ở lại lán nương. " * 4


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both models installed from a stick."""
    folder = tmp_path_factory.mktemp("voices")
    for name in ("v3nano", "v3turbo"):
        vieneu_models.install(name, tmp_path_factory.mktemp("usb"), folder)
    return folder


@pytest.fixture(scope="module")
def engine(voices: Path) -> Iterator[VieneuEngine]:
    made = VieneuEngine(voices)
    yield made
    made.close()


def test_nano_is_the_engine_s_own_voice_and_turbo_is_asked_for_by_name(engine: VieneuEngine) -> None:
    assert engine.identity(None, RATE).voice == "v3nano"
    assert engine.synthesize(SHORT, None, RATE).rate == 24000
    assert engine.synthesize(SHORT, "v3turbo", RATE).rate == 48000


@pytest.mark.parametrize("model", ["v3nano", "v3turbo"])
def test_readers_of_north_and_south_are_asked_for_by_name_and_sound_unlike(
    engine: VieneuEngine, voices: Path, model: str
) -> None:
    found = Shelf(voices).find(model)
    assert found is not None
    named = readers(found.facts.files)
    north = next(name for name, about in named.items() if "· Bắc ·" in about and name not in list(named)[:1])
    south = next(name for name, about in named.items() if "· Nam ·" in about)
    clips = {who: engine.synthesize(SHORT, f"{model}+{who}", RATE) for who in (north, south)}
    assert clips[north] != clips[south]
    assert engine.identity(f"{model}+{south}", RATE).voice == f"{model}+{south}"
    with pytest.raises(EngineMissing, match="no_voice"):
        engine.identity(f"{model}+Nobody", RATE)


@pytest.mark.parametrize("voice", ["v3nano", "v3turbo"])
def test_equal_words_are_equal_bytes_in_a_new_process_too(
    engine: VieneuEngine, voices: Path, voice: str
) -> None:
    first = engine.synthesize(LONG, voice, RATE)
    assert engine.synthesize(LONG, voice, RATE) == first
    again = VieneuEngine(voices)
    assert again.synthesize(LONG, voice, RATE) == first
    again.close()


def test_work_is_measured_with_the_pace_and_kept(engine: VieneuEngine, voices: Path) -> None:
    engine.identity("v3nano", RATE)
    found = Shelf(voices).find("v3nano")
    assert found is not None
    work = work_of(found)
    assert work is not None
    assert 0 < work < 1


def test_process_that_died_is_replaced_and_the_sentence_made(engine: VieneuEngine) -> None:
    whole = engine.synthesize(SHORT, None, RATE)
    before = engine.pid
    assert before is not None
    os.kill(before, signal.SIGSEGV)
    assert engine.synthesize(SHORT, None, RATE) == whole
    assert engine.pid != before


def test_model_that_is_damaged_is_not_loaded(voices: Path, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    shutil.copytree(voices, folder)
    (folder / "v3nano" / "vector_estimator.onnx").write_bytes(b"no model at all")
    broken = VieneuEngine(folder)
    with pytest.raises(EngineFailed, match="not_loaded"):
        broken.synthesize(SHORT, None, RATE)
    broken.close()


# Runs the child as it is, and writes down whatever the interpreter is asked about the network.
WATCHED = """
import runpy, sys
told = open(sys.argv[1], "w", buffering=1)
seen = ("socket.", "urllib.", "http.")
sys.addaudithook(lambda event, facts: event.startswith(seen) and told.write(f"{event} {facts}\\n"))
sys.argv[1:2] = []
runpy.run_module("broadcaster.speech.engines.vieneu_child", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("voice", ["v3nano", "v3turbo"])
def test_no_socket_is_opened_while_it_loads_or_speaks(voices: Path, tmp_path: Path, voice: str) -> None:
    found = Shelf(voices).find(voice)
    assert found is not None
    told = tmp_path / "told"
    child = Child([sys.executable, "-c", WATCHED, str(told), *map(str, found.files)], 60)
    assert child.ask(b'{"load": true}') == b"R"
    question = {
        "words": SHORT,
        "length_scale": 1.0,
        "seconds": 20,
        "reader": next(iter(readers(found.facts.files))),
    }
    assert child.ask(json.dumps(question).encode())[:1] == b"S"
    child.close()
    assert told.read_text() == ""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing")
def test_the_kernel_is_asked_for_no_socket_either(voices: Path, tmp_path: Path) -> None:
    found = Shelf(voices).find("v3nano")
    assert found is not None
    told = tmp_path / "told"
    command = [sys.executable, "-m", vieneu_child.__name__, *map(str, found.files)]
    question = b'{"load": true}'
    asked = len(question).to_bytes(4, "big") + question
    traced = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", str(told), *command]
    done = subprocess.run(traced, input=asked, capture_output=True)
    if b"PTRACE" in done.stderr:
        pytest.skip("no process may be traced here")
    assert done.stdout == b"\0\0\0\1R"
    assert "AF_INET" not in told.read_text()


def test_library_that_would_fetch_is_refused(voices: Path) -> None:
    """Should a later release ask the network all the same, it is not loaded; it is never answered."""
    code = (
        "import socket, sys; from broadcaster.speech.engines.voice_process import run;"
        "run(lambda: socket.create_connection(('127.0.0.1', 9)), 5.0)"
    )
    child = Child([sys.executable, "-c", code], 20)
    answer = child.ask(b'{"load": true}')
    child.close()
    assert answer.startswith(b"Enot_loaded\nConnectionRefusedError: socket.")


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A station whose catalogue takes any bytes for v3 Nano, and the tiny model on a stick."""
    folder = tmp_path / "dai"
    (folder / "voices").mkdir(parents=True)
    (folder / "station.yaml").write_text("name: Đài thử\nspeech: {engines: [vieneu, espeak]}\n")
    real = offers()["v3nano"]
    facts = {
        "engine": "vieneu", "title": {"vi": "a", "en": "b"}, "licence": "Apache-2.0", "source": "usb",
        "rate": real.rate, "speakers": real.speakers, "url": real.url,
        "files": {each.name: {} for each in real.files},
    }  # fmt: skip
    (folder / "voices" / "catalogue.yaml").write_text(json.dumps({"v3nano": facts}))
    vieneu_models.build("v3nano", tmp_path / "usb" / "v3nano")
    return folder


def test_voice_is_installed_from_a_stick_listed_with_its_readers_and_tried(
    station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def voices(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["--station", str(station), "voices", *arguments])
        told = capsys.readouterr()
        assert not ended.value.code, told.err
        return told.out + told.err

    told = voices("install", str(tmp_path / "usb" / "v3nano"), "--yes")
    assert "giấy phép: Apache-2.0" in told
    assert "giây cho 1 giây tiếng" in told
    assert "Ghi vieneu lên đầu" in told
    rows = {row["label"]: row for row in json.loads(voices("list", "--format", "json"))}
    assert rows["vieneu:v3nano"]["work"] > 0
    south = rows["vieneu:v3nano+Ái Hân"]
    assert (south["state"], south["about"]) == ("installed", "Nữ · Nam · Phong cách tin tức")
    assert "Nữ · Nam · Phong cách tin tức" in voices("list")
    written = tmp_path / "thu.wav"
    voices("try", "vieneu:v3nano+Ái Hân", "Kính thưa bà con.", "-o", str(written))
    assert written.stat().st_size > 10_000
