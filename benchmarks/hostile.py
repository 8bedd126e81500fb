"""How a file made to do harm is answered, measured in a process of its own."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from broadcaster.core.errors import BroadcasterError
{imports}
begun = time.monotonic()
try:
    answer = {work}
except BroadcasterError as error:
    answer = error.code
taken = time.monotonic() - begun
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
used = [resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, int(peak.split()[1]) >> 10]
print(json.dumps([answer, taken, *used]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    answer: str  # the code of the refusal, or what was taken in
    seconds: float
    child: int  # MB of the largest process that looks into the file
    waiting: int  # MB of the process that waits for it

    def __str__(self) -> str:
        figures = f"{self.seconds:6.2f} s   child {self.child:4} MB   waiting {self.waiting:4} MB"
        return f"{self.answer:28} {figures}"


def measured(imports: str, work: str, *arguments: str) -> Outcome:
    """Do something in a new process.

    Args:
        imports: lines that import what the work needs.
        work: an expression whose value is a text; it may refuse with an error of ours.
        arguments: its `sys.argv[1:]`.
    """
    program = _PROGRAM.format(imports=imports, work=work)
    done = subprocess.run([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, timeout=400)
    answer, seconds, child, waiting = json.loads(done.stdout)
    return Outcome(answer=answer, seconds=seconds, child=child, waiting=waiting)


def shown(files: Iterable[tuple[str, bytes]], take: Callable[[Path], Outcome], folder: Path) -> None:
    """Show what becomes of each file, and what else lies in the folder afterwards."""
    for name, data in files:
        source = folder / "hostile"
        source.write_bytes(data)
        found = take(source)
        source.unlink()
        left = [path.name for path in folder.iterdir()]
        print(f"{name:42} {len(data) / 2**20:5.1f} MB   {found}   {left or ''}", flush=True)


def png(width: int, height: int, rows: int = 0, more: bytes = b"") -> bytes:
    """A PNG of one colour, whose data has no more than `rows` rows, with further chunks before them."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 + 4 * width)) for _ in range(rows)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + more + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
