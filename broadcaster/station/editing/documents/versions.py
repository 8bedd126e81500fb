"""Earlier versions of the station's files: who wrote which, and when. Kept by hash under `state/versions/`.

A version that a text editor wrote is kept when the program replaces it: nothing that stood in a file once and
was replaced through the program is lost. Each version is a line of `index.jsonl`, its content a file named by
its hash. Where a password must be seen no more, a text without it is kept instead.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from broadcaster.atomic import make_folder, store_error, write_bytes

FOLDER = "versions"
_INDEX = "index.jsonl"
MOST = 200  # versions of one file that are listed
GONE = ""
"""The hash of a file that was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One content that a file had."""

    file: str  # relative to the station folder
    sha256: str  # of its bytes; GONE where it was removed
    at: datetime  # aware; when the program wrote or replaced it
    by: str  # the person; empty for what was written outside the program
    instead: str = ""  # the hash of what is kept instead of it, which shows less


_SHAPE = TypeAdapter(Version)


class Versions:
    """The earlier versions of a station's files. Call everything under the editing lock.

    Args:
        state: the station's `state/` folder.
    """

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
        line = _line(Version(file=file, sha256=digest, at=at, by=by))
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

    def keep_instead(self, version: Version, content: bytes) -> None:
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

    def of(self, file: str, *, most: int = MOST) -> tuple[Version, ...]:
        """The versions of a file, the last one first."""
        found: list[Version] = []
        for line in reversed(self._lines()):
            if len(found) == most:
                break
            version = _version(line)
            if version is not None and version.file == file:
                found.append(version)
        return tuple(found)

    def content(self, version: Version) -> bytes | None:
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


def _line(version: Version) -> str:
    return _SHAPE.dump_json(version, exclude_defaults=True).decode() + "\n"


def _version(line: str) -> Version | None:
    """The version that a line names; None for a line that a power cut broke off."""
    try:
        return _SHAPE.validate_python(json.loads(line))
    except (ValueError, ValidationError, RecursionError):
        return None
