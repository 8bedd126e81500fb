"""What is typed for the `people` commands: secrets without an echo, or one a line from standard input."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO

import click

from broadcaster.cli.terminal.yes import is_yes
from broadcaster.errors import PeopleError
from broadcaster.text import say


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
