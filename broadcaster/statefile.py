"""The one loader of the program's small files, `state/*.json` and their like: none of them stops a start.

A file that is not what it should be (no JSON, nested without end, other types, too big, no file at
all) counts as absent and is moved to `NAME.junk` beside it. The next full start tells each such file
once (`set_aside`) and keeps it in the folder `junk/` for whoever wants to look.

To use it: declare a frozen dataclass with its checks in `__post_init__`, make one
`pydantic.TypeAdapter` of it (or of `dict[str, It]`) at module level, and call `load(path, adapter)`.
Write with `atomic.write_bytes`.
"""

from __future__ import annotations

import logging
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, TypeAdapter, ValidationError

from broadcaster.atomic import make_folder
from broadcaster.errors import StoreError

LARGEST = 1_000_000  # bytes; the largest that we write are a few thousand
JUNK = ".junk"
_KEPT = "junk"

_Shape = TypeVar("_Shape")
_YEARS = range(2000, 2200)  # others are damage, and the first and the last cannot be moved to another zone

log = logging.getLogger(__name__)


def plausible(at: datetime) -> datetime:
    """The instant itself.

    Raises:
        ValueError: it has no zone, or lies where no clock of a station ever stood.
    """
    if at.tzinfo is None or at.year not in _YEARS:
        raise ValueError(f"not an instant of a station: {at}")
    return at


Instant = Annotated[datetime, AfterValidator(plausible)]
"""An instant in a small file: with its zone, in this age."""


def load(path: Path, shape: TypeAdapter[_Shape]) -> _Shape | None:
    """What the JSON file at `path` holds; None where there is none, or none that can be taken.

    Types are taken strictly: no text for a number, no whole number for true or false.
    """
    data = _bytes(path)
    if data is None:
        return None
    try:
        return shape.validate_json(data, strict=True)
    except (ValidationError, RecursionError, ArithmeticError) as error:
        _put_aside(path, str(error))
        return None


def load_text(path: Path) -> str | None:
    """The same for a file of a few words."""
    data = _bytes(path)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except ValueError as error:
        _put_aside(path, str(error))
        return None


def set_aside(state: Path) -> list[StoreError]:
    """What was put aside and not told yet; told once, where the disk lets us move it."""
    told: list[StoreError] = []
    for path in sorted(state.glob(f"*{JUNK}")):
        kept = state / _KEPT / path.name.removesuffix(JUNK)
        told.append(StoreError("store.set_aside", name=kept.name, path=str(kept)))
        try:
            make_folder(kept.parent)
            path.replace(kept)
        except OSError:
            log.warning("%s stays where it is", path, exc_info=True)
    return told


def _bytes(path: Path) -> bytes | None:
    try:
        # A named pipe would keep whoever opens it waiting.
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
    _put_aside(path, "no small file")
    return None


def _put_aside(path: Path, reason: str) -> None:
    log.warning("%s is not what it should be and is set aside: %s", path, reason[:500])
    try:
        path.replace(path.with_name(path.name + JUNK))
    except OSError:
        log.warning("%s stays where it is", path, exc_info=True)
