"""Years of airings: no process of the station keeps a file open for each."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks import soundlab
from broadcaster.api.protocol.http_client import HttpClient
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.kills import command

pytestmark = pytest.mark.patient

AIRINGS = counted(60, least=20)
SPOKEN = 10  # each tenth is rendered
WARM = 10  # airings after which everything that is kept open for good is open
SPARE = 3  # of a process, whatever number airs: a request under way, a file that is just being read
RATE = 24000
LISTENING = SETTINGS.replace("output: none\n", "output: {listen: monitor}\n")


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def handles(pid: int) -> dict[str, list[str]]:
    """What each process of the station has open, by what it is."""
    found: dict[str, list[str]] = {}
    for one in family(pid):
        with suppress(OSError):
            words = command(one).split()
            name = next((word for word in words if word.startswith("broadcaster.")), words[0])
            open_ = [str(handle.readlink()) for handle in Path(f"/proc/{one}/fd").iterdir()]
            found[name] = found.get(name, []) + open_
    return found


def tone(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"\x00\x20\x00\xe0" * (RATE // 4))


def test_many_airings_leave_nothing_open_in_any_process(station: Broadcaster, tmp_path: Path) -> None:
    sound = tmp_path / "chuong.wav"
    tone(sound)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        station.write(
            "station.yaml",
            LISTENING + f"keying: {{type: file, file: {tmp_path}/relay, settle: 0s, noise: 0s, tail: 0s}}\n",
        )
        client = HttpClient(station.folder / "state")
        with station.running() as process:
            wait_for(lambda: not client.get("/api/v1/status")["listen"]["deaf"])
            counts: list[dict[str, list[str]]] = []
            for number in range(AIRINGS):
                asked = (
                    client.post("/api/v1/say", {"text": f"Tin số {number}."})
                    if number % SPOKEN == 0
                    else client.post("/api/v1/play-file", {"path": str(sound)})
                )
                end = client.get(f"/api/v1/requests/{asked['id']}?wait=20")
                assert end["outcome"] == "aired", end
                if number in (WARM, AIRINGS - 1):
                    wait_for(lambda: client.get("/api/v1/status")["on_air"] is None)
                    time.sleep(5)  # what listens judges seconds later
                    counts.append(handles(process.pid))
    before, after = counts
    assert {"broadcaster.playout.air", "broadcaster.playout.keying", "broadcaster.playout.listening"} <= set(
        after
    )
    grown = {
        name: sorted(set(open_) - set(before.get(name, [])))
        for name, open_ in after.items()
        if len(open_) > len(before.get(name, [])) + SPARE and name in before
    }
    print({name: (len(before.get(name, [])), len(open_)) for name, open_ in after.items()})  # noqa: T201 - figures
    assert grown == {}
