"""Numbers of items, written or automatic, their levels, and which of them only count.

"2.5 triệu đồng" and "20.11 là ngày lễ" begin as items do. A number counts only where it goes on with
its list, or begins one that goes on; any other number is spoken with its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_UNITS = (
    r"(?:triệu|tỷ|tỉ|nghìn|ngàn|đồng|đ|độ|kg|km|g|m|mm|cm|ha|lít|tấn|tạ|giờ|h|phút|sáng|trưa|chiều|tối|đêm|tháng|"
    r"năm)(?!\w)|[%°‰]"
)
"""What follows an amount or an hour, not the number of an item."""
_COUNT = r"(?:nhất|một|hai|nhì|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười)"
_COUNTED = rf"\d{{1,4}}\s+(?!{_UNITS})[^\W\d_]"  # "27 hộ": an item may begin with a number of its own
_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_NEW = r"(?=[A-ZÀ-ỸĐ\"“'(\[])"  # how the words of an item begin behind a number that could be a value

# In the order of Nghị định 30: phần, chương, mục, điều, khoản, điểm. A deeper level comes later.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "part",
        re.compile(
            rf"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:(?i:thứ\s+{_COUNT})|{_ROMAN}|\d{{1,2}}|[A-H])"
            rf"(?:\s*[.:]\s*(?=\S)|\s+{_NEW})"
        ),
    ),
    ("article", re.compile(r"(?:Điều|ĐIỀU)\s+\d{1,3}\s*[.:]\s*")),
    ("roman", re.compile(rf"{_ROMAN}\s?(?:[.)]\s*(?![\d.])|/(?:\s+|(?=[A-ZÀ-ỸĐ]))(?!\d)|-\s+(?!\d))")),
    ("capital", re.compile(r"[A-H]\s?[.)/]\s+(?=\S)")),
    (
        "digit",
        re.compile(
            rf"\d{{1,2}}\s?[.)/](?![\d.])\s*(?!\d|{_UNITS})|\d{{1,2}}[.)]\s+(?={_COUNTED})|\d{{1,2}}\s?-\s+(?=[A-ZÀ-ỸĐ])|\(\d{{1,2}}\)\s*"
        ),
    ),
    (
        "digits",
        re.compile(
            rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?:[.)]{{1,2}}\s*(?!\d|{_UNITS})|\s+{_NEW})",
        ),
    ),
    (
        "letter",
        re.compile(r"[a-zđ]\s?(?:[.)]\s*(?=\S)|/(?:\s+|(?=[A-ZÀ-ỸĐ])))|([a-zđ])\1\)\s*|\([a-zđ]\)\s*"),
    ),
    # A dash, a plus or a star that touches a number is its sign: "-5°C", "+84 …", "*101#".
    ("dash", re.compile(r"[-–—−](?!\d|\s?\d+\s?°)\s*(?=\S)|\*(?!\d)\s*(?=\S)|[•●▪◦►✓✔➢❖§·]\s*(?=\S)")),
    ("plus", re.compile(r"\+(?!\d)\s*(?=\S)")),
)
_ORDER = {name: index for index, (name, _) in enumerate(_SHAPES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNumber:
    """A number in front of a text."""

    shape: str
    number: str  # as written, without the spaces around it
    text: str  # what follows


def numbered(text: str, automatic: str | None = None) -> ItemNumber | None:
    """The number in front of a text, or None.

    Args:
        text: a block's text.
        automatic: its automatic number, if it has one; it decides.
    """
    if automatic:
        found = _first(f"{automatic} x")
        return ItemNumber(shape=found.shape if found else "dash", number=automatic.strip(), text=text)
    return _first(text)


def _first(text: str) -> ItemNumber | None:
    for name, shape in _SHAPES:
        found = shape.match(text)
        if found is not None and _not_a_value(name, text, found.end()):
            return ItemNumber(shape=name, number=found[0].strip(), text=text[found.end() :].strip())
    return None


_VALUE = re.compile(rf"\d{{1,2}}\s?[./-]\s?(?!{_COUNTED})\d|\d{{1,2}}/(?:CT|KH|TB|QĐ|CV|NQ|TTr|UBND)")


def _not_a_value(name: str, text: str, end: int) -> bool:
    """False for a date or a document number at the beginning of a line."""
    return bool(text[end:].strip()) and not (name in ("digit", "letter") and _VALUE.match(text))


def levels(shapes: Sequence[tuple[str, int | None]]) -> tuple[int, ...]:
    """The level of each item of a letter, from 1, by the shapes of their numbers in order.

    The same shape is the same level. A new shape goes below the item before it, unless that shape is open
    already further up: then the list goes on there.

    Args:
        shapes: the shape of each number, and the level of an automatic list. It tells one bullet from
            another; numbers are told by their shape, as people put one list into several lists of Word.
    """
    open_shapes: list[tuple[str, int | None]] = []
    found = []
    for shape, automatic in shapes:
        each = (shape, automatic if shape in ("dash", "plus") else None)
        if each in open_shapes:
            del open_shapes[open_shapes.index(each) + 1 :]
        else:
            # A shape that Nghị định 30 puts above what is open closes it: "II." after "1." and "a)".
            while (
                open_shapes
                and _ORDER[shape] < _ORDER[open_shapes[-1][0]]
                and shape in ("part", "article", "roman")
            ):
                open_shapes.pop()
            open_shapes.append(each)
        found.append(len(open_shapes))
    return tuple(found)


_WORD = re.compile(r"[^\W\d_]{2,}")
_ROMAN_LETTERS = re.compile(r"(?i)[ivxl]+")
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_ROMANS = {"I": 1, "V": 5, "X": 10}
_BULLETS = ("dash", "plus")

_Path = tuple[str, tuple[int, ...]]


def counting(items: Sequence[tuple[ItemNumber, bool]]) -> tuple[bool, ...]:
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


def _paths(item: ItemNumber) -> Iterator[_Path]:
    """What a number may count in: "1." goes on with "2.", or with "2)" where that has no list of its own."""
    for kind, values in _readings(item):
        yield kind, values
        if item.shape != "digits":
            yield f"{kind} {item.number[-1]}", values


def _readings(item: ItemNumber) -> Iterator[_Path]:
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
        not _ROMAN_LETTERS.fullmatch(word) and len(set(word)) > 1  # "aa)" comes behind "z)"
        for word in _WORD.findall(number)
    )
