"""Record a monitor in a process of its own: `python -m benchmarks.recorder OUT SECONDS [DEVICE]`.

Writes mono 48 kHz raw samples to OUT and, at the end, OUT.json with the wall time of sample 0. Says
REC on stdout when the first bytes have come: only then is it safe to play, for an idle null sink
blocks its first stream for up to two seconds.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

RATE = 48000


def record(out: Path, seconds: float, device: str = "ward.monitor") -> None:
    """Record until `seconds` have passed or SIGTERM comes."""
    end = [time.monotonic() + seconds]
    signal.signal(signal.SIGTERM, lambda *_: end.__setitem__(0, 0.0))
    parec = ["parec", "-d", device, "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"]
    with subprocess.Popen(
        [*parec, "--latency-msec=5", "--process-time-msec=2"], stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        frames, origin = 0, float("inf")
        with out.open("wb") as file:
            while time.monotonic() < end[0]:
                data = os.read(process.stdout.fileno(), 65536)
                now = time.time()
                if not data:
                    break
                if not frames:
                    print("REC", flush=True)
                file.write(data)
                frames += len(data) // 2
                # Scheduling can only delay: the least difference is the true one.
                origin = min(origin, now - frames / RATE)
        process.terminate()
    Path(f"{out}.json").write_text(json.dumps({"origin": origin, "frames": frames, "rate": RATE}))


if __name__ == "__main__":
    record(Path(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:4])
