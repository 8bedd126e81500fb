"""Readers of a station's events, each with the level: as many open console pages.

    python -m benchmarks.readers FOLDER COUNT

Runs until it is killed; prints a line when all have had their first event.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from broadcaster.api.protocol.client import Client
from broadcaster.core.errors import BroadcasterError


def follow(folder: Path, began: threading.Semaphore) -> None:
    """Read until the station ends; while it starts, try again."""
    while True:
        try:
            events = Client(folder / "state").events(level=True)
            events.next(30)
            began.release()
            while True:
                events.next(30)
        except BroadcasterError:
            threading.Event().wait(1)


def main() -> None:
    """Follow."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    began = threading.Semaphore(0)
    for _ in range(count):
        threading.Thread(target=follow, args=(folder, began), daemon=True).start()
    for _ in range(count):
        began.acquire()
    print(f"{count} readers follow", file=sys.stderr, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
