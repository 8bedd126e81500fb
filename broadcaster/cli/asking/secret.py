"""A person's password or PIN: typed at the terminal, or from a file or standard input. Never an argument."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from broadcaster.atomic import store_error
from broadcaster.errors import PeopleError
from broadcaster.text import say

FILE = "BROADCASTER_PIN_FILE"
"""The environment variable that names a file with the secret in its first line."""


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
    return str(
        click.prompt(say("cli.secret", name=name), hide_input=True, default="", show_default=False, err=True)
    )
