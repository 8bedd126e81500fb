"""The time until an emergency is heard at a null sink, among many other requests.

    python -m benchmarks.urgent_crowd [PEOPLE] [RUNS] [KIND…]

As `benchmarks.urgency` measures it, with one of the crowds of `benchmarks.crowd` at the socket, all of one
client process. On air is a tone of class *priority*, so that what the crowd wants said waits behind it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import KINDS, crowd, row, timed
from benchmarks.soundlab import Recording, null_sink
from benchmarks.start_accuracy import running
from benchmarks.urgency import LOW, Heard, edge, make_station, make_tone, wait_until_ready
from broadcaster.api.protocol.http_client import HttpClient

LATENCY = 0.05  # seconds
BACK = 1.2  # seconds after `stop` until the tone is heard again for certain


def measure(folder: Path, kind: str, people: int, runs: int) -> dict[str, list[float]]:
    """Air an emergency over the tone `runs` times; milliseconds of each kind."""
    station = folder / "station"
    make_station(station, LATENCY)
    settings = station / "station.yaml"
    settings.write_text(settings.read_text().replace("[tone]", "[espeak]"))
    make_tone(station / "recordings/low.wav", LOW, 600)
    client = HttpClient(station / "state")
    asked: list[float] = []
    answered: list[float] = []
    stopped: list[float] = []
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, 120 + 5 * runs)
        with running(station, environment, busy=False) as process:
            wait_until_ready(station)
            client.post("/api/v1/play", {"message": "thuong", "priority": "priority"})
            time.sleep(BACK)
            with crowd(kind, station / "state", people):
                for _ in range(runs):
                    asked.append(time.time())
                    emergency: dict[str, object] = {"message": "khan", "priority": "emergency"}
                    answered.append(timed(lambda: client.post("/api/v1/play", emergency)))  # noqa: B023
                    time.sleep(0.6)
                    stopped.append(timed(lambda: client.post("/api/v1/stop", {})))
                    time.sleep(BACK)
            samples, origin = recording.end()
            process.kill()
    heard = Heard(samples, origin, edge=edge(station))
    firsts = [1000 * (heard.begins(moment) - moment) for moment in asked]
    return {"emergency, heard": firsts, "emergency, answer": answered, "stop, answer": stopped}


def main() -> None:
    """Measure and print the table."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    for kind in sys.argv[3:] or KINDS:
        with tempfile.TemporaryDirectory(prefix="urgent-crowd-", ignore_cleanup_errors=True) as folder:
            for name, figures in measure(Path(folder), kind, people, runs).items():
                print(row(kind, name, figures), flush=True)


if __name__ == "__main__":
    main()
