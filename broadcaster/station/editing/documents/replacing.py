"""Put another content in the place of a file that people edit too, so that no words of anybody are gone.

A text editor takes no lock. So the history has both contents before anything is replaced, and what was
replaced is looked at afterwards.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broadcaster.atomic import exchange, put_new, store_error, take_away
from broadcaster.beneath import Astray, held, open_plain
from broadcaster.clock import Clock
from broadcaster.errors import StationError
from broadcaster.station.editing.documents.document import (
    ABSENT,
    Document,
    EditConflict,
    bytes_in,
    document_of,
    etag_of,
)
from broadcaster.station.editing.documents.versions import Versions

_ASIDE = "aside-"
"""In front of the name under which the words that a change replaces stay until it is done."""


class Replacing:
    """Changes the files of one station. Call everything under the editing lock.

    Args:
        folder: the station's.
        versions: its history.
        clock: for the history.
    """

    def __init__(self, folder: Path, versions: Versions, clock: Clock) -> None:
        self._folder = folder
        self._versions = versions
        self._clock = clock

    def keep(self, file: str, content: bytes | None, *, by: str) -> None:
        """Have the history know a content; None where the file is removed."""
        self._versions.keep(file, content, at=self._clock.now(), by=by)

    def put(self, file: str, data: bytes, *, etag: str, by: str) -> None:
        """Write what is to stand in place of what was seen, which `etag` names.

        Raises:
            EditConflict: something else stood there; the newest words of others stand there now.
        """
        self.keep(file, bytes_in(self._folder, file), by="")
        self.keep(file, data, by=by)
        with self._place(file) as path:
            if etag == ABSENT:
                if not put_new(path, data):
                    raise EditConflict(document_of(file, bytes_in(self._folder, file)))
                return
            aside = self._aside(file)
            replaced = exchange(path, data, aside)
            if etag_of(replaced) != etag:
                self._put_back(file, path, data, replaced, aside)
                raise EditConflict(document_of(file, bytes_in(self._folder, file)))
            aside.unlink(missing_ok=True)

    def take_away(self, file: str, etag: str) -> None:
        """Remove a file that still holds what was seen, which `etag` names.

        Raises:
            EditConflict: something else stood there.
        """
        self.keep(file, bytes_in(self._folder, file), by="")
        aside = self._aside(file)
        with self._place(file) as path:
            taken = take_away(path, aside)
            if etag_of(taken) != etag:
                self.keep(file, taken, by="")
                if taken is not None:
                    put_new(path, taken)  # where a newer one stands by now, that one stays
                aside.unlink(missing_ok=True)
                raise EditConflict(document_of(file, bytes_in(self._folder, file)))
            aside.unlink(missing_ok=True)

    def turn(self, seen: Document, data: bytes | None, *, by: str) -> None:
        """Write what is to stand in place of what was seen; None: nothing is.

        Raises:
            EditConflict: something else stood there.
        """
        if data is not None:
            self.put(seen.file, data, etag=seen.etag, by=by)
        elif seen.etag != ABSENT:
            self.take_away(seen.file, seen.etag)
            self.keep(seen.file, None, by=by)

    def recover(self) -> None:
        """Words that were set aside when a process was killed go into the history."""
        for aside in self._versions.folder.glob(f"{_ASIDE}*"):
            with suppress(OSError, ValueError):
                file = base64.urlsafe_b64decode(aside.name.removeprefix(_ASIDE).removesuffix(".new")).decode()
                with open_plain(aside) as kept:
                    content = kept.read()
                if not self._versions.has(file, content):
                    self.keep(file, content, by="")
                aside.unlink()

    def _put_back(self, file: str, path: Path, ours: bytes, theirs: bytes | None, aside: Path) -> None:
        """Somebody saved in the very moment of our writing: the newest words of others go back."""
        if theirs is None:  # it was removed in that moment, and stays so
            take_away(path, aside)
        put, back = ours, theirs
        while back is not None:
            self.keep(file, back, by="")
            aside.unlink(missing_ok=True)
            came = exchange(path, back, aside)
            put, back = back, None if came in (None, put) else came
        aside.unlink(missing_ok=True)

    @contextmanager
    def _place(self, file: str) -> Iterator[Path]:
        """The path of a file in its folder, whatever stands in the folder's place by then.

        Raises:
            StationError: the folder is a link.
            StoreError: it cannot be made.
        """
        folder, _, name = file.rpartition("/")
        try:
            with held(self._folder, folder, make=True) as place:
                yield place / name
        except Astray as error:
            raise StationError("station.link", written=error.part) from error
        except OSError as error:
            raise store_error(self._folder / file, error) from error

    def _aside(self, file: str) -> Path:
        return self._versions.folder / f"{_ASIDE}{base64.urlsafe_b64encode(file.encode()).decode()}"
