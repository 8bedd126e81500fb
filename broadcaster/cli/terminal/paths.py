"""Paths as arguments. One of the wrong kind is bad input (exit 1), no wrong use of the command (exit 2)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from broadcaster.errors import StoreError


class PathTo(click.Path):
    """The path of a file or a folder, which need not exist.

    Args:
        folder: whether a folder is wanted.
        written: whether a file is written there. It takes the place of what is there, so a device or a pipe
            is refused: root would lose /dev/null.
    """

    def __init__(self, *, folder: bool, written: bool = False) -> None:
        super().__init__(path_type=Path, dir_okay=folder, file_okay=not folder)  # for the shell's completion
        self._folder = folder
        self._written = written

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """See `click.ParamType`.

        Raises:
            StoreError: a folder stands where a file is wanted, or the other way round; or a device.
        """
        del param, ctx
        from broadcaster.atomic import store_error

        path = Path(value)
        if path.is_dir() if not self._folder else path.exists() and not path.is_dir():
            wrong = errno.ENOTDIR if self._folder else errno.EISDIR
            raise store_error(path, OSError(wrong, os.strerror(wrong)))
        if self._written and path.exists() and not path.is_file():
            raise StoreError("store.no_regular_file", path=str(path))
        return path


FILE = PathTo(folder=False)
OUTPUT = PathTo(folder=False, written=True)
FOLDER = PathTo(folder=True)
