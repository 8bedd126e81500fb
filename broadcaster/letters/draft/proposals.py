"""Title, source and basis, proposed from the head and the words of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from broadcaster.letters.layout import elements
from broadcaster.letters.layout.elements import Element, PlacedBlock

LONGEST_TITLE = 120  # code points
_KIND_OF_SIGN = {
    "TB": "Thông báo", "KH": "Kế hoạch", "QĐ": "Quyết định", "CT": "Chỉ thị", "CĐ": "Công điện",
    "ĐK": "Điện khẩn",
    "GM": "Giấy mời",     "CV": "Công văn", "HD": "Hướng dẫn", "BC": "Báo cáo",
    "TTr": "Tờ trình", "NQ": "Nghị quyết", "PA": "Phương án",
    "CTr": "Chương trình", "TM": "Thư mời",
}  # fmt: skip
"""Abbreviations of the kinds of documents. Source: Nghị định 30/2020/NĐ-CP, Phụ lục III."""

_SIGN = re.compile(
    r"(?<![\d\s.…_])(?P<number>[\d\s.…_]*+)[-/]\s*+(?:(?P<year>\d{4})\s*+/\s*+)?"
    r"(?P<sign>[A-ZĐa-z][\wĐ&./-]*)"
)
_DATE = re.compile(r"ngày\s*+(?P<d>\d{1,2})\s*+tháng\s*+(?P<m>\d{1,2})\s*+năm\s*+(?P<y>\d{4})", re.IGNORECASE)
_OPEN_DAY = re.compile(r"ngày[\s.…_]*+tháng", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:Công văn|Kế hoạch|Quyết định|Chỉ thị|Công điện|Thông báo|Hướng dẫn|Nghị quyết|Nghị định|Thông tư|"
    r"Luật)\b[^;.]{0,200}?"
    r"(?:\d{1,6}\s{0,3}[-/][^\s;,]{1,40}|"
    r"năm \d{4})(?:,?\s{0,3}ngày\s{1,3}[\d/.-]{1,12}(?:\s*tháng\s*\d{1,2}\s*năm\s*\d{4})?)?"
    r"(?:\s+của\s+[^;,]{3,90}?(?=\s+(?:về|V/v|ban hành)\b|[;,.]|$))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHead:
    """What the head of a letter tells, as text; None where it does not stand there."""

    issuer: str | None
    number: str | None
    kind: str
    subject: str | None
    issued: date | None
    near: date | None  # the same; where the day was left open, the first of its month
    place: str | None


def head_of(placed: Sequence[PlacedBlock]) -> LetterHead:
    """The head's facts."""
    number = _first(placed, Element.NUMBER)
    dated = _first(placed, Element.PLACE_DATE)
    named = _first(placed, Element.KIND)
    return LetterHead(
        issuer=_issuer(placed),
        number=_cleaned(number) if number else None,
        kind=_kind(named, number),
        subject=_subject(placed),
        issued=_day(dated or ""),
        near=_day(dated or "") or _day(_OPEN_DAY.sub("ngày 1 tháng", dated or "")),
        place=dated.partition(",")[0].strip() if dated and "," in dated else None,
    )


def title_of(head: LetterHead, placed: Sequence[PlacedBlock]) -> str:
    """The title: what the letter is about, in its own words, without "V/v".

    A letter without a subject says it in its bases ("về việc …"), or else in its first sentence.
    """
    text = head.subject or _about(placed) or _first_sentence(placed) or head.kind
    text = text[:1].upper() + text[1:]
    if len(text) > LONGEST_TITLE:
        text = text[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return text


_ABOUT = re.compile(r"(?:về việc|V/v)\s+(?P<what>[^;.]{8,200})", re.IGNORECASE)


def _about(placed: Iterable[PlacedBlock]) -> str | None:
    found = [
        hit["what"].strip()
        for each in placed
        if each.element is Element.BASIS
        for hit in _ABOUT.finditer(each.text)
    ]
    return found[-1] if found else None


def _first_sentence(placed: Iterable[PlacedBlock]) -> str | None:
    body = next((each.text for each in placed if each.element in (Element.BODY, Element.ITEM)), None)
    return re.split(r"(?<=[.!?;:])\s", body, maxsplit=1)[0].rstrip(".;:") if body else None


def source_of(head: LetterHead) -> str | None:
    """The letter by its own head: kind, number, day, issuer; nothing that does not stand there."""
    if head.issuer is None and head.number is None:
        return None
    said = [head.kind]
    if head.number:
        said.append(head.number)
    if head.issued:
        said.append(f"ngày {head.issued:%d/%m/%Y}")
    if head.issuer:
        said.append(f"của {head.issuer}")
    return " ".join(said)


def basis_of(placed: Iterable[PlacedBlock]) -> str | None:
    """The document that the letter rests on: the last one that its bases name is the nearest above."""
    found = [
        hit[0].strip(" ,")
        for each in placed
        if each.element is Element.BASIS or (each.element is Element.BODY and elements.BASIS.match(each.text))
        for hit in _REFERENCE.finditer(each.text)
    ]
    return found[-1] if found else None


def _first(placed: Iterable[PlacedBlock], element: Element) -> str | None:
    return next((each.text for each in placed if each.element is element), None)


def _issuer(placed: Iterable[PlacedBlock]) -> str | None:
    """The office that issues: the last line of its names, the one above it stands first."""
    lines = [each.text.strip(" *") for each in placed if each.element is Element.ISSUER]
    lines = [line for line in lines if line and not elements.RULE.match(line)]
    if not lines:
        return None
    # Two lines of one name: "ỦY BAN NHÂN DÂN" and "PHƯỜNG TÂN PHONG".
    name = lines[-1]
    if len(lines) > 1 and re.match(r"(?:PHƯỜNG|XÃ|THỊ TRẤN|HUYỆN|QUẬN|TỈNH|THÀNH PHỐ|TP\.?|ĐẶC KHU)\b", name):
        name = (
            f"{lines[-2]} {name}"
            if lines[-2].startswith(("ỦY BAN", "UỶ BAN", "UBND", "HỘI ĐỒNG", "ĐẢNG"))
            else name
        )
    return as_name(name.replace("\n", " "))


def as_name(capitals: str) -> str:
    """ỦY BAN NHÂN DÂN PHƯỜNG TÂN PHONG as UBND phường Tân Phong; a name in mixed case stays as it is."""
    if not capitals.isupper():
        return capitals
    short = re.sub(r"[ỦU][ỶY] BAN NHÂN DÂN", "UBND", capitals)
    words = []
    kinds = {"PHƯỜNG", "XÃ", "HUYỆN", "QUẬN", "TỈNH", "TRẤN", "THỊ", "THÀNH", "PHỐ", "BAN", "CHỈ", "HUY"}
    for word in short.split():
        initials = (
            len(word) <= 5 and not re.search(r"[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯẠ-Ỹ]", word) and _no_vowel_pattern(word)
        )
        words.append(word if initials else word.lower() if word in kinds else word.capitalize())
    name = " ".join(words)
    return name[:1].upper() + name[1:]


def _no_vowel_pattern(word: str) -> bool:
    """Initials such as UBND and MTTQ are no syllables."""
    return re.fullmatch(r"[BCDĐGHKLMNPQRSTVX]{0,3}[AEIOUY]{1,3}[CGHMNPT]{0,2}", word) is None


def _kind(named: str | None, number: str | None) -> str:
    if named:
        found = elements.KIND.match(named)
        return (found[0] if found else named).capitalize()
    sign = _SIGN.search(number or "")
    for part in re.split(r"[-/]", sign["sign"] if sign else ""):
        if part in _KIND_OF_SIGN:
            return _KIND_OF_SIGN[part]
    return "Công văn"


def _cleaned(number: str) -> str | None:
    sign = _SIGN.search(number.partition("V/v")[0])
    if sign is None:
        return None
    digits = sign["number"].strip().replace(" ", "")
    if not digits.isdecimal():
        return None  # the number is not filled in yet
    year = f"/{sign['year']}" if sign["year"] else ""
    mark = "-" if re.search(r"\d\s*-\s*[A-ZĐ]", number) else "/"
    return f"{digits}{year}{mark}{sign['sign'].rstrip('.')}"


def _subject(placed: Iterable[PlacedBlock]) -> str | None:
    lines = [
        each.text
        for each in placed
        if each.element is Element.SUBJECT and not elements.ATTACHED.match(each.text)
    ]
    text = " ".join(" ".join(lines).split())
    text = elements.SUBJECT.sub("", text, count=1).strip(" ()")
    return text or None


def _day(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None
