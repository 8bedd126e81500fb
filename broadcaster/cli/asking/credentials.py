"""What a person shows at the terminal.

A password or PIN, typed or from a file, and the token of the session that it gave.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TextIO, TypeVar

import click

from broadcaster.cli.terminal.options import is_yes
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import store_error, write_bytes

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


FILE = "BROADCASTER_PIN_FILE"
"""The environment variable that names a file with the secret in its first line."""


T = TypeVar("T")


def entering(name: str, enter: Callable[[str, str | None], T]) -> T:
    """Ask for a person's secret, and at a terminal for the code of their authenticator if they have one.

    Args:
        enter: signs in with the secret and that code.

    Raises:
        PeopleError: there is no secret.
        StoreError: the file cannot be read.
        BroadcasterError: what `enter` raises; `people.second_step` where a script cannot give the code.
    """
    secret = secret_of(name)
    try:
        return enter(secret, None)
    except BroadcasterError as error:
        if error.code != "people.second_step" or not sys.stdin.isatty():
            raise
        return enter(secret, _prompt(say("cli.second", name=name)))


def secret_of(name: str) -> str:
    """Ask for the secret of a person: their password, PIN or recovery code.

    Raises:
        PeopleError: there is none.
        StoreError: the file cannot be read.
    """
    written = _from_file() if os.environ.get(FILE) else _typed(name) if sys.stdin.isatty() else _from_input()
    if not written:
        raise PeopleError("people.no_secret", name=name)
    return written


def _from_file() -> str:
    path = Path(os.environ[FILE])
    try:
        return path.read_text("utf-8", errors="replace").partition("\n")[0].rstrip("\r")
    except OSError as error:
        raise store_error(path, error) from error


def _from_input() -> str:
    # By the bytes: what comes after the first line is for the command.
    return sys.stdin.buffer.readline().decode("utf-8", errors="replace").rstrip("\r\n")


def _typed(name: str) -> str:
    return _prompt(say("cli.secret", name=name))


def _prompt(question: str) -> str:
    return str(click.prompt(question, hide_input=True, default="", show_default=False, err=True))


class Asking:
    """Asks the person at the terminal, or a script's standard input.

    Args:
        from_stdin: read a line of standard input for each answer, without a question.
    """

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin
        self._stdin: TextIO | None = None  # one for all lines: it reads ahead

    def secret(self, question: str) -> str:
        """A password, PIN or code.

        Raises:
            PeopleError: `people.no_terminal`: there is none, and nothing was said of standard input.
        """
        if self._from_stdin:
            return self._line()
        self._need_terminal()
        return getpass.getpass(f"{question}: ", stream=sys.stderr)

    def new_secret(self, question: str) -> str:
        """A new password or PIN; at a terminal it is typed twice.

        Raises:
            PeopleError: `people.not_the_same`, or see `secret`.
        """
        first = self.secret(question)
        if not self._from_stdin and self.secret(say("people.ask.again")) != first:
            raise PeopleError("people.not_the_same")
        return first

    def text(self, question: str) -> str:
        """What may be seen, such as a name or a code that works once; see `secret`."""
        if self._from_stdin:
            return self._line()
        self._need_terminal()
        click.echo(f"{question}: ", err=True, nl=False)
        return self._line()

    def agreed(self, question: str) -> bool:
        """A yes or no; the end of the input is a no."""
        click.echo(say("common.yes_or_no", question=question), err=True, nl=False)
        try:
            return is_yes(self._line())
        except PeopleError:
            return False

    def _line(self) -> str:
        if self._stdin is None:
            self._stdin = click.get_text_stream("stdin")
        line = self._stdin.readline()
        if not line:
            raise PeopleError("people.no_answer")
        return line.rstrip("\r\n")

    def _need_terminal(self) -> None:
        if not sys.stdin.isatty():
            raise PeopleError("people.no_terminal")
