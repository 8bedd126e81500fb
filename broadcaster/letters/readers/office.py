"""What files of Word and LibreOffice share: bounds on the zip, and automatic numbers of lists."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from broadcaster.core.errors import LettersError

LARGEST = 200 << 20  # bytes of all parts unpacked
MOST_PARTS = 5000
_STEP = 1 << 16


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, whose announced sizes are within bounds.

    Raises:
        LettersError: it is broken, encrypted or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise LettersError("letter.broken") from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise LettersError("letter.bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise LettersError("letter.encrypted")
    return archive


def part(archive: zipfile.ZipFile, name: str, largest: int = LARGEST) -> bytes | None:
    """One part unpacked, at most `largest` bytes of it; None if there is none of this name.

    Raises:
        LettersError: it is broken, or larger than the archive announced.
    """
    try:
        with archive.open(name) as stream:
            data = bytearray()
            while piece := stream.read(_STEP):
                data += piece
                if len(data) > largest:
                    raise LettersError("letter.bomb")
            return bytes(data)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise LettersError("letter.broken") from error


_PLACE = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLevel:
    """One level of a list."""

    form: str = "decimal"  # w:numFmt
    pattern: str = "%1."  # w:lvlText
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """The settings of one list."""

    levels: dict[int, ListLevel]
    counter: str  # lists with one counter count on from one another: Word's abstractNum
    restarts: frozenset[int] = frozenset()  # levels that this list begins anew: Word's startOverride


@dataclass(slots=True)
class Lists:
    """The lists of a document and how far each has counted.

    Args:
        lists: by the list's id.
    """

    lists: dict[str, List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, level: int, start: int | None = None) -> str | None:
        """The number of the next paragraph of a list; None for a list that shows none.

        Args:
            start: where this paragraph itself begins to count anew.
        """
        known = self.lists.get(list_id)
        if known is None:
            return None
        settings = known.levels.get(level, ListLevel(pattern=f"%{level + 1}."))
        counts = self._counts.setdefault(known.counter, {})
        if level in known.restarts and (list_id, level) not in self._begun:
            start = settings.start if start is None else start
        self._begun.add((list_id, level))
        counts[level] = counts.get(level, settings.start - 1) + 1 if start is None else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if settings.form == "none":
            return None
        if settings.form == "bullet":
            # Other signs are those of a symbol font, or say nothing more.
            return settings.pattern if settings.pattern == "+" else BULLET
        return (
            _PLACE.sub(lambda hit: self._shown(known, counts, int(hit[1]) - 1), settings.pattern).strip()
            or None
        )

    def restart(self, list_id: str) -> None:
        """Count a list from its beginning again."""
        known = self.lists.get(list_id)
        if known is not None:
            self._counts.pop(known.counter, None)

    def _shown(self, known: List, counts: dict[int, int], level: int) -> str:
        settings = known.levels.get(level, ListLevel())
        return counted(counts.get(level, settings.start), settings.form)


def counted(number: int, form: str) -> str:
    """A number in one of Word's forms."""
    match form:
        case "upperRoman":
            return _roman(number).upper()
        case "lowerRoman":
            return _roman(number)
        case "upperLetter":
            return _letter(number).upper()
        case "lowerLetter":
            return _letter(number)
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in (*_ROMAN, *_ROMAN_SMALL):
        text += sign * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    """a … z, aa, bb … as Word counts on."""
    times, index = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + index) * (times + 1)
