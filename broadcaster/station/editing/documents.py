"""Change the station's files as people do at a console: whole, checked, and never over somebody else's words.

Whoever changes a file names the bytes that they saw (`etag`). If the file holds others by now, nothing is
written and both are shown. A change is loaded first, with the rest of the station: a file that would have an
error is refused, with all its problems.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, StationError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.editing.document import (
    ABSENT,
    ChangedSource,
    Document,
    EditConflict,
    SecretsFile,
    bytes_in,
    document_of,
    etag_of,
)
from broadcaster.station.editing.history import FileVersion, FileVersions, Replacing
from broadcaster.station.editing.lock import editing
from broadcaster.station.editing.placed import campaign_of
from broadcaster.station.editing.settings import FILE as _SETTINGS
from broadcaster.station.editing.settings import (
    is_masked,
    names,
    redacted,
    settings_faults,
    settings_in,
    with_secrets,
)
from broadcaster.station.loading.loader import Loaded, load_source
from broadcaster.station.loading.secrets import FILE as SECRETS
from broadcaster.station.loading.secrets import Secret
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.keys import NOTHING
from broadcaster.station.model.names import is_id
from broadcaster.station.model.settings import Settings
from broadcaster.station.yaml.problems import BadStation, Problem, Severity

_log = logging.getLogger(__name__)

_FOLDERS = ("messages", "schedules")
_TOP = (_SETTINGS, "lexicon.yaml", "calendar.yaml", "clusters.yaml", "regulation.yaml")
_TRIES = 5
"""How often a change is tried while a text editor saves in the very same moments."""


class Documents:
    """The files of one station. Each call may wait for the disk and for other changes."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._state = folder / "state"
        self._versions = FileVersions(self._state)
        self._replacing = Replacing(folder, self._versions, clock)
        self._apart = SecretsFile(folder)

    def read(self, file: str) -> Document:
        """A file as it is now; an empty text where there is none.

        Raises:
            StationError: it is no file that is edited here, or cannot be read.
        """
        return document_of(file, self._bytes(file))

    def write(
        self, file: str, text: str, *, etag: str, by: str, secrets: Mapping[str, Secret] = NOTHING
    ) -> Document:
        """Put a text in place of what was seen.

        Args:
            etag: of what was seen.
            secrets: further texts of secrets.yaml, which this one asks for; no history keeps them.

        Raises:
            EditConflict: the file holds something else by now.
            BadStation: the text has errors; nothing was written.
            StationError: it is no file that is edited here, a centre placed it, or it cannot be read.
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
            self._replacing.put(file, data, etag=etag, by=by)
            dropped = self._apart.drop(file, before, data) if file == _SETTINGS else NOTHING
            self._redact(file, data)
        return replace(document_of(file, data), dropped=dropped)

    def write_together(
        self, changes: Sequence[tuple[Document, str | None]], *, by: str
    ) -> tuple[Document, ...]:
        """Put texts in place of what was seen of several files, or remove them (None), in this order.

        They are checked as they will be together. Only a kill in between leaves some written; where one
        cannot be written those before it are put back.

        Raises: as `write`.
        """
        done: list[tuple[Document, Document]] = []
        with self._locked():
            for seen, _ in changes:
                self._unchanged(seen.file, seen.etag)
            self._check({seen.file: _data(text) for seen, text in changes})
            try:
                for seen, text in changes:
                    self._replacing.turn(seen, _data(text), by=by)
                    done.append((seen, document_of(seen.file, _data(text))))
            except BroadcasterError:
                for seen, now in reversed(done):
                    was = None if seen.etag == ABSENT else seen.text.encode()
                    with suppress(EditConflict):
                        self._replacing.turn(now, was, by=by)
                raise
            for _, now in done:
                self._redact(now.file, now.text.encode())
        return tuple(now for _, now in done)

    def settings(self, seen: Document) -> Settings:
        """What station.yaml says as it was seen. Raises BadStation: it has errors."""
        return settings_in(seen.text.encode(), self._apart.read())

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
            self._own(file)
            for _ in range(_TRIES):
                seen = self.read(file)
                data = edit(seen.text).encode()
                if data == seen.text.encode() and seen.etag != ABSENT:
                    return seen
                if checked:
                    self._check({file: data})
                with suppress(EditConflict):
                    self._replacing.put(file, data, etag=seen.etag, by=by)
                    self._redact(file, data)
                    return document_of(file, data)
        raise StationError("station.edit_busy")

    def remember(self, file: str) -> Document:
        """A file as it is now, which the history knows from now on: somebody begins to edit it.

        Raises: as `read`; StoreError: the disk takes nothing.
        """
        data = self._bytes(file)
        if data is not None and not self._versions.has(file, data):
            with self._locked():
                self._replacing.keep(file, data, by="")
        return document_of(file, data)

    def set_aside(self, file: str, text: str, *, by: str) -> None:
        """Keep a text in the history that was written for a file and is not to stand in it.

        Raises: as `read`; StoreError: the disk takes nothing.
        """
        _refuse_others(file)
        with self._locked():
            self._replacing.keep(file, text.encode(), by=by)
            self._replacing.keep(file, self._bytes(file), by=by)

    def seen(self, file: str, etag: str) -> Document | None:
        """A file as it was with this etag; None where the history does not know it, or not all of it."""
        _refuse_others(file)
        found = next((each for each in self._versions.of(file) if each.sha256 == etag), None)
        text = None if found is None else self.earlier(found)
        return None if text is None or is_masked(text) else Document(file=file, text=text, etag=etag)

    def remove(self, file: str, *, etag: str, by: str) -> None:
        """Remove a file; its content stays in the history.

        Raises: as `write`.
        """
        with self._locked():
            self._unchanged(file, etag)
            self._check({file: None})
            self._replacing.take_away(file, etag)
            self._replacing.keep(file, None, by=by)

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
            self._replacing.put(new, data, etag=ABSENT, by=by)
            try:
                self._replacing.take_away(file, etag)
            except EditConflict:
                self._replacing.take_away(new, etag_of(data))
                self._replacing.keep(new, None, by=by)
                raise
            self._replacing.keep(file, None, by=by)
        return document_of(new, data)

    def history(self, file: str) -> tuple[FileVersion, ...]:
        """Earlier versions, the last one first."""
        _refuse_others(file)
        return self._versions.of(file)

    def earlier(self, version: FileVersion) -> str | None:
        """The text of a version; None where there is none."""
        data = self._versions.content(version)
        return None if data is None else data.decode("utf-8", "replace")

    def redact(self) -> None:
        """Keep no password of earlier versions that station.yaml, as it is now, does not show.

        Raises: as `remember`.
        """
        data = self._bytes(_SETTINGS)
        if data is not None:
            with self._locked():
                self._redact(_SETTINGS, data)

    def _redact(self, file: str, data: bytes) -> None:
        """See `redact`. Under the lock, after the file was written: what fails is done the next time."""
        if file != _SETTINGS:
            return
        try:
            apart = self._apart.read()
            for version in self._versions.of(file):
                content = self._versions.content(version)
                if content is not None and (less := redacted(content, data, apart)) != content:
                    self._versions.keep_instead(version, less)
        except BroadcasterError:
            _log.warning("a password may stay in an earlier version of %s", file, exc_info=True)

    def _bytes(self, file: str) -> bytes | None:
        _refuse_others(file)
        return bytes_in(self._folder, file)

    def _unchanged(self, file: str, etag: str) -> None:
        self._own(file)
        current = document_of(file, self._bytes(file))
        if current.etag != etag:
            raise EditConflict(current)

    def _own(self, file: str) -> None:
        campaign = campaign_of(self._folder, file)
        if campaign is not None:
            raise StationError("station.of_centre", campaign=campaign)

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

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with editing(self._state):
            self._replacing.recover()
            yield


def is_editable(file: str) -> bool:
    """True for the files that are edited here: station.yaml, the lexicon, messages and schedules."""
    if file in _TOP:
        return True
    folder, _, name = file.partition("/")
    return folder in _FOLDERS and name.endswith(".yaml") and is_id(name.removesuffix(".yaml"))


def _data(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _refuse_others(file: str) -> None:
    if not is_editable(file):
        raise StationError("station.not_editable", file=file)
