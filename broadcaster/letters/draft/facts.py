"""The facts of a text that must not change on the way to the ear: dates, hours, amounts, names and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FactKind(StrEnum):
    """What kind of fact."""

    DOCUMENT = "document"  # number and sign of a letter or a law
    DATE = "date"
    HOUR = "hour"
    PHONE = "phone"
    AMOUNT = "amount"  # a number with its unit
    NUMBER = "number"  # the digit of a name such as "Covid-19" is none
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """One fact: as it is written, and a form in which equal facts are equal."""

    kind: FactKind
    written: str
    value: str
    start: int  # code point


_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ"
_WORD = rf"[{_UPPER}][{_LOWER}]+"
_PATTERNS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (
        FactKind.DOCUMENT,
        re.compile(r"(?<![\w/])\d+(?:/\d{4})?\s?[-/]\s?[A-ZĐ][A-ZĐa-z]*\d*(?:[-/&][A-ZĐ]\w*)*"),
    ),
    (
        FactKind.DATE,
        re.compile(
            r"(?<![\d/.-])(?:ngày\s+)?(?P<d>\d{1,2})\s?(?:/|-|\.|\s+tháng\s+)\s?(?P<m>\d{1,2})\s?"
            r"(?:(?:/|-|\.|\s+năm\s+)\s?(?P<y>(?:19|20)\d{2}))(?!\d)"
            r"|(?<!\w)ngày\s+(?P<d2>\d{1,2})\s?(?:/|-|\.|\s+tháng\s+)\s?(?P<m2>\d{1,2})(?![\d/])",
            re.IGNORECASE,
        ),
    ),
    (
        FactKind.PHONE,
        re.compile(
            r"(?<![\d.])(?:\+84|0)(?:[\s.\-()]{0,2}\d){8,10}(?!\d)|(?<!\d)1[89]00(?:[\s.]?\d){4,6}(?!\d)"
        ),
    ),
    (
        FactKind.HOUR,
        re.compile(
            r"(?<!\w)(?P<h>\d{1,2})\s?(?:giờ|h|g|:)\s?(?P<min>\d{2})?(?!\d)(?:\s?(?:phút|p|'))?",
            re.IGNORECASE,
        ),
    ),
    (
        FactKind.AMOUNT,
        re.compile(
            r"(?<![\w.,])(?P<n>\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s?"
            r"(?P<u>triệu đồng|tỷ đồng|nghìn đồng|đồng|đ|VNĐ|%|kg|g|km|m2|m²|m3|m³|m|ha|lít|tấn|tạ|mm|cm|"
            r"kV|kW|người|hộ|"
            r"ngày|tháng|năm|tuổi|lần|mũi|liều|suất|em|cháu|con)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (FactKind.NUMBER, re.compile(r"(?<![\w.,])(?<![^\W\d_]-)\d+(?:[.,]\d+)*(?!\w)")),
    (
        FactKind.NAME,
        re.compile(
            rf"(?<!\w)(?:ông|bà|anh|chị|đồng chí|đ/c|cô|bác sĩ|"
            rf"BS)(?:\s*:)?\s+(?P<name>{_WORD}(?:\s{_WORD}){{1,4}})"
        ),
    ),
)


def stated(text: str) -> tuple[StatedFact, ...]:
    """The facts of a text in their order. A number that belongs to a date is no number of its own."""
    taken = bytearray(len(text))
    found: list[StatedFact] = []
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            value = _VALUES[kind](hit)
            if value is None or any(taken[hit.start() : hit.end()]):
                continue
            taken[hit.start() : hit.end()] = b"\1" * (hit.end() - hit.start())
            found.append(StatedFact(kind=kind, written=hit[0].strip(), value=value, start=hit.start()))
    return tuple(sorted(found, key=lambda fact: fact.start))


def dates(text: str, near: date) -> Iterator[date]:
    """The days that a text names; one without a year is taken near to `near`."""
    for fact in stated(text):
        if fact.kind is FactKind.DATE:
            day, month, year = fact.value.split("/")
            for written in (year,) if year else (str(near.year), str(near.year + 1)):
                try:
                    meant = date(int(written), int(month), int(day))
                except ValueError:
                    continue
                if year or meant >= near:
                    yield meant
                    break


def _date(hit: re.Match[str]) -> str | None:
    day, month = int(hit["d"] or hit["d2"]), int(hit["m"] or hit["m2"])
    return f"{day}/{month}/{hit['y'] or ''}" if 1 <= day <= 31 and 1 <= month <= 12 else None


def _phone(hit: re.Match[str]) -> str | None:
    digits = re.sub(r"\D", "", hit[0])
    return "0" + digits[2:] if digits.startswith("84") and hit[0].startswith("+") else digits


def _hour(hit: re.Match[str]) -> str | None:
    hour, minute = int(hit["h"]), int(hit["min"] or 0)
    return f"{hour}:{minute:02}" if hour < 25 and minute < 60 else None


def _amount(hit: re.Match[str]) -> str | None:
    unit = {"đ": "đồng", "vnđ": "đồng", "m²": "m2", "m³": "m3"}.get(hit["u"].lower(), hit["u"].lower())
    return f"{_plain(hit['n'])} {unit}"


def _plain(number: str) -> str:
    """1.000.000 and 1 000 000 are equal; 2,50 and 2,5 are."""
    bare = re.sub(r"[.\s](?=\d{3}(?!\d))", "", number).replace(".", ",")
    whole, mark, part = bare.partition(",")
    return (whole.lstrip("0") or "0") + (f",{part.rstrip('0')}" if mark and part.strip("0") else "")


_VALUES: dict[FactKind, Callable[[re.Match[str]], str | None]] = {
    FactKind.DOCUMENT: lambda hit: "".join(hit[0].split()),
    FactKind.DATE: _date,
    FactKind.PHONE: _phone,
    FactKind.HOUR: _hour,
    FactKind.AMOUNT: _amount,
    FactKind.NUMBER: lambda hit: _plain(hit[0]),
    FactKind.NAME: lambda hit: hit["name"],
}
