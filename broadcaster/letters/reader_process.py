"""Read a letter in a child process, in a folder of its own.

A hostile file costs that process and nothing else.

The process that made a folder holds a lock on it, which ends with that process. A folder without its lock was
left behind by one that was killed: whoever makes the next folder removes it.

The child runs this module: the file comes on its standard input, its answer is JSON on its standard output.
It limits its own memory, CPU time and file sizes before it looks at the file; stricter limits that it was
started with stay.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import BroadcasterError, LettersError
from broadcaster.letters.model import Letter
from broadcaster.letters.readers.registry import LARGEST, read

PREFIX = "broadcaster-letter-"
YOUNG = 60.0  # seconds: a folder may be without its lock for the moment in which it is made


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, removed at the end with all that is in it."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(around: Path) -> None:
    """Remove the folders in `around` that killed processes of this account left behind."""
    for folder in around.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if _is_old(folder.lstat()):
                _remove(folder)


def _is_old(found: os.stat_result) -> bool:
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and time.time() - found.st_mtime > YOUNG


def _remove(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


HARD_MEMORY = 4 << 30  # bytes of address space that a program of its own may be given
MEMORY = 1 << 30  # bytes of address space: a letter of 300 pages takes a quarter
CPU = 120  # seconds; recognising one page takes four
PATIENCE = 200.0  # seconds until the parent gives up
WRITTEN = 200 << 20  # bytes of one temporary file


def received(path: Path) -> bytes:
    """The bytes of a letter's file; one that is too large is not read to its end.

    Raises:
        LettersError: it is larger than a letter may be.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise LettersError("letter.too_large", largest=LARGEST >> 20)
    return data


def read_apart(data: bytes, *, patience: float = PATIENCE) -> Letter:
    """The letter in a file, read in a child process. Call it on a thread that waits for it.

    Raises:
        LettersError: the file is broken, of no known kind, or takes too much memory or time.
    """
    from pydantic import TypeAdapter

    letter: Letter = TypeAdapter(Letter).validate_python(asked(__name__, data, patience=patience)["letter"])
    return letter


def asked(module: str, data: bytes, *arguments: str, patience: float = PATIENCE) -> dict[str, Any]:
    """What a module answers about a file, run in a child process; it answers by `answer`.

    Args:
        module: its full name.
        data: the file.
        arguments: for its command line.
        patience: seconds until the child is given up.

    Raises:
        LettersError: the file is broken, of no known kind, or takes too much memory or time.
    """
    # -I is not used: the package may be installed in the user's own folder.
    command = [sys.executable, "-m", module, *arguments]
    # The child may be killed: what it and the programs that it starts leave behind is cleared away here.
    with scratch() as folder:
        code, output = _answer(command, data, str(folder), patience)
    try:
        found = json.loads(output)
    except ValueError as error:
        over = code in (-signal.SIGXCPU, -signal.SIGKILL)
        raise LettersError("letter.too_slow" if over else "letter.broken") from error
    if "error" in found:
        raise LettersError(found["error"], **found["facts"])
    answered: dict[str, Any] = found
    return answered


def _answer(command: list[str], data: bytes, folder: str, patience: float) -> tuple[int, bytes]:
    """How the child ended, and what it wrote. Nothing of its session runs on afterwards."""
    child = subprocess.Popen(
        foreign(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": folder},
        start_new_session=True,
    )
    try:
        output, _ = child.communicate(data, timeout=patience)
    except subprocess.TimeoutExpired as error:
        raise LettersError("letter.too_slow") from error
    finally:
        # LibreOffice starts programs of its own: to kill the child alone leaves them running.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
    return child.returncode, output


def answer(work: Callable[[bytes], dict[str, Any]]) -> int:
    """In the child: do the work on the file on standard input, and answer on standard output."""
    _limit()
    found: dict[str, Any]
    try:
        found = work(sys.stdin.buffer.read())
    except BroadcasterError as error:
        found = {"error": error.code, "facts": dict(error.facts)}
    except (MemoryError, RecursionError):
        found = {"error": "letter.too_big_to_read", "facts": {}}
    sys.stdout.write(json.dumps(found))
    return 0


def _read(data: bytes) -> dict[str, Any]:
    from dataclasses import asdict

    return {"letter": asdict(read(data))}


def _limit() -> None:
    # LibreOffice is given more than this process (prlimit in `doc`): the hard bound must leave room for it.
    _bound(resource.RLIMIT_AS, MEMORY, HARD_MEMORY)
    _bound(resource.RLIMIT_CPU, CPU, CPU + 5)
    _bound(resource.RLIMIT_FSIZE, WRITTEN, WRITTEN)
    _bound(resource.RLIMIT_CORE, 0, 0)
    os.nice(5)


def _bound(kind: int, soft: int, hard: int) -> None:
    """Set a limit; where a stricter one holds already, that one stays."""
    old = resource.getrlimit(kind)[1]
    most = hard if old == resource.RLIM_INFINITY else min(hard, old)
    resource.setrlimit(kind, (min(soft, most), most))


if __name__ == "__main__":
    sys.exit(answer(_read))
