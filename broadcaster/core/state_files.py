"""Load the program's small files (`state/*.json` and similar ones). A damaged one never stops a start.

A file with unusable content (not JSON, nested too deeply, wrong types, too large, not a regular file) counts
as absent, and is renamed to `NAME.junk`. The next full start reports each such file once (`set_aside`) and
keeps it in the folder `junk/`.

To use it: declare a frozen dataclass with its checks in `__post_init__`, make one
`pydantic.TypeAdapter` of it (or of `dict[str, It]`) at module level, and call `load(path, adapter)`.
Write with `whole_files.write_bytes`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, TypeAdapter, ValidationError

from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import make_folder, store_error

LARGEST = 1_000_000  # bytes; the largest file that we write has a few thousand
JUNK = ".junk"
_KEPT = "junk"

_Shape = TypeVar("_Shape")
_YEARS = range(2000, 2200)  # other years are damage; the first and last one of `datetime` cannot change zones

log = logging.getLogger(__name__)


def plausible(at: datetime) -> datetime:
    """Return the instant if it is plausible.

    Raises:
        ValueError: it has no zone, or no station can have written it.
    """
    if at.tzinfo is None or at.year not in _YEARS:
        raise ValueError(f"not an instant of a station: {at}")
    return at


Instant = Annotated[datetime, AfterValidator(plausible)]
"""An instant in a small file: aware, and of a plausible year."""


def load(path: Path, shape: TypeAdapter[_Shape]) -> _Shape | None:
    """The content of the JSON file at `path`; None if there is no file, or no usable one.

    Types are strict: a text is no number, and a number is neither true nor false.
    """
    data = _bytes(path)
    if data is None:
        return None
    try:
        return shape.validate_json(data, strict=True)
    except (ValidationError, RecursionError, ArithmeticError) as error:
        _put_aside(path, str(error))
        return None


def load_text(path: Path, shape: re.Pattern[str] | None = None) -> str | None:
    """The same for a small text file, whose whole content fits `shape` where one is given."""
    data = _bytes(path)
    if data is None:
        return None
    try:
        text = data.decode("utf-8")
    except ValueError as error:
        _put_aside(path, str(error))
        return None
    if shape is not None and shape.fullmatch(text) is None:
        _put_aside(path, "not what the file is for")
        return None
    return text


def set_aside(state: Path) -> list[StoreError]:
    """The files put aside since the last call, as errors to report; each is reported once."""
    errors: list[StoreError] = []
    for path in sorted(state.glob(f"*{JUNK}")):
        kept = state / _KEPT / path.name.removesuffix(JUNK)
        errors.append(StoreError("store.set_aside", name=kept.name, path=str(kept)))
        try:
            make_folder(kept.parent)
            path.replace(kept)
        except OSError:
            log.warning("%s stays where it is", path, exc_info=True)
    return errors


def _bytes(path: Path) -> bytes | None:
    try:
        # O_NONBLOCK: to open a named pipe would wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error)
        return None
    try:
        with os.fdopen(handle, "rb") as file:
            if stat.S_ISREG(os.fstat(handle).st_mode):
                data = file.read(LARGEST + 1)
                if len(data) <= LARGEST:
                    return data
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error)
        return None
    _put_aside(path, "not a small regular file")
    return None


def _put_aside(path: Path, reason: str) -> None:
    log.warning("%s has no usable content and is set aside: %s", path, reason[:500])
    try:
        path.replace(path.with_name(path.name + JUNK))
    except OSError:
        log.warning("%s stays where it is", path, exc_info=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One change at a time, of a command and the station alike: in the block nobody else has the lock `path`.

    Raises:
        StoreError: the disk does not let it be made.
    """
    try:
        make_folder(path.parent)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise store_error(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
