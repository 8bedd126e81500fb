"""Change the station's files as people do at a console: whole, checked, and never over somebody else's words.

Whoever changes a file names the bytes that they saw (`etag`). If the file holds others by now, nothing is
written and both are shown. A change is loaded first, with the rest of the station: a file that would have an
error is refused, with all its problems.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from broadcaster.atomic import exchange, make_folder, put_new, store_error, take_away, write_bytes
from broadcaster.clock import Clock
from broadcaster.errors import StationError
from broadcaster.station.declared import NOTHING, nothing
from broadcaster.station.editing.changed_source import ChangedSource
from broadcaster.station.editing.secrets import names, with_secrets
from broadcaster.station.editing.secrets_file import SecretsFile
from broadcaster.station.editing.settings import FILE as _SETTINGS
from broadcaster.station.editing.settings import settings_faults
from broadcaster.station.editing.versions import Version, Versions
from broadcaster.station.loading.loading import Loaded, load_source
from broadcaster.station.loading.secrets import FILE as SECRETS
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.naming import is_id
from broadcaster.station.problems import BadStation, Problem, Severity

ABSENT = "absent"
"""The etag of a file that does not exist."""

_FOLDERS = ("messages", "schedules")
_TOP = (_SETTINGS, "lexicon.yaml", "calendar.yaml", "clusters.yaml", "regulation.yaml")
_PATIENCE = 5.0  # seconds to wait for another change to be written
_LOCK = "editing.lock"
_TRIES = 5
"""How often a change is tried while a text editor saves in the very same moments."""

_ASIDE = "aside-"
"""In front of the name under which the words that a change replaces stay until it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as it was seen."""

    file: str  # relative to the station folder
    text: str
    etag: str
    dropped: Mapping[str, str] = field(default_factory=nothing, repr=False)
    """Of station.yaml that was written: what was removed from secrets.yaml, which nothing asks for now."""


class EditConflict(StationError):
    """The file was changed by somebody else meanwhile; nothing was written.

    Attributes:
        current: the file as it is now.
    """

    def __init__(self, current: Document) -> None:
        super().__init__("station.edit_conflict", file=current.file)
        self.current = current


class Documents:
    """The files of one station. Each call may wait for the disk and for other changes.

    Args:
        folder: the station's.
        clock: for the history.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._state = folder / "state"
        self._clock = clock
        self._versions = Versions(self._state)
        self._apart = SecretsFile(folder)

    def read(self, file: str) -> Document:
        """A file as it is now; an empty text where there is none.

        Raises:
            StationError: it is no file that is edited here, or cannot be read.
        """
        return _document(file, self._bytes(file))

    def write(
        self, file: str, text: str, *, etag: str, by: str, secrets: Mapping[str, str] = NOTHING
    ) -> Document:
        """Put a text in place of what was seen.

        Args:
            file: which one.
            text: the whole of it.
            etag: of what was seen.
            by: who.
            secrets: further texts of secrets.yaml, which this one asks for; no history keeps them.

        Raises:
            EditConflict: the file holds something else by now.
            BadStation: the text has errors; nothing was written.
            StationError: it is no file that is edited here, or it cannot be read.
            StoreError: the disk takes nothing.
        """
        data = text.encode()
        with self._locked():
            self._unchanged(file, etag)
            kept = {SECRETS: with_secrets(self._apart.read(), secrets)} if secrets else {}
            self._check({file: data, **kept})
            for name, content in kept.items():
                write_bytes(self._folder / name, content, durable=True)
            before = self._bytes(file) or b""
            self._put(file, data, etag=etag, by=by)
            dropped = self._apart.drop(file, before, data) if file == _SETTINGS else NOTHING
        return replace(_document(file, data), dropped=dropped)

    def settings_faults(self, seen: Document) -> list[Problem]:
        """What is wrong with station.yaml as it was seen."""
        return settings_faults(seen.text.encode(), self._apart.read())

    def secret_names(self) -> frozenset[str]:
        """The names that are taken in secrets.yaml."""
        return names(self._apart.read())

    def change(self, file: str, edit: Callable[[str], str], *, by: str, checked: bool = False) -> Document:
        """Put what `edit` makes of a file's text in its place, whatever it holds by then.

        Unless `checked`, the station is not loaded: `edit` raises what it does not allow. It is called again
        where a text editor saved in that very moment.

        Raises:
            BadStation: `checked`, and the text has errors; nothing was written.
            StationError: it is no file that is edited here, it cannot be read, or it never stays still.
            StoreError: the disk takes nothing.
        """
        with self._locked():
            for _ in range(_TRIES):
                seen = self.read(file)
                data = edit(seen.text).encode()
                if data == seen.text.encode() and seen.etag != ABSENT:
                    return seen
                if checked:
                    self._check({file: data})
                with suppress(EditConflict):
                    self._put(file, data, etag=seen.etag, by=by)
                    return _document(file, data)
        raise StationError("station.edit_busy")

    def remember(self, file: str) -> Document:
        """A file as it is now, which the history knows from now on: somebody begins to edit it.

        Raises: as `read`; StoreError: the disk takes nothing.
        """
        data = self._bytes(file)
        if data is not None and not self._versions.has(file, data):
            with self._locked():
                self._keep(file, data, by="")
        return _document(file, data)

    def set_aside(self, file: str, text: str, *, by: str) -> None:
        """Keep a text in the history that was written for a file and is not to stand in it.

        Raises: as `read`; StoreError: the disk takes nothing.
        """
        self._path(file)
        with self._locked():
            self._keep(file, text.encode(), by=by)
            self._keep(file, self._bytes(file), by=by)

    def seen(self, file: str, etag: str) -> Document | None:
        """A file as it was with this etag; None where the history does not know it."""
        self._path(file)
        found = next((each for each in self._versions.of(file) if each.sha256 == etag), None)
        text = None if found is None else self.earlier(found)
        return None if text is None else Document(file=file, text=text, etag=etag)

    def remove(self, file: str, *, etag: str, by: str) -> None:
        """Remove a file; its content stays in the history.

        Raises: as `write`.
        """
        with self._locked():
            self._unchanged(file, etag)
            self._check({file: None})
            self._take_away(file, etag)
            self._keep(file, None, by=by)

    def put_back(self, file: str, back: str, *, etag: str, by: str) -> bool:
        """Let a file hold again what it held with the etag `back`; False where the history has it no more.

        Raises: as `write`.
        """
        if back == ABSENT:
            self.remove(file, etag=etag, by=by)
            return True
        known = self.seen(file, back)
        if known is None:
            return False
        self.write(file, known.text, etag=etag, by=by)
        return True

    def rename(self, file: str, new: str, *, etag: str, by: str) -> Document:
        """Give a file another name; a file of that name must not exist.

        Raises: as `write`; BadStation also where others name the old one.
        """
        with self._locked():
            self._unchanged(file, etag)
            self._unchanged(new, ABSENT)
            data = self._bytes(file) or b""
            self._check({file: None, new: data})
            self._put(new, data, etag=ABSENT, by=by)
            try:
                self._take_away(file, etag)
            except EditConflict:
                self._take_away(new, _etag(data))
                self._keep(new, None, by=by)
                raise
            self._keep(file, None, by=by)
        return _document(new, data)

    def history(self, file: str) -> tuple[Version, ...]:
        """Earlier versions, the last one first."""
        self._path(file)
        return self._versions.of(file)

    def earlier(self, version: Version) -> str | None:
        """The text of a version; None where there is none."""
        data = self._versions.content(version)
        return None if data is None else data.decode("utf-8", "replace")

    def _path(self, file: str) -> Path:
        if not is_editable(file):
            raise StationError("station.not_editable", file=file)
        return self._folder / file

    def _bytes(self, file: str) -> bytes | None:
        path = self._path(file)
        if not os.path.lexists(path):
            return None
        return FolderSource(self._folder).read(file)

    def _unchanged(self, file: str, etag: str) -> None:
        current = _document(file, self._bytes(file))
        if current.etag != etag:
            raise EditConflict(current)

    def _check(self, changed: dict[str, bytes | None]) -> Loaded:
        """The station as it would be.

        Raises:
            BadStation: a changed file, or one that names it, would have an error that it has not now.
        """
        loaded = load_source(ChangedSource(self._folder, changed))
        errors = tuple(each for each in loaded.problems if each.severity is Severity.ERROR)
        if any(each.file not in changed for each in errors):
            before = {(p.file, p.code) for p in load_source(FolderSource(self._folder)).problems}
            errors = tuple(e for e in errors if e.file in changed or (e.file, e.code) not in before)
        if errors:
            raise BadStation(errors)
        return loaded

    def _put(self, file: str, data: bytes, *, etag: str, by: str) -> None:
        """Write under the lock. A text editor has no lock: what was replaced is looked at afterwards.

        The history has both versions before anything is replaced, so that whatever fails or is killed, no
        words are gone.
        """
        path = self._path(file)
        self._keep(file, self._bytes(file), by="")
        self._keep(file, data, by=by)
        if etag == ABSENT:
            if not put_new(path, data):
                raise EditConflict(self.read(file))
            return
        aside = self._aside(file)
        replaced = exchange(path, data, aside)
        if _etag(replaced) != etag:
            self._put_back(file, data, replaced, aside)
            raise EditConflict(self.read(file))
        aside.unlink(missing_ok=True)

    def _put_back(self, file: str, ours: bytes, theirs: bytes | None, aside: Path) -> None:
        """Somebody saved in the very moment of our writing: the newest words of others go back."""
        if theirs is None:  # it was removed in that moment, and stays so
            take_away(self._path(file), aside)
        put, back = ours, theirs
        while back is not None:
            self._keep(file, back, by="")
            aside.unlink(missing_ok=True)
            came = exchange(self._path(file), back, aside)
            put, back = back, None if came in (None, put) else came
        aside.unlink(missing_ok=True)

    def _take_away(self, file: str, etag: str) -> None:
        """Remove a file that still holds what was seen."""
        self._keep(file, self._bytes(file), by="")
        path, aside = self._path(file), self._aside(file)
        taken = take_away(path, aside)
        if _etag(taken) != etag:
            self._keep(file, taken, by="")
            if taken is not None:
                put_new(path, taken)  # where a newer one stands by now, that one stays
            aside.unlink(missing_ok=True)
            raise EditConflict(self.read(file))
        aside.unlink(missing_ok=True)

    def _aside(self, file: str) -> Path:
        return self._versions.folder / f"{_ASIDE}{base64.urlsafe_b64encode(file.encode()).decode()}"

    def _recover(self) -> None:
        """Words that were set aside when a process was killed go into the history."""
        for aside in self._versions.folder.glob(f"{_ASIDE}*"):
            with suppress(OSError, ValueError):
                file = base64.urlsafe_b64decode(aside.name.removeprefix(_ASIDE).removesuffix(".new")).decode()
                content = aside.read_bytes()
                if not self._versions.has(file, content):
                    self._keep(file, content, by="")
                aside.unlink()

    def _keep(self, file: str, content: bytes | None, *, by: str) -> None:
        self._versions.keep(file, content, at=self._clock.now(), by=by)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One change at a time, of the command line and the console alike."""
        try:
            make_folder(self._state)
            handle = os.open(self._state / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise store_error(self._state / _LOCK, error) from error
        try:
            _wait_for(handle)
            self._recover()
            yield
        finally:
            os.close(handle)


def is_editable(file: str) -> bool:
    """True for the files that are edited here: station.yaml, the lexicon, messages and schedules."""
    if file in _TOP:
        return True
    folder, _, name = file.partition("/")
    return folder in _FOLDERS and name.endswith(".yaml") and is_id(name.removesuffix(".yaml"))


def _wait_for(handle: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise StationError("station.edit_busy") from error
            time.sleep(0.02)
        else:
            return


def _etag(data: bytes | None) -> str:
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def _document(file: str, data: bytes | None) -> Document:
    return Document(file=file, text=(data or b"").decode("utf-8", "replace"), etag=_etag(data))
