"""A stream between two threads, so that what is encrypted or decrypted is never on a disk as a whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def fed_by(write: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """A stream of what `write` writes, on a thread of its own.

    Raises:
        Exception: what `write` raised. It goes before an error of the reader, who then only saw the stream
            end too early. That the reader left off is no fault of the writer.
    """
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as stream:
                write(stream)
        except BrokenPipeError:
            pass
        except BaseException as error:
            faults.append(error)

    thread = threading.Thread(target=run, name="pipe")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
    finally:
        thread.join()
        if faults:
            raise faults[0]
