"""Whose a voice is: one that another account laid there could say anything in the place of approved words."""

from __future__ import annotations

import logging
import os
import stat
from functools import lru_cache
from pathlib import Path

_OTHERS = stat.S_IWGRP | stat.S_IWOTH

log = logging.getLogger(__name__)


def is_trusted(folder: Path, *paths: Path) -> bool:
    """True if nobody but the station's account and root can change some files below a folder of voices.

    What is ours and open to others is shut. Other accounts that look at a station trust what is its owner's.

    Args:
        folder: of all voices, in the station's own.
        paths: files and folders in it.
    """
    try:
        owners = {0, os.geteuid(), folder.absolute().parent.stat().st_uid}
        return all(_is_shut(path, owners) for path in (folder, *paths))
    except OSError:
        return False


def _is_shut(path: Path, owners: set[int]) -> bool:
    named, seen = path.lstat(), path.stat()  # of a link both: whoever has it may turn it
    if not stat.S_ISREG(seen.st_mode) and not stat.S_ISDIR(seen.st_mode):
        return False  # to read it may have no end
    if not {named.st_uid, seen.st_uid} <= owners:
        _warn(f"{path} is of another account and does not count")
        return False
    if seen.st_mode & _OTHERS and seen.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(seen.st_mode) & ~_OTHERS)
        seen = path.stat()
    if seen.st_mode & _OTHERS:
        _warn(f"{path} can be changed by other accounts and does not count")
    return not seen.st_mode & _OTHERS


@lru_cache(maxsize=256)
def _warn(text: str) -> None:
    """Have it in the log once: the voices are looked at again and again."""
    log.warning(text)
