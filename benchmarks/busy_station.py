"""`broadcaster run` with four busy threads in its process: the load under which starts are measured."""

from __future__ import annotations

import sys
import threading
import time

from broadcaster.cli import main

BUSY = 4
AFTER = 8.0  # seconds: under such load starting alone takes half a minute, and is not what is measured


def spin() -> None:
    """Hold Python's lock as much as a thread can."""
    time.sleep(AFTER)
    count = 0
    while True:
        count = (count + 1) % 1_000_003


if __name__ == "__main__":
    for _ in range(BUSY):
        threading.Thread(target=spin, daemon=True).start()
    main(sys.argv[1:])
