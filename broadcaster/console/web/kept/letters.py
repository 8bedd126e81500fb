"""The letters that drafts were made from, kept and left-out words alike, under `state/letters/`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.statefile import Instant

FOLDER = "letters"
MOST = 100  # letters that are kept; the oldest go


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPiece:
    """Words of the letter, in their place."""

    text: str
    why: str | None  # a key below `letter.left`; None: kept
    long: bool = False  # a sentence that listeners cannot follow
    guessed: bool = False  # recognised from a picture


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


_SHAPE = TypeAdapter(KeptLetter)


class KeptLetters:
    """The letters of a station. From any thread.

    Args:
        state: the station's `state/` folder.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def keep(self, message: str, letter: KeptLetter) -> None:
        """Keep the letter of a message; one that is longer than a small file may be is not kept.

        Raises:
            StoreError: the disk takes nothing.
        """
        data = _SHAPE.dump_json(letter)
        if len(data) > statefile.LARGEST:
            return
        write_bytes(self._path(message), data)
        kept = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST]:
            path.unlink(missing_ok=True)

    def of(self, message: str) -> KeptLetter | None:
        """The letter of a message; None where none is kept."""
        return statefile.load(self._path(message), _SHAPE)

    def has(self, message: str) -> bool:
        """True if the letter of a message is kept."""
        return self._path(message).is_file()

    def _path(self, message: str) -> Path:
        return self._folder / f"{hashlib.sha256(message.encode()).hexdigest()}.json"


def letter_of(found: dict[str, Any], name: str, at: Instant) -> KeptLetter:
    """The letter in the answer of `import_process`."""
    made = found["draft"]
    pieces = tuple(
        KeptPiece(text=each["text"], why=each["why"], long=each["long"], guessed=each["guessed"])
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
