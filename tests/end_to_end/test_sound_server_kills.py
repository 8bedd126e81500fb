"""kill -9 of the sound server at random moments of playout: sound is back, nothing is said twice.

`tests.counts` says how many times. Every life of the server is recorded;
each sentence of the programme is sought in what was recorded.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadcaster.playout.listening.comparison import Samples, find, level
from broadcaster.studio.render.store import from_json
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


KILLS = counted(50)
BACK = 2.0  # seconds from the server's return to the first sound
RATE = 24000
LOUD = 0.002  # of full scale
QUIET = 0.01  # of full scale: a piece that is more quiet is like any other
PIECE, SLIP = RATE // 5, RATE // 2  # frames: one piece, the longest gap
ANCHORS = 3  # last pieces by which a sentence is sought
SURE = 0.9  # correlation by which a single piece is known
SAME = 0.75  # correlation of what is the same, resampled twice
MOST = 0.75  # of the pieces: on a busy machine some have gaps inside
DEVICE = SETTINGS.replace("output: none\n", "")
SENTENCES = (
    "Kính thưa toàn thể bà con phường nhà.",
    "Sáng mai chúng ta cùng dọn sạch đường làng ngõ xóm.",
    "Mỗi hộ cử một người mang theo cuốc xẻng và chổi.",
    "Các cháu học sinh được nghỉ, nhớ giúp đỡ ông bà.",
    "Trạm y tế khám bệnh miễn phí cho người cao tuổi.",
    "Ai có thẻ bảo hiểm xin mang theo khi đến khám.",
    "Nước sạch sẽ tạm ngừng cấp từ trưa đến chiều.",
    "Xin cảm ơn bà con đã chú ý lắng nghe.",
)


class Server:
    """A sound server with a null sink that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.environment = {"PULSE_SERVER": f"unix:{folder}/sock", "PULSE_COOKIE": f"{folder}/cookie"}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, rate: int) -> float:
        """Start it; the monotonic instant at which it answered."""
        names = ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH")
        modules = (
            f"module-native-protocol-unix socket={self.folder}/sock auth-anonymous=1",
            f"module-null-sink sink_name=ward rate={rate} channels=2 norewinds=1",
        )
        (self.folder / "sock").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
            + [f"-L{module}" for module in modules],
            env={**os.environ, **dict.fromkeys(names, str(self.folder))},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                with socket.socket(socket.AF_UNIX) as door:
                    door.connect(f"{self.folder}/sock")
                return time.monotonic()
            except OSError:
                time.sleep(0.002)
        raise AssertionError("the sound server does not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def __enter__(self) -> Server:
        self.start(48000)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@dataclass
class Tape:
    """What the monitor heard in one life of the server."""

    environment: dict[str, str]
    data: bytearray = field(default_factory=bytearray)
    first_sound: float | None = None  # monotonic

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        command = ["parec", "-d", "ward.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        for _ in range(100):
            with subprocess.Popen(
                [*command, "--latency-msec=5", "--process-time-msec=2"],
                env={**os.environ, **self.environment},
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            ) as process:  # fmt: skip
                assert process.stdout is not None
                while block := os.read(process.stdout.fileno(), 65536):
                    self._take(block)
            if self.data:
                return
            time.sleep(0.01)

    def _take(self, block: bytes) -> None:
        self.data += block
        whole = np.frombuffer(block[: len(block) // 2 * 2], "<i2")
        if self.first_sound is None and len(whole) and np.abs(whole).max() > LOUD * 32768:
            self.first_sound = time.monotonic()

    def end(self) -> Samples:
        """The samples, once the server is dead."""
        self._thread.join(5)
        assert not self._thread.is_alive()
        return _floats(np.frombuffer(bytes(self.data[: len(self.data) // 2 * 2]), "<i2"))


def _floats(samples: NDArray[np.int16]) -> Samples:
    return samples.astype(np.float32) / np.float32(32768)


def sentences(folder: Path) -> list[Samples]:
    """The sound of each sentence as it was rendered."""
    (sheet,) = (folder / "audio_cache/programmes").rglob("*.json")
    programme = from_json(sheet.read_bytes(), sheet.with_suffix(".wav")).programme
    raw = _floats(np.fromfile(programme.path, "<i2")[-programme.frames :])
    return [raw[cue.start_frame : cue.end_frame] for cue in programme.cues]


def times_whole(sentence: Samples, tape: Samples) -> int:
    """How many times a sentence is heard from its beginning to its end."""
    sentence = sentence[: int(np.flatnonzero(np.abs(sentence) > LOUD)[-1]) + 1]
    rest, count = tape.copy(), 0
    while (over := _end_of(sentence, rest)) is not None:
        # The tape ends where the server was killed: what ends later was not heard to its end.
        count += over <= len(tape) and _is_whole(sentence, tape, over)
        rest[max(0, over - len(sentence)) : over] = 0
    return count


def _end_of(sentence: Samples, tape: Samples) -> int | None:
    """Where a sentence ends in a recording, by one of its last pieces: a gap may lie in the others."""
    for number in range(1, ANCHORS + 1):
        first = len(sentence) - number * PIECE
        match = find(sentence[first : first + PIECE], tape) if len(tape) > PIECE else None
        if match is not None and match.score >= SURE:
            return match.offset + number * PIECE
    return None


def _is_whole(sentence: Samples, tape: Samples, over: int) -> bool:
    """Most pieces of the sentence that ends at `over` are there; a busy machine may have put gaps between."""
    heard = pieces = 0
    for first in range(len(sentence) - PIECE, -1, -PIECE):
        piece = sentence[first : first + PIECE]
        if level(piece) < QUIET:
            continue
        place = max(0, over - (len(sentence) - first) - SLIP)
        around = tape[place : place + PIECE + 2 * SLIP]
        if len(around) < PIECE:
            return False
        match = find(piece, around)
        pieces += 1
        if match.score >= SAME:
            heard += 1
            over = place + match.offset + len(sentence) - first
    return heard >= MOST * pieces


def campaign(station: Broadcaster, server: Server, spoken: list[Samples], back: list[float]) -> int:
    """Play and kill until there were enough kills; how many airings there were."""
    chance = random.Random(20261127)
    played = 0
    with station.running():
        while len(back) < KILLS:
            played += 1
            tapes = play_and_kill(station, server, chance, back)
            wait_for(lambda n=played: [r["outcome"] for r in station.look("log")] == ["aired"] * n, 60)  # type: ignore[misc]
            server.kill()
            heard = [tape.end() for tape in tapes]
            counts = [sum(times_whole(sentence, tape) for tape in heard) for sentence in spoken]
            assert counts == [1] * len(spoken), f"airing {played}"
            server.start(48000)
            wait_for(lambda: bool(station.look("status")["output"]["ok"]))
    return played


def play_and_kill(
    station: Broadcaster, server: Server, chance: random.Random, back: list[float]
) -> list[Tape]:
    """One airing with some kills in it; the recordings, the last of which still runs."""
    tapes = [Tape(server.environment)]
    wait_for(lambda: bool(tapes[0].data))
    station("play", "dai", "--no-wait")
    wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
    for _ in range(4):
        time.sleep(chance.uniform(0.2, 6.0))
        if len(back) >= KILLS or not station.json("status")["on_air"]:
            break
        server.kill()
        time.sleep(chance.uniform(0.0, 1.5))
        # Another rate each time: the station must not care.
        up = server.start(chance.choice((44100, 48000)))
        tapes.append(Tape(server.environment))
        wait_for(lambda: tapes[-1].first_sound is not None, 10)
        back.append((tapes[-1].first_sound or 0.0) - up)
    return tapes


@pytest.mark.slow
def test_sound_server_killed_at_random_moments_sound_is_back_and_nothing_is_said_twice(
    station: Broadcaster, tmp_path: Path
) -> None:
    text = "".join(f"      {sentence}\n" for sentence in SENTENCES)
    station.write("station.yaml", DEVICE)
    station.write("messages/dai.yaml", f"title: Dài\nrepeat: 1\nparts:\n  - say: |\n{text}")
    assert station("render", "dai").returncode == 0
    spoken = sentences(station.folder)
    assert len(spoken) == len(SENTENCES)
    back: list[float] = []
    with Server(tmp_path / "pulse") as server:
        station.environment |= server.environment
        played = campaign(station, server, spoken, back)
    events = [row["code"] for row in station.json("log", "events")]
    assert station("log", "verify").returncode == 0
    assert len(station.json("log")) == played
    assert "playout.output_lost" in events
    worst, middle = max(back), sorted(back)[len(back) // 2]
    sys.stdout.write(
        f"\n{len(back)} kills in {played} airings: sound back {middle:.2f} s (median), {worst:.2f} s (worst) "
        "after the server\n"
    )
    assert worst <= BACK
