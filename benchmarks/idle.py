"""Memory and CPU of all processes of the station while nothing is on air.

    python -m benchmarks.idle [SECONDS]

A copy of the example station, its engine espeak alone, runs at a null sink, API on; after its programmes
are rendered and the render process has ended, memory (proportional set size) is summed and CPU time is
counted over a minute.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.soundlab import null_sink

ROOT = Path(__file__).parent.parent
SETTLE = 50  # seconds until everything is rendered and the render process has ended
TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = Path("/proc")


def family(pid: int, processes: Path = PROCESSES) -> list[int]:
    """The ids of a process and of all its descendants; what ends while it is looked at may be missing."""
    found = [pid]
    for child in _children(processes / str(pid) / "task"):
        found += family(child, processes)
    return found


def _children(threads: Path) -> list[int]:
    """What the threads of a process have started."""
    found: list[int] = []
    with suppress(OSError):  # the process has ended
        for thread in threads.iterdir():
            with suppress(OSError):  # this thread has
                found += map(int, (thread / "children").read_text().split())
    return found


def memory(pid: int) -> float:
    """Proportional set size in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]) / 1000


def cpu(pid: int) -> float:
    """Seconds of CPU used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def lives(pid: int) -> bool:
    """False for a process that has ended, also if its parent has not waited for it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def name(pid: int) -> str:
    """The module or command that a process runs."""
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return next((word for word in words if word.startswith("broadcaster.")), "station")


def measure(station: int, seconds: float) -> list[tuple[str, float, float]]:
    """Name, MB and percent of one core for each process of a station that is idle."""
    time.sleep(SETTLE)
    processes = family(station)
    before = {pid: cpu(pid) for pid in processes}
    time.sleep(seconds)
    return [
        (name(pid), memory(pid), 100 * (cpu(pid) - before[pid]) / seconds) for pid in processes if lives(pid)
    ]


def main() -> None:
    """Measure and print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory(prefix="idle-") as temporary:
        folder = Path(temporary)
        for item in ("station.yaml", "lexicon.yaml", "messages", "schedules", "recordings"):
            source = ROOT / item
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / item)
        settings = folder / "station.yaml"
        settings.write_text(settings.read_text().replace("[piper, gtts, espeak]", "[espeak]"))
        with null_sink(folder / "pulse") as environment:
            command = [sys.executable, "-m", "broadcaster", "--station", str(folder), "run", "--trust-clock"]
            with subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT) as process:
                try:
                    rows = measure(process.pid, seconds)
                finally:
                    process.terminate()
    print(f"| {'process':<28} | PSS, MB | CPU, % |")
    for what, megabytes, percent in [*rows, ("all", sum(r[1] for r in rows), sum(r[2] for r in rows))]:
        print(f"| {what:<28} | {megabytes:>7.1f} | {percent:>6.2f} |")


if __name__ == "__main__":
    main()
