"""Number plates: the province as a number, letters by name, the rest digit by digit."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.data import load
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import spell
from broadcaster.reading.wordset import wordset

_CUES = re.compile(
    r"\b(?:biển|biển số|bks|bs|biển kiểm soát|biển số xe|xe|xe máy|mô tô|ô tô|xe tải|xe khách|xe con|"
    r"máy kéo)(?: [^\W\d]+){0,2}[:. ]*\Z"
)


def _plate(context: Context, m: re.Match[str]) -> Saying | None:
    dotted = "." in m["number"]
    if not (dotted and m["letters"]) and not _CUES.search(context.precedes(m.start())):
        return None
    words = f"{numerals.cardinal(int(m['province']))} {spell(m['letters'])}"
    if m["series"]:
        words += f" {numerals.digits(m['series'])}"
    return Saying(end=m.end(), words=f"{words}, {numerals.digits(m['number'])}")


def _misgrouped(context: Context, m: re.Match[str]) -> Saying | None:
    """25A-1234.5: the figures of a plate in other groups than three and two."""
    if not _CUES.search(context.precedes(m.start())):
        return None
    words = f"{numerals.cardinal(int(m['province']))} {spell(m['letters'])}, {numerals.digits(m['number'])}"
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_code")


def _army(context: Context, m: re.Match[str]) -> Saying | None:
    if not _CUES.search(context.precedes(m.start())):
        return None
    return Saying(end=m.end(), words=f"{spell(m['letters'])}, {numerals.digits(m['number'])}")


_BOATS = wordset(" ".join(load("evidence")["boats"]))


def _boat(context: Context, m: re.Match[str]) -> Saying | None:
    """Tàu BĐ 95467-TS: the letters of the province, the figures one by one, the letters of its trade."""
    if not _BOATS.intersection(context.before(m.start(), 3)):
        return None
    trade = f" {spell(m['trade'])}" if m["trade"] else ""
    return Saying(end=m.end(), words=f"{spell(m['letters'])}, {numerals.digits(m['number'])}{trade}")


RULES = (
    Rule(
        name="plate",
        starts="u",
        pattern=re.compile(
            r"(?P<letters>[A-ZĐ]{1,3}g?)[\s.-]{0,3}(?P<number>\d{4,5})(?:[\s-]{0,3}(?P<trade>TS|CN|KN))?(?![\w/]|[.,]\d)"
        ),
        say=_boat,
        example=("tàu BĐ 95467-TS", "tàu bê đê, chín năm bốn sáu bảy tê ét"),
    ),
    Rule(
        name="plate",
        starts="d",
        pattern=re.compile(
            r"(?P<province>[1-9]\d)\s?-?\s?(?P<letters>[A-ZĐ]{1,2})(?P<series>\d?)(?:\s?[-. ]\s?)?"
            r"(?P<number>\d{3}\.\d{2}|\d{4,5})(?![\w/]|[.,]\d)"
        ),
        say=_plate,
        example=("xe 25A-123.45", "xe hai mươi lăm a, một hai ba bốn năm"),
    ),
    Rule(
        name="plate",
        starts="d",
        pattern=re.compile(
            r"(?P<province>[1-9]\d)(?P<letters>[A-ZĐ]{1,2}\d?)\s?-\s?(?P<number>\d{4}\.\d|\d{2}\.\d{2,3}|\d{3}\.\d|\d{3}\.?\d{3})(?![\w])"
        ),
        say=_misgrouped,
        example=("biển 25A-1234.5", "biển hai mươi lăm a, một hai ba bốn năm"),
    ),
    Rule(
        name="plate",
        starts="u",
        pattern=re.compile(r"(?P<letters>[A-Z]{2})[ -](?P<number>\d{2}-\d{2})(?!\w)"),
        say=_army,
        example=("xe biển số TM 12-34", "xe biển số tê mờ, một hai ba bốn"),
    ),
)
