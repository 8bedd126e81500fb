"""How people.yaml stands to the people in force: only `people accept` makes an edit count."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.people.file.loading import FILE, LoadedPeople, digest_of, load_people
from broadcaster.people.store.accepted import Accepted
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.problems import Severity

log = logging.getLogger(__name__)


class FileState(StrEnum):
    """The file beside what is in force."""

    SAME = "same"  # it says what is in force; or there are no people and no file
    BEHIND = "behind"  # the program was ended before it wrote the file: it is written again
    CHANGED = "changed"
    BROKEN = "broken"
    MISSING = "missing"
    WAITING = "waiting"  # there is a file, and nobody was ever accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFound:
    """The file and how it stands."""

    loaded: LoadedPeople
    state: FileState

    @property
    def fault(self) -> PeopleError | None:
        """What to tell of it; None if all is well."""
        errors = sum(one.severity is Severity.ERROR for one in self.loaded.problems)
        match self.state:
            case FileState.CHANGED:
                return PeopleError("people.file_changed")
            case FileState.BROKEN:
                return PeopleError("people.file_broken", count=errors)
            case FileState.MISSING:
                return PeopleError("people.file_missing")
            case FileState.WAITING:
                return PeopleError("people.file_waiting")
        return None


def found(folder: Path, accepted: Accepted) -> FileFound:
    """The people.yaml of a station folder, beside what is in force."""
    loaded = load_people(folder)
    return FileFound(loaded=loaded, state=_state(loaded, accepted))


def _state(loaded: LoadedPeople, accepted: Accepted) -> FileState:
    if not accepted.people.founded:
        return FileState.SAME if loaded.raw is None else FileState.WAITING
    if loaded.digest == digest_of(accepted.file):
        return FileState.SAME
    if loaded.digest == accepted.before:
        return FileState.BEHIND
    if loaded.raw is None:
        return FileState.MISSING
    return FileState.CHANGED if loaded.people is not None else FileState.BROKEN


def write(folder: Path, store: PeopleStore) -> None:
    """Write the people.yaml that goes with what is in force; within one transaction.

    So of two commands at the same time the later one's file stays, and it is never taken for a person's edit.

    Raises:
        PeopleError, StoreError: the disk does not take it.
    """
    with store.changing():
        write_bytes(folder / FILE, store.accepted.read().file, durable=True, shared=True)
        store.accepted.file_is_written()


def finished(folder: Path, store: PeopleStore) -> FileFound:
    """The same as `found`, once a file that the program left behind is written."""
    seen = found(folder, store.accepted.read())
    if seen.state is not FileState.BEHIND:
        return seen
    try:
        write(folder, store)
    except BroadcasterError:
        log.warning("people.yaml is behind the people in force", exc_info=True)
        return seen
    return found(folder, store.accepted.read())
