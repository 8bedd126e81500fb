"""Text messages by the command `gammu`: an argument list, never a shell; the text goes by its input."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from broadcaster.core.child_processes import foreign
from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.news.sms import is_basic
from broadcaster.notices.sender.orders import Orders
from broadcaster.notices.sender.way import NotTaken, reason

COMMAND = "gammu"
TIME_LIMIT = 60.0  # seconds; a modem needs some 3 s a part, and up to 30 s to find its network
_SENDING = re.compile(r"sending sms", re.IGNORECASE)
_TAKEN = re.compile(r"\bOK\b")
_NUMBER = re.compile(r"\+?\d(?:[ .()-]?\d){6,}")
"""A telephone number, however a modem writes it: none stands in a reason."""

_KEPT = 4096  # bytes of the beginning and of the end of what it says
_LOOK = 0.05  # seconds between two looks whether it has ended
_DYING = 1.0  # seconds for a killed program to be gone


def found() -> str | None:
    """Where the command is; None where it is not installed."""
    return shutil.which(COMMAND)


class Gammu:
    """See `WayOut`; `address` is a telephone number.

    Args:
        config: gammu's settings file; "" for its own.
        time_limit: seconds for one message.
    """

    def __init__(
        self, config: str, *, time_limit: float = TIME_LIMIT, where: Callable[[], str | None] = found
    ) -> None:
        self._config = config
        self._limit = time_limit
        self._where = where

    def send(self, message: NoticeMessage, address: str) -> None:
        """Hand a message to the modem."""
        program = self._where()
        if program is None:
            raise NotTaken(reason("notices.failed.no_gammu"))
        text = message.body
        command = ["sendsms", "TEXT", address, "-autolen", str(len(text))]
        command += [] if is_basic(text) else ["-unicode"]
        try:
            with self._settings() as (told, files):
                code, said = _talked([program, *told, *command], text.encode(), self._limit, files)
        except OSError as error:
            raise NotTaken(reason("notices.failed.modem", error.strerror or "")) from None
        if code is None:
            raise NotTaken(reason("notices.failed.modem_hangs"), unsure=_began(said))
        if code != 0:
            # Of several parts some may have gone; who was killed may have sent before.
            unsure = _TAKEN.search(said) is not None or (code < 0 and _began(said))
            raise NotTaken(reason("notices.failed.modem", _NUMBER.sub("…", _last(said))), unsure=unsure)

    @contextmanager
    def _settings(self) -> Iterator[tuple[list[str], tuple[int, ...]]]:
        """How gammu is told its settings file, and the descriptors that it needs for that.

        Such a file says where gammu writes, as this account: nobody else may have a hand in it.

        Raises:
            NotTaken: somebody else has.
            OSError: it cannot be read.
        """
        if not self._config:
            yield [], ()
            return
        handle = os.open(self._config, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            seen = os.fstat(handle)
            others = stat.S_IWGRP | stat.S_IWOTH
            if (
                seen.st_uid not in (0, os.geteuid())
                or seen.st_mode & others
                or not stat.S_ISREG(seen.st_mode)
            ):
                raise NotTaken(reason("notices.failed.modem_settings", self._config))
            yield ["--config", f"/dev/fd/{handle}"], (handle,)
        finally:
            os.close(handle)


def open_way(orders: Orders) -> Gammu:
    """The station's modem."""
    return Gammu(orders.modem)


def _talked(command: list[str], text: bytes, limit: float, files: tuple[int, ...]) -> tuple[int | None, str]:
    """The exit code, None of one that had to be killed, and the first and the last of what it said.

    A program that says more than anybody reads, or whose own children go on, holds up nothing: of what is
    said little is kept, and all of its session is killed.
    """
    until = time.monotonic() + limit
    process = subprocess.Popen(
        foreign(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "LC_ALL": "C"},
        start_new_session=True,
        pass_fds=files,
    )
    said = _Said()
    try:
        _hand_over(process, text)
        _listen(process, said, until)
    finally:
        if process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):  # a dead device may hold even a killed program
                process.wait(_DYING)
            code = None
        else:
            code = process.returncode
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
    return code, said.text


def _hand_over(process: subprocess.Popen[bytes], text: bytes) -> None:
    """A text of three parts fits a pipe: nobody needs to read it for this to return."""
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(text)
            process.stdin.close()


def _listen(process: subprocess.Popen[bytes], said: _Said, until: float) -> None:
    """Read until the program has ended, or its time."""
    if process.stdout is None:
        return
    line = process.stdout.fileno()
    os.set_blocking(line, False)
    watch = select.poll()
    watch.register(line, select.POLLIN)
    open_ = True
    while (left := until - time.monotonic()) > 0:
        ended = process.poll() is not None
        piece = _piece(line) if open_ else None
        if piece:
            said.add(piece)
        elif ended:
            return
        else:
            open_ = open_ and piece != b""
            if open_:
                watch.poll(1000 * min(left, _LOOK))
            else:
                time.sleep(min(left, _LOOK))


def _piece(line: int) -> bytes | None:
    """What is there to read; None: nothing now, empty: nothing any more."""
    try:
        return os.read(line, _KEPT)
    except BlockingIOError:
        return None


class _Said:
    """The first and the last of what a program says."""

    def __init__(self) -> None:
        self._first, self._last = b"", b""

    def add(self, piece: bytes) -> None:
        """It says more."""
        room = _KEPT - len(self._first)
        self._first += piece[:room]
        self._last = (self._last + piece[room:])[-_KEPT:]

    @property
    def text(self) -> str:
        """Both of them."""
        return (self._first + self._last).decode("utf-8", "replace")


def _began(said: str) -> bool:
    """True unless it certainly had not begun to send. What a killed program had not flushed is lost."""
    return not said.strip() or _SENDING.search(said) is not None


def _last(said: str) -> str:
    """The last line that says anything."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "–"
