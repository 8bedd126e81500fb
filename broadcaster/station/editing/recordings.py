"""The station's recordings as people handle them: kept under a name, renamed, taken away and brought back.

A recording that a message plays is never taken away, and a new name goes into every message that plays it.
What was taken away stays in the program's own folder for a month.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from broadcaster.core.confined_files import Astray, files_below, held, open_file, open_plain
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, StationError, StoreError
from broadcaster.core.text.forms import nfc
from broadcaster.core.whole_files import make_folder, store_error
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.sources import RECORDINGS
from broadcaster.station.model.message import Message, Play
from broadcaster.station.model.names import bare, is_name, shown
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.structure import data_of, insert_item, set_value
from broadcaster.station.yaml.writing import Value

SUFFIXES = frozenset(
    {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".webm", ".mka"}
)
"""What counts as a recording below recordings/; a README does not."""

KEPT_FOR = 30 * 24 * 3600.0  # seconds
_REMOVED = "removed-recordings"
_NEW = "new-recordings"
_WORKED_ON = 3600.0  # seconds; to take in the longest recording needs some minutes
_LONGEST_NAME = 60  # code points
_TRIES = 100
_TOKEN = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFile:
    """One recording of the station."""

    name: str  # as messages write it: recordings/mong.flac
    path: Path
    size: int  # bytes
    at: datetime  # last change
    users: tuple[Message, ...]  # messages that play it, or lay it under their speech

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its messages give it."""
        parts = (part for message in self.users for part in message.parts)
        found = {part.language for part in parts if isinstance(part, Play) and part.recording == self.name}
        return tuple(sorted(language for language in found if language))


class Recordings:
    """The files below recordings/. Each call may wait for the disk."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        self._folder = folder
        self._documents = documents
        self._removed = folder / "state" / _REMOVED
        self._new = folder / "state" / _NEW

    def all(
        self, *stations: Station, aside: Callable[[Path, BroadcasterError], None] = lambda _path, _fault: None
    ) -> tuple[RecordingFile, ...]:
        """All recordings, the newest first, with the messages of these stations that use them.

        `aside` is told of each of which this cannot be said: nobody may take it away.
        """

        def kept(path: Path) -> RecordingFile | None:
            name = nfc(path.relative_to(self._folder).as_posix())
            try:
                seen = path.lstat()
            except OSError:
                return None  # removed in this moment
            at = datetime.fromtimestamp(seen.st_mtime, UTC)
            return RecordingFile(name=name, path=path, size=seen.st_size, at=at, users=_users(name, stations))

        found = each(Kind.RECORDING, self._files(), attrgetter("name"), kept, aside)
        known = [one for one in found if one is not None]
        return tuple(sorted(known, key=lambda one: one.at, reverse=True))

    def find(self, name: str, *stations: Station) -> RecordingFile:
        """The recording of that name. Only what is listed is ever found: no name leads elsewhere.

        Raises:
            StationError: there is none.
        """
        for one in self.all(*stations):
            if one.name == nfc(name):
                return one
        raise StationError("station.no_such_recording", written=shown(name))

    def open(self, one: RecordingFile) -> BinaryIO:
        """The file of a recording; nothing that a link leads to. Raises StationError: it is there no more."""
        try:
            return open_file(self._folder, one.path.relative_to(self._folder).as_posix())
        except OSError as error:
            raise StationError("station.no_such_recording", written=shown(one.name)) from error

    def draft(self) -> Path:
        """A path for a new file that is not whole yet, where only the program writes.

        Raises:
            StoreError: the folder cannot be made.
        """
        try:
            make_folder(self._new)
        except OSError as error:
            raise store_error(self._new, error) from error
        self._forget_drafts()
        return self._new / secrets.token_hex(8)

    def keep(self, draft: Path, title: str, suffix: str) -> str:
        """Give a draft a name made from a title, and no other file's; the name as messages write it.

        Raises:
            StoreError: the disk takes nothing.
            StationError: too many have this name.
        """
        base = file_name(title)
        try:
            with held(self._folder, RECORDINGS, make=True) as place:
                for name in (base, *(f"{base}-{number}" for number in range(2, _TRIES))):
                    target = place / f"{name}{suffix}"
                    if _linked(draft, target):
                        return f"{RECORDINGS}/{target.name}"
        except OSError as error:
            raise _refused(self._folder / RECORDINGS, error) from error
        finally:
            draft.unlink(missing_ok=True)
        raise StationError("station.edit_not_possible")

    def rename(self, name: str, title: str, *stations: Station, by: str) -> str:
        """Give a recording another name, in every message that uses it too; the new name.

        The file has both names until all messages have the new one, so that each is whole at any moment.

        Raises:
            StationError: there is no such recording, or one has the new name; or as `Documents.write`.
            StoreError: the disk takes nothing.
        """
        one = self.find(name, *stations)
        target = one.path.with_name(f"{file_name(title)}{one.path.suffix}")
        new = nfc(target.relative_to(self._folder).as_posix())
        if new == one.name:
            return new
        try:
            with self._place(one.path.parent) as place:
                if not _linked(place / one.path.name, place / target.name):
                    raise StationError("station.recording_there", written=new)
                for message in {user.id for user in one.users}:
                    self._renamed_in(message, one.name, new, by=by)
                (place / one.path.name).unlink()
        except OSError as error:
            raise _refused(target, error) from error
        return new

    def remove(self, name: str, *stations: Station) -> str:
        """Take a recording away; what brings it back.

        Raises:
            StationError: a message uses it, or there is none.
            StoreError: the disk takes nothing.
        """
        one = self.find(name, *stations)
        if one.users:
            titles = ", ".join(dict.fromkeys(message.title for message in one.users))
            raise StationError("station.recording_used", written=one.path.name, messages=titles)
        token = secrets.token_hex(8)
        place = self._removed / token / one.path.relative_to(self._folder / RECORDINGS)
        try:
            self._forget_old()
            make_folder(place.parent)
            with self._place(one.path.parent) as where:
                (where / one.path.name).rename(place)
            os.utime(self._removed / token)
        except OSError as error:
            raise _refused(one.path, error) from error
        return token

    def restore(self, token: str) -> str:
        """Bring back what was taken away; its name.

        Raises:
            StationError: it is not there any more, or another recording has its name by now.
            StoreError: the disk takes nothing.
        """
        folder = self._removed / token
        inside = [path for path in folder.rglob("*") if path.is_file()] if _TOKEN.fullmatch(token) else []
        if not inside:
            raise StationError("station.no_such_recording", written=shown(token))
        target = self._folder / RECORDINGS / inside[0].relative_to(folder)
        try:
            with self._place(target.parent) as place:
                if not _linked(inside[0], place / target.name):
                    raise StationError("station.recording_there", written=target.name)
            _delete(folder)
        except OSError as error:
            raise _refused(target, error) from error
        return nfc(target.relative_to(self._folder).as_posix())

    def add_to(self, message: str, name: str, language: str, title: str, *, by: str) -> None:
        """Let a message play a recording at its end, as its version in a language.

        Raises: as `Documents.write`.
        """
        document = self._documents.read(f"messages/{message}.yaml")
        part: Value = {"play": name, "language": language, "title": title}
        count = len(self._parts(message))
        text = insert_item(document.text, ("parts",), count, part)
        self._documents.write(document.file, text, etag=document.etag, by=by)

    def _parts(self, message: str) -> list[object]:
        data = data_of(self._documents.read(f"messages/{message}.yaml").text)
        parts = data.get("parts") if isinstance(data, dict) else None
        return parts if isinstance(parts, list) else []

    def _renamed_in(self, message: str, old: str, new: str, *, by: str) -> None:
        document = self._documents.read(f"messages/{message}.yaml")
        text, data = document.text, data_of(document.text)
        if not isinstance(data, dict):
            return
        if nfc(str(data.get("bed", ""))) == old:
            text = set_value(text, ("bed",), new)
        for number, part in enumerate(data.get("parts") or []):
            if isinstance(part, dict) and nfc(str(part.get("play", ""))) == old:
                text = set_value(text, ("parts", number, "play"), new)
        if text != document.text:
            self._documents.write(document.file, text, etag=document.etag, by=by)

    def _place(self, folder: Path) -> AbstractContextManager[Path]:
        return held(self._folder, folder.relative_to(self._folder).as_posix(), make=True)

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            for name in files_below(self._folder, RECORDINGS):
                path = self._folder / name
                if path.suffix.lower() in SUFFIXES and not path.is_symlink():
                    yield path

    def _forget_drafts(self) -> None:
        """Remove what a station that was killed left behind."""
        for draft in self._new.glob("*"):
            with suppress(OSError):
                if draft.stat().st_mtime < time.time() - _WORKED_ON:
                    draft.unlink()

    def _forget_old(self) -> None:
        with suppress(OSError):
            for folder in self._removed.iterdir():
                if folder.stat().st_mtime < time.time() - KEPT_FOR:
                    _delete(folder)


def file_name(title: str) -> str:
    """A file's name made from what a person typed: small letters without accents, digits and dashes."""
    name = re.sub(r"[^a-z0-9]+", "-", bare(PurePosixPath(title).name)).strip("-")[:_LONGEST_NAME].strip("-")
    return name if is_name(name) else "ghi-am"


def _users(name: str, stations: tuple[Station, ...]) -> tuple[Message, ...]:
    found = {
        message.id: message
        for station in stations
        for message in station.messages.values()
        if nfc(message.bed or "") == name
        or any(isinstance(part, Play) and nfc(part.recording) == name for part in message.parts)
    }
    return tuple(sorted(found.values(), key=lambda message: message.title))


def _refused(path: Path, error: OSError) -> StationError | StoreError:
    if isinstance(error, Astray):
        return StationError("station.link", written=shown(error.part))
    return store_error(path, error)


def _linked(path: Path, target: Path) -> bool:
    """Give a file one more name; false if another file has it."""
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV):
            raise
        # A disk without links, such as a memory stick's, or another disk: the file is copied.
        with open_plain(path) as source:
            try:
                with target.open("xb") as copy:
                    shutil.copyfileobj(source, copy)
            except FileExistsError:
                return False
    return True


def _delete(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()
