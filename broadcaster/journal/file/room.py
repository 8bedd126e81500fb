"""Room on the disk behind the end of a file: what is written there later finds it though the disk is full."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE: the file does not look longer
_FULL = (errno.ENOSPC, errno.EDQUOT)


def keep_room(path: Path, length: int) -> None:
    """Have the disk keep `length` bytes behind the end of `path`; again for the same ones does nothing.

    Cutting the file off gives the room back. A file system that cannot keep room keeps none.

    Raises:
        OSError: the disk is full, or the file cannot be opened.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # The plain one counts in 32 bits on small computers; where there is only that one, it does not.
    allocate = getattr(libc, "fallocate64", None) or getattr(libc, "fallocate", None)
    if allocate is None:
        return
    allocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        while allocate(handle, _KEEP_SIZE, os.fstat(handle).st_size, length):
            code = ctypes.get_errno()
            if code in _FULL:
                raise OSError(code, os.strerror(code))
            if code != errno.EINTR:
                return
    finally:
        os.close(handle)
