"""What somebody typed and has not saved: kept at the station, so that no lost session takes it away.

One draft a person and file, under `state/drafts/`. The browser keeps a copy of its own for the time without a
connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.errors import StationError
from broadcaster.statefile import Instant

FOLDER = "drafts"
LARGEST = 400_000  # bytes of one draft; six hours of speech
MOST = 200  # drafts of the whole station; the oldest go


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of a form as they were typed."""

    etag: str  # of the file that the person saw
    at: Instant
    fields: dict[str, str]


_SHAPE = TypeAdapter(Typed)


class Drafts:
    """The drafts of a station. From any thread.

    Args:
        state: the station's `state/` folder.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def keep(self, person: str, file: str, typed: Typed) -> None:
        """Keep what a person typed into a file's form, in place of what was kept before.

        Raises:
            StationError: it is too long.
            StoreError: the disk takes nothing.
        """
        data = _SHAPE.dump_json(typed)
        if len(data) > LARGEST:
            raise StationError("station.draft_too_long", largest=LARGEST // 1000)
        write_bytes(self._path(person, file), data, durable=True)
        self._trim()

    def of(self, person: str, file: str) -> Typed | None:
        """What a person typed into a file's form; None where nothing is kept."""
        return statefile.load(self._path(person, file), _SHAPE)

    def drop(self, person: str, file: str) -> None:
        """It was saved, or is not wanted any more."""
        self._path(person, file).unlink(missing_ok=True)

    def _path(self, person: str, file: str) -> Path:
        name = hashlib.sha256(f"{person}\n{file}".encode()).hexdigest()
        return self._folder / f"{name}.json"

    def _trim(self) -> None:
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST]:
            path.unlink(missing_ok=True)


def fields_of(given: Mapping[str, str]) -> dict[str, str]:
    """Of a form's fields those that a person types."""
    return {name: value for name, value in given.items() if name.startswith(("title", "part-", "set-"))}
