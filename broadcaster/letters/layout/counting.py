"""Which numbers of items only count, so that nothing is lost where they stay unsaid. Pure.

"2.5 triệu đồng" and "20.11 là ngày lễ" begin as items do. A number counts only where it goes on with
its list, or begins one that goes on; any other number is spoken with its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from broadcaster.letters.layout.items import Numbered

_WORD = re.compile(r"[^\W\d_]{2,}")
_ROMAN = re.compile(r"(?i)[ivxl]+")
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_ROMANS = {"I": 1, "V": 5, "X": 10}
_BULLETS = ("dash", "plus")

_Path = tuple[str, tuple[int, ...]]


def counting(items: Sequence[tuple[Numbered, bool]]) -> tuple[bool, ...]:
    """For each item in order, True where its number only counts.

    Args:
        items: the items of a letter in order, each with True if its number is automatic.
    """
    paths = [tuple(_paths(item)) for item, _ in items]
    latest = {path: index for index, each in enumerate(paths) for path in each}
    reached: dict[_Path, int] = {}  # the last number of each list that only counted
    found = []
    for index, (item, automatic) in enumerate(items):
        if item.shape != "article" and _has_word(item.number):
            counts = False
        elif automatic or item.shape in _BULLETS:
            counts = True
        else:
            counts = any(_goes_on(path, reached, latest, index) for path in paths[index])
        if counts:
            reached |= {(kind, values[:-1]): values[-1] for kind, values in paths[index]}
        found.append(counts)
    return tuple(found)


def _goes_on(path: _Path, reached: Mapping[_Path, int], latest: Mapping[_Path, int], index: int) -> bool:
    kind, values = path
    *above, number = values
    if above:
        # "2.1." stands below "2." or "II."
        open_ones = (reached.get((kind, tuple(above[:-1]))), reached.get(("roman", tuple(above[:-1]))))
        if above[-1] not in open_ones:
            return False
    if number == 1:
        return latest.get((kind, (*above, 2)), -1) > index
    return reached.get((kind, tuple(above))) == number - 1


def _paths(item: Numbered) -> Iterator[_Path]:
    """What a number may count in: "1." goes on with "2.", or with "2)" where that has no list of its own."""
    for kind, values in _readings(item):
        yield kind, values
        if item.shape != "digits":
            yield f"{kind} {item.number[-1]}", values


def _readings(item: Numbered) -> Iterator[_Path]:
    sign = item.number.strip("() ./-:")
    if item.shape == "article":
        yield "article", (int(sign.split()[1]),)
    elif item.shape in ("digit", "digits"):
        yield "digit", tuple(int(digits) for digits in sign.split("."))
    elif item.shape == "roman":
        yield "roman", (_roman(sign),)
    elif item.shape == "capital":
        yield "capital", (ord(sign) - ord("A") + 1,)
    elif item.shape == "letter":
        for number, alphabet in enumerate(_ALPHABETS):
            if sign in alphabet:
                yield f"letter {number}", (alphabet.index(sign) + 1,)


def _roman(sign: str) -> int:
    values = [_ROMANS[each] for each in sign]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _has_word(number: str) -> bool:
    return any(
        not _ROMAN.fullmatch(word) and len(set(word)) > 1  # "aa)" comes behind "z)"
        for word in _WORD.findall(number)
    )
