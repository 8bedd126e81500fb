"""The time of the command line for `--help` and `check`, beside Python itself and pip.

    python -m benchmarks.startup [RUNS]

Whole processes, from start to end; the median and the longest of the runs, after one that warms up.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
COMMANDS = {
    "broadcaster --help": [str(Path(PYTHON).with_name("broadcaster")), "--help"],
    "broadcaster check (example station)": [str(Path(PYTHON).with_name("broadcaster")), "check"],
    "python -c pass": [PYTHON, "-c", "pass"],
    "python -m pip --help": [PYTHON, "-m", "pip", "--help"],
}


def spent(command: list[str]) -> float:
    """Milliseconds that one run takes."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - begun)


def main() -> None:
    """Measure in turn, so that a busy moment affects all equally, and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(runs + 1):
        for name, command in COMMANDS.items():
            figure = spent(command)
            if number:
                times[name].append(figure)
    print(f"| {'command':<38} | median, ms | longest, ms |")
    for name, figures in times.items():
        print(f"| {name:<38} | {statistics.median(figures):>10.0f} | {max(figures):>11.0f} |")


if __name__ == "__main__":
    main()
