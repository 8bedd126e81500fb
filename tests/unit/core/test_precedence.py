from __future__ import annotations

import signal
import subprocess
import sys

import pytest

PROGRAM = """
import os, subprocess, sys, threading
from broadcaster.core.precedence import SOURCE_RANK, run_in_real_time
before = subprocess.Popen(["sleep", "60"])
allowed = run_in_real_time(SOURCE_RANK)
inside = []
thread = threading.Thread(target=lambda: inside.append(os.sched_getscheduler(0)))
thread.start()
thread.join()
print(allowed, os.sched_getscheduler(0) == os.SCHED_RR, inside[0] == os.SCHED_RR,
      os.sched_getscheduler(before.pid) == os.SCHED_RR)
before.kill()
sys.stdout.flush()
while allowed and "spin" in sys.argv:
    pass
"""


def test_thread_and_those_that_it_starts_run_in_real_time_where_that_is_allowed() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() in (["True", "True", "True", "False"], ["False", "False", "False", "False"])


@pytest.mark.patient
def test_process_that_computes_without_a_pause_in_real_time_is_ended() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "spin"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == (-signal.SIGXCPU if done.stdout.startswith("True") else 0)
