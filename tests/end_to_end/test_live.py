"""A voice at the microphone, at a real sound server."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.steady import before_others, gaps, hum, in_real_time, ours, tone_beside

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


LATENCY = 0.25  # seconds from microphone to loudspeaker, at most
LEVEL = 0.02


def bursts(seconds: float) -> soundlab.Samples:
    """A tenth of a second of tone each half second."""
    t = np.arange(int(seconds * soundlab.RATE)) / soundlab.RATE
    tone = np.where((t % 0.5) < 0.1, 0.4 * np.sin(2 * np.pi * 1000 * t), 0.0)
    return tone.astype(np.float32)


def started(station: Broadcaster) -> bool:
    return bool((station.look("status")["on_air"] or {}).get("started"))


@pytest.mark.slow
def test_voice_at_the_microphone_is_heard_within_a_quarter_of_a_second(
    station: Broadcaster, tmp_path: Path
) -> None:
    station.write("station.yaml", SETTINGS.replace("output: none\n", ""))
    with before_others(), soundlab.null_sink(tmp_path / "pulse") as server:
        environment = soundlab.add_microphone(server)
        in_real_time(server)
        station.environment |= environment
        with station.running():
            mouth = soundlab.Recording(tmp_path / "mouth.raw", environment, 60, "mic.monitor")
            ear = soundlab.Recording(tmp_path / "ear.raw", environment, 60)
            with subprocess.Popen(
                station.command("live", "--for", "60s"),
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=station.environment,
                text=True,
            ) as live:
                wait_for(lambda: started(station))
                soundlab.speak(bursts(5), environment).wait(20)
                time.sleep(0.5)
                _, errors = live.communicate("q\n", timeout=20)
            assert live.returncode == 0, errors
            heard, heard_origin = ear.end()
            spoken, spoken_origin = mouth.end()
    starts = [soundlab.onsets(s, silence=0.2, level=LEVEL) for s in (spoken, heard)]
    said = [i / soundlab.RATE + spoken_origin for i in starts[0]]
    came = [i / soundlab.RATE + heard_origin for i in starts[1]]
    # A virtual machine may be halted as a whole for a moment, and a burst with it.
    assert len(came) >= len(said) - 1 >= 9
    delays = [b - max(a for a in said if a < b) for b in came]
    assert float(np.median(delays)) < LATENCY, delays
    (row,) = station.json("log")
    assert (row["kind"], row["message"], row["outcome"]) == ("live", "(live)", "aired")
    assert row["who"]


@pytest.mark.parametrize("seconds", [30, 300])
def test_voice_at_the_microphone_has_no_gap(station: Broadcaster, tmp_path: Path, seconds: int) -> None:
    station.write("station.yaml", SETTINGS.replace("output: none\n", ""))
    with before_others(), soundlab.null_sink(tmp_path / "pulse") as server:
        environment = soundlab.add_microphone(server)
        in_real_time(server)
        station.environment |= environment
        with station.running(), tone_beside(tmp_path, environment) as beside:
            speaking = soundlab.speak(np.tile(hum(), seconds // 2 + 15), environment)
            with subprocess.Popen(
                station.command("live", "--for", "10m"),
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=station.environment,
                text=True,
            ) as live:
                wait_for(lambda: started(station))
                time.sleep(1.0)
                mouth = soundlab.Recording(tmp_path / "mouth.raw", environment, seconds + 30, "mic.monitor")
                ear = soundlab.Recording(tmp_path / "ear.raw", environment, seconds + 30)
                time.sleep(seconds)
                heard, origin = ear.end()
                spoken, _ = mouth.end()
                live.communicate("q\n", timeout=20)
            speaking.kill()
            speaking.wait()
    assert gaps(spoken) == []
    assert ours(gaps(heard), origin, beside) == []
    (row,) = station.json("log")
    assert (row["outcome"], row["reason"]) == ("aired", None)


def test_chunks_of_a_client_are_aired_though_some_are_lost_or_late(
    station: Broadcaster, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    station.write("station.yaml", SETTINGS.replace("output: none", f"output: {{file: {out}}}"))
    tone = (0.3 * 32767 * np.sin(2 * np.pi * 1000 * np.arange(48000 * 3) / 48000)).astype("<i2").tobytes()
    size = len(tone) // 30
    with station.running():
        client = HttpClient(station.folder / "state")
        place = f"/api/v1/live/{client.post('/api/v1/live', {'form': 'pcm', 'seconds': 30})['ticket']}"
        airing = client.post(f"{place}/talk", {"on": True})["id"]
        order = [n for n in range(30) if n not in (7, 20)]
        order[3], order[4] = order[4], order[3]
        begun = time.monotonic()
        for count, number in enumerate(order):
            client.send(f"{place}/chunks/{number}", tone[number * size : (number + 1) * size])
            time.sleep(max(0.0, begun + (count + 1) * 0.1 - time.monotonic()))
        assert client.get(place)["lost"] == 2
        client.post(f"{place}/end", {})
        wait_for(lambda: client.get(f"/api/v1/requests/{airing}")["outcome"] == "aired")
        with pytest.raises(BroadcasterError, match=r"service\.no_session"):
            client.post("/api/v1/live/guessed/talk", {"on": True})
    wait_for(lambda: bool(list(out.glob("*.wav"))))
    (file,) = out.glob("*.wav")
    from broadcaster.playout.outputs.output import FRAME_BYTES

    assert file.stat().st_size > 2.5 * 24000 * FRAME_BYTES / 2


def test_speaker_who_is_gone_leaves_no_open_microphone(station: Broadcaster) -> None:
    with station.running():
        client = HttpClient(station.folder / "state")
        place = f"/api/v1/live/{client.post('/api/v1/live', {'form': 'pcm'})['ticket']}"
        client.post(f"{place}/talk", {"on": True})
        client.send(f"{place}/chunks/0", bytes(9600))
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["cut"])
    (row,) = station.json("log")
    assert row["reason"] == "whoever spoke is no longer there"


def test_emergency_takes_the_air_from_a_voice_which_is_told_and_ends(station: Broadcaster) -> None:
    with station.running():
        client = HttpClient(station.folder / "state")
        place = f"/api/v1/live/{client.post('/api/v1/live', {'form': 'pcm'})['ticket']}"
        airing = client.post(f"{place}/talk", {"on": True})["id"]
        client.send(f"{place}/chunks/0", bytes(9600))
        wait_for(lambda: started(station))
        assert (
            station("say", "Nước lũ đang lên nhanh.", "--priority", "emergency", "--no-wait").returncode == 0
        )
        wait_for(lambda: client.get(f"/api/v1/requests/{airing}")["outcome"] == "cut")
        reason = client.get(f"/api/v1/requests/{airing}")["reason"]
        assert reason == "an emergency took the air, the live voice has ended"


def test_missing_input_is_told_and_nothing_airs(station: Broadcaster) -> None:
    with station.running():
        done = subprocess.run(
            station.command("live", "--input", "khong-co"),
            env=station.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode != 0
    assert "sound input cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
