"""Earlier versions of the station's files, by hash under `state/versions/`; replacing a file without loss.

A version that a text editor wrote is kept when the program replaces it: nothing that stood in a file once and
was replaced through the program is lost. Each version is a line of `index.jsonl`, its content a file named by
its hash. Where a password must be seen no more, a text without it is kept instead.

A text editor takes no lock. So the history has both contents before anything is replaced, and what was
replaced is looked at afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from broadcaster.core.clock import Clock
from broadcaster.core.confined_files import Astray, held, open_plain
from broadcaster.core.errors import StationError
from broadcaster.core.whole_files import exchange, make_folder, put_new, store_error, take_away, write_bytes
from broadcaster.station.editing.document import (
    ABSENT,
    Document,
    EditConflict,
    bytes_in,
    document_of,
    etag_of,
)

FOLDER = "versions"
_INDEX = "index.jsonl"
MOST = 200  # versions of one file that are listed
GONE = ""
"""The hash of a file that was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """One content that a file had."""

    file: str  # relative to the station folder
    sha256: str  # of its bytes; GONE where it was removed
    at: datetime  # aware; when the program wrote or replaced it
    by: str  # the person; empty for what was written outside the program
    instead: str = ""  # the hash of what is kept instead of it, which shows less


_SHAPE = TypeAdapter(FileVersion)


class FileVersions:
    """The earlier versions of a station's files. Call everything under the editing lock."""

    def __init__(self, state: Path) -> None:
        self.folder = state / FOLDER

    def keep(self, file: str, content: bytes | None, *, at: datetime, by: str) -> None:
        """Keep what a file holds, unless it is the last version known of it.

        Raises:
            StoreError: the disk takes nothing.
        """
        digest = GONE if content is None else hashlib.sha256(content).hexdigest()
        known = self.of(file, most=1)
        if (known[0].sha256 if known else GONE) == digest:
            return
        if content is not None and self._stored(digest) is None:
            write_bytes(self.folder / digest, content, durable=True)
        line = _line(FileVersion(file=file, sha256=digest, at=at, by=by))
        try:
            make_folder(self.folder)
            handle = os.open(
                self.folder / _INDEX, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600
            )
            try:
                if self._is_torn():
                    line = f"\n{line}"
                os.write(handle, line.encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise store_error(self.folder / _INDEX, error) from error

    def keep_instead(self, version: FileVersion, content: bytes) -> None:
        """Keep another content of a version from now on, and remove what nothing refers to then.

        Raises:
            StoreError: the disk takes nothing.
        """
        other = hashlib.sha256(content).hexdigest()
        write_bytes(self.folder / other, content, durable=True)
        lines, kept = [], set()
        for line in self._lines():
            known = _version(line)
            if known is None:
                continue
            if (known.file, known.sha256) == (version.file, version.sha256):
                known = replace(known, instead=other)
            lines.append(_line(known))
            kept.add(known.instead or known.sha256)
        write_bytes(self.folder / _INDEX, "".join(lines).encode(), durable=True)
        for gone in {version.sha256, version.instead} - kept - {GONE}:
            (self.folder / gone).unlink(missing_ok=True)

    def of(self, file: str, *, most: int = MOST) -> tuple[FileVersion, ...]:
        """The versions of a file, the last one first."""
        found: list[FileVersion] = []
        for line in reversed(self._lines()):
            if len(found) == most:
                break
            version = _version(line)
            if version is not None and version.file == file:
                found.append(version)
        return tuple(found)

    def content(self, version: FileVersion) -> bytes | None:
        """What the file held; None where it was removed, or where the content is damaged."""
        if version.sha256 == GONE:
            return None
        return self._stored(version.instead or version.sha256)

    def has(self, file: str, content: bytes) -> bool:
        """True if a file is known to have had this content."""
        digest = hashlib.sha256(content).hexdigest()
        return any(version.sha256 == digest for version in self.of(file))

    def writer(self, file: str, content: bytes | None) -> str:
        """Who put the content that a file has now; empty where it was written outside the program."""
        digest = GONE if content is None else hashlib.sha256(content).hexdigest()
        return next((version.by for version in self.of(file) if version.sha256 == digest), "")

    def _stored(self, digest: str) -> bytes | None:
        """The content of a hash; None where it is absent or damaged."""
        try:
            data = (self.folder / digest).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def _is_torn(self) -> bool:
        """True if a power cut broke off the last line: what follows it must begin a line of its own."""
        try:
            with (self.folder / _INDEX).open("rb") as index:
                index.seek(-1, os.SEEK_END)
                return index.read(1) != b"\n"
        except OSError:
            return False

    def _lines(self) -> list[str]:
        try:
            return (self.folder / _INDEX).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []


def _line(version: FileVersion) -> str:
    return _SHAPE.dump_json(version, exclude_defaults=True).decode() + "\n"


def _version(line: str) -> FileVersion | None:
    """The version that a line names; None for a line that a power cut broke off."""
    try:
        return _SHAPE.validate_python(json.loads(line))
    except (ValueError, ValidationError, RecursionError):
        return None


_ASIDE = "aside-"
"""In front of the name under which the words that a change replaces stay until it is done."""


class Replacing:
    """Changes the files of one station. Call everything under the editing lock."""

    def __init__(self, folder: Path, versions: FileVersions, clock: Clock) -> None:
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
