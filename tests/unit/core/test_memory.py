"""Freed memory goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

SIGN_INS = """
import ctypes, sys
from broadcaster.core.memory import keep_small

if sys.argv[1] == "small":
    keep_small()
library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
library.malloc.argtypes = [ctypes.c_size_t]

def held():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Private_Dirty"))

before = held()
for _ in range(3):
    block = library.malloc(19 << 20)
    ctypes.memset(block, 1, 19 << 20)
    above = library.malloc(1000)  # what lives on above it keeps the heap from shrinking
    library.free(block)
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc of Linux")
def test_the_block_of_a_hash_is_not_kept() -> None:
    kept = {}
    for way in ("small", "as it is"):
        done = subprocess.run(
            [sys.executable, "-c", SIGN_INS, way], capture_output=True, text=True, check=True
        )
        kept[way] = int(done.stdout)
    assert kept["small"] < 2_000, "kB"
    assert kept["as it is"] > 15_000, "glibc gives it back by itself: nothing is needed any more"
