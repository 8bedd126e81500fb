"""Drafts that are stored for people who write.

Forms typed and not saved, and the letters that drafts were made from.

One draft a person and file, under `state/drafts/`. The browser keeps a copy of its own for the time without a
connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.errors import StationError
from broadcaster.core.state_files import Instant
from broadcaster.core.whole_files import write_bytes

FOLDER = "drafts"
LARGEST = 400_000  # bytes of one draft; six hours of speech
MOST = 200  # drafts of the whole station; the oldest go


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of a form as they were typed."""

    etag: str  # of the file that the person saw
    at: Instant
    fields: dict[str, str]


_DRAFT_SHAPE = TypeAdapter(Typed)


class Drafts:
    """The drafts of a station. From any thread."""

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def keep(self, person: str, file: str, typed: Typed) -> None:
        """Keep what a person typed into a file's form, in place of what was kept before.

        Raises:
            StationError: it is too long.
            StoreError: the disk takes nothing.
        """
        data = _DRAFT_SHAPE.dump_json(typed)
        if len(data) > LARGEST:
            raise StationError("station.draft_too_long", largest=LARGEST // 1000)
        write_bytes(self._path(person, file), data, durable=True)
        self._trim()

    def of(self, person: str, file: str) -> Typed | None:
        """What a person typed into a file's form; None where nothing is kept."""
        return state_files.load(self._path(person, file), _DRAFT_SHAPE)

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


LETTERS = "letters"
MOST_LETTERS = 100  # letters that are kept; the oldest go


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPiece:
    """Words of the letter, in their place."""

    text: str
    why: str | None  # a key below `letter.left`; None: kept
    long: bool = False  # a sentence that listeners cannot follow
    guessed: bool = False  # recognised from a picture
    hollow: bool = False  # it announces a table that is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something to look at: a key of the catalogue and its facts."""

    code: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """One letter as it became a draft."""

    name: str  # of the file that was given
    at: Instant
    pieces: tuple[KeptPiece, ...]
    unanswered: tuple[str, ...]  # what a listener wants to know and is not told: keys below `letter.ask`
    advice: tuple[Hint, ...]
    doubts: tuple[str, ...]


_LETTER_SHAPE = TypeAdapter(KeptLetter)


class KeptLetters:
    """The letters of a station. From any thread."""

    def __init__(self, state: Path) -> None:
        self._folder = state / LETTERS

    def keep(self, message: str, letter: KeptLetter) -> None:
        """Keep the letter of a message; one that is longer than a small file may be is not kept.

        Raises:
            StoreError: the disk takes nothing.
        """
        data = _LETTER_SHAPE.dump_json(letter)
        if len(data) > state_files.LARGEST:
            return
        write_bytes(self._path(message), data)
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_LETTERS]:
            path.unlink(missing_ok=True)

    def of(self, message: str) -> KeptLetter | None:
        """The letter of a message; None where none is kept."""
        return state_files.load(self._path(message), _LETTER_SHAPE)

    def has(self, message: str) -> bool:
        """True if the letter of a message is kept."""
        return self._path(message).is_file()

    def _path(self, message: str) -> Path:
        return self._folder / f"{hashlib.sha256(message.encode()).hexdigest()}.json"


def letter_of(found: dict[str, Any], name: str, at: Instant) -> KeptLetter:
    """The letter in the answer of `import_process`."""
    made = found["draft"]
    pieces = tuple(
        KeptPiece(**{name: each[name] for name in ("text", "why", "long", "guessed", "hollow")})
        for each in made["pieces"]
    )
    advice = tuple(
        Hint(code=each["code"], facts={key: str(fact) for key, fact in each["facts"].items()})
        for each in made["advice"]
    )
    return KeptLetter(
        name=name,
        at=at,
        pieces=pieces,
        unanswered=tuple(made["unanswered"]),
        advice=advice,
        doubts=tuple(found["doubts"]),
    )
