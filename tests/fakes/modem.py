"""A program that stands in for `gammu`: it sends, refuses, hangs, is late, breaks off, or behaves madly."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

TAKE, REFUSE, HANG, LATE, HALF, NO_DEVICE = "take", "refuse", "hang", "late", "half", "no-device"
FLOOD, GARBAGE, CRASH, CHILD, DEAF = "flood", "garbage", "crash", "child", "deaf"
"""It talks without end; in bytes that are no text; it dies after it sent; it leaves a child that holds its
output; it dies of a signal before it has read or sent anything."""

_PROGRAM = """\
#!{python}
import os, pathlib, signal, sys, time
folder = pathlib.Path({folder!r})
ways = (folder / "ways").read_text().split()
way = ways[min(len(list(folder.glob("call-*"))), len(ways) - 1)]
(folder / f"call-{{time.monotonic_ns()}}").write_text(repr(sys.argv[1:]))
if "--config" in sys.argv:
    (folder / "settings").write_text(pathlib.Path(sys.argv[sys.argv.index("--config") + 1]).read_text())
if way == "deaf":
    os.kill(os.getpid(), signal.SIGKILL)
text = sys.stdin.read()
if way == "garbage":
    sys.stdout.buffer.write(bytes([255, 254, 0, 27]) + b"[2J call 0912 345 678 " + bytes([7, 128, 13, 10]))
    sys.stdout.flush()
    sys.exit(77)
if way == "no-device":
    print("Error opening device, it doesn't exist.")
    sys.exit(2)
print("Sending SMS 1/1....waiting for network answer..", end="", flush=True)
if way == "flood":
    while True:
        os.write(1, bytes([255]) * 65536)
if way == "child" and os.fork() == 0:
    time.sleep(30)
    os._exit(0)
if way == "hang":
    time.sleep(3600)
if way == "late":
    time.sleep(1)
if way == "refuse":
    print("error 38, message reference=-1")
    sys.exit(1)
with open(folder / "sent", "a") as file:
    file.write(sys.argv[sys.argv.index("TEXT") + 1] + " " + text + "\\n")
    file.flush()
    os.fsync(file.fileno())
if way == "crash":
    os.write(1, b"OK, message reference=1")
    os.kill(os.getpid(), signal.SIGSEGV)
if way == "half":
    print("OK, message reference=1\\nSending SMS 2/2....waiting for network answer..error 38")
    sys.exit(1)
print("OK, message reference=1")
"""


@dataclass(frozen=True, slots=True)
class Modem:
    """The program and what it was asked."""

    folder: Path

    @property
    def program(self) -> Path:
        return self.folder / "bin" / "gammu"

    def behave(self, *ways: str) -> None:
        """Behave in each of these ways in turn, then always in the last."""
        (self.folder / "ways").write_text(" ".join(ways))

    @property
    def sent(self) -> list[str]:
        """What went out: the number, a space, the text."""
        path = self.folder / "sent"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def calls(self) -> list[str]:
        """The arguments of each call."""
        return [path.read_text() for path in sorted(self.folder.glob("call-*"))]


def modem(folder: Path, *ways: str) -> Modem:
    """Put the program into a folder; it behaves in each of these ways in turn, then always in the last."""
    made = Modem(folder)
    made.program.parent.mkdir(parents=True)
    made.behave(*ways)
    made.program.write_text(_PROGRAM.format(python=sys.executable, folder=str(folder)))
    made.program.chmod(0o755)
    return made
