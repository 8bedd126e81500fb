"""Run `broadcaster run` with four busy threads in its process: the load for measuring starts."""

from __future__ import annotations

import sys
import threading
import time

from broadcaster.cli import main

BUSY = 4
AFTER = 8.0  # seconds until the load begins: under load the start takes half a minute, and it is not measured


def spin() -> None:
    """Compute without end, so that this thread holds Python's lock as much as possible."""
    time.sleep(AFTER)
    count = 0
    while True:
        count = (count + 1) % 1_000_003


if __name__ == "__main__":
    for _ in range(BUSY):
        threading.Thread(target=spin, daemon=True).start()
    main(sys.argv[1:])
