"""The token of a session, kept for one terminal: a private file in the memory of the login."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError

_ROOM = "broadcaster"


class TokenFile:
    """Where the token of a person at a station is, at this terminal and in this login.

    It is named by terminal and session of the shell: another window asks again. Without a folder of the
    login in memory (`XDG_RUNTIME_DIR`), or without a terminal, nothing is kept.
    """

    def __init__(self, folder: Path, person: str) -> None:
        runtime, terminal = os.environ.get("XDG_RUNTIME_DIR"), _terminal()
        self._path: Path | None = None
        if runtime and terminal:
            facts = (str(folder.resolve()), person, terminal, str(os.getsid(0)))
            name = sha256("\0".join(facts).encode()).hexdigest()[:32]
            self._path = Path(runtime) / _ROOM / name

    def read(self) -> str | None:
        """The token, if it is kept and nobody else can read or have written it."""
        if self._path is None:
            return None
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return None
        with os.fdopen(handle) as file:
            seen = os.fstat(file.fileno())
            if seen.st_uid != os.getuid() or seen.st_mode & 0o077:
                return None
            return file.read(1000).strip() or None

    def write(self, token: str) -> None:
        """Keep a token; without a place for it the person is asked again the next time."""
        if self._path is None:
            return
        with suppress(BroadcasterError, OSError):
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            write_bytes(self._path, token.encode())

    def remove(self) -> None:
        """Forget the token."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _terminal() -> str | None:
    for stream in (sys.stdin, sys.stderr):
        with suppress(OSError, ValueError):
            return os.ttyname(stream.fileno())
    return None
