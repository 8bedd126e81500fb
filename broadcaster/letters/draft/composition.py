"""The draft of a message from a classified letter: its parts, and the questions it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from broadcaster.letters.draft.days import WrittenDay, validity
from broadcaster.letters.draft.facts import FactKind, stated
from broadcaster.letters.draft.listeners import why_left
from broadcaster.letters.draft.model import Advice, Draft, DraftPart, ListenerQuestion, OmissionReason
from broadcaster.letters.draft.proposals import basis_of, head_of, source_of, title_of
from broadcaster.letters.draft.tables import table_parts
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.model import Letter
from broadcaster.station.model.sound import StationPlace
from broadcaster.station.rules.blanks import blanks

_ANSWERS: dict[ListenerQuestion, re.Pattern[str]] = {
    ListenerQuestion.WHAT: re.compile(r"\b\w++(?:\s++\w++){5}"),
    ListenerQuestion.WHO: re.compile(
        r"người dân|bà con|nhân dân|hộ|phụ huynh|học sinh|công dân|mọi người|cá nhân|gia đình|trẻ|cử tri|"
        r"thanh niên|"
        r"phụ nữ|người \w+|chủ \w+|doanh nghiệp|đối tượng",
        re.IGNORECASE,
    ),
    ListenerQuestion.HOW: re.compile(
        r"mang theo|chuẩn bị|đăng ký|nộp|cài|khai báo|bằng cách|theo mẫu|truy cập|gọi|không (?:nên|được)|"
        r"cần|phải|hãy|thực hiện|"
        r"phun|tiêm|vệ sinh|dọn|cắm|đeo|giữ|theo dõi|tắt|đến",
        re.IGNORECASE,
    ),
    ListenerQuestion.WHERE: re.compile(
        r"(?<!\w)(?:tại|ở|địa điểm|địa chỉ|trụ sở|nhà văn hóa|trạm|trường|sân|hội trường|khu|thôn|bản|tổ|"
        r"đường|ngõ|trên địa bàn)(?!\w)",
        re.IGNORECASE,
    ),
    ListenerQuestion.WHOM_TO_ASK: re.compile(
        r"(?<!\w)(?:liên hệ|hotline|điện thoại|gặp|hỏi|đường dây nóng|số máy|thắc mắc|tổ trưởng|"
        r"trưởng (?:thôn|bản|"
        r"khu)|ông |bà (?-i:(?=[A-ZĐ])))",
        re.IGNORECASE,
    ),
}


def unanswered(spoken: Sequence[str]) -> tuple[ListenerQuestion, ...]:
    """The questions that the words answer nowhere."""
    text = "\n".join(spoken)
    open_ones = [question for question, answer in _ANSWERS.items() if not answer.search(text)]
    facts = stated(text)
    if not any(fact.kind in (FactKind.DATE, FactKind.HOUR) for fact in facts):
        open_ones.append(ListenerQuestion.WHEN)
    if ListenerQuestion.WHOM_TO_ASK in open_ones and any(fact.kind is FactKind.PHONE for fact in facts):
        open_ones.remove(ListenerQuestion.WHOM_TO_ASK)
    return tuple(question for question in ListenerQuestion if question in open_ones)


LONG_SENTENCE = 35  # words; radio writers stay well below it
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")
_ANNOUNCES = re.compile(r"(?::|(?<!\w)(?:như sau|dưới đây|sau đây|kèm theo|đính kèm))\W{0,3}$", re.IGNORECASE)
_URGENT = re.compile(r"HỎA TỐC|KHẨN|CÔNG ĐIỆN")


def draft(letter: Letter, placed: Sequence[PlacedBlock], *, place: StationPlace, today: date) -> Draft:
    """The draft of a message.

    Args:
        letter: as it was read; its notes go on top of the draft.
        placed: its blocks with what they are, from `letters.layout.classification`.
        place: the station's own, to tell a letter of another place.
        today: the day in the station's zone.
    """
    head = head_of(placed)
    pieces = pieces_of(placed)
    spoken = [piece.text for piece in pieces if piece.kept]
    valid = validity(spoken, head.near or today)
    until = valid.last if valid.last is not None and valid.last >= today else None
    return Draft(
        title=title_of(head, placed),
        source=source_of(head),
        basis=basis_of(placed),
        first=today,
        until=until,
        emergency=any(
            _URGENT.search(each.text) for each in placed if each.element in (Element.STAMP, Element.KIND)
        ),
        pieces=pieces,
        unanswered=unanswered(spoken),
        advice=(
            *_notes(letter),
            *_blanks(spoken),
            *_foreign(place, head.issuer),
            *map(_day, valid.asked),
            *_over(head.issued, until, valid.last, today),
        ),
    )


def pieces_of(placed: Sequence[PlacedBlock]) -> tuple[DraftPart, ...]:
    """The letter's words in their order, each kept or left out with a reason. No word is in none of them."""
    found: list[DraftPart] = []
    indexed = list(zip(placed, why_left(placed), strict=True))
    for table, group in groupby(indexed, key=_table):
        if table is None:
            found += _parts(group)
            continue
        announced = found[-1] if found and found[-1].kept and _ANNOUNCES.search(found[-1].text) else None
        rows = table_parts([each for each, _ in group], " ".join(each.text for each in found[-2:]))
        if announced is not None and not any(each.kept for each in rows):
            found[-1] = replace(announced, hollow=True)
        found += rows
    return tuple(found)


def _parts(group: Iterable[tuple[PlacedBlock, OmissionReason | None]]) -> Iterator[DraftPart]:
    for each, why in group:
        text = each.said if why is None else each.block.shown.strip()
        if not text:
            continue
        yield DraftPart(
            text=_without_stroke(text) if why is None else text,
            why=why,
            heading=why is None and _is_heading(each),
            long=why is None and any(len(s.split()) > LONG_SENTENCE for s in _SENTENCE.split(text)),
            guessed=each.block.guessed,
        )


def _without_stroke(text: str) -> str:
    """The text with a full stop for the "./." that ends a letter."""
    bare = text.rstrip(" \n.")
    if not bare.endswith("/"):
        return text
    bare = bare[:-1].rstrip()
    return f"{bare.removesuffix(bare[-1]).rstrip() if bare.endswith(('.', ';', ',')) else bare}."


def _table(item: tuple[PlacedBlock, OmissionReason | None]) -> int | None:
    cell = item[0].block.cell
    return cell.table if item[0].element is Element.TABLE and cell is not None else None


def _is_heading(placed: PlacedBlock) -> bool:
    """A short item or bold line without a sentence's end: the title of what follows."""
    return (
        len(placed.text) <= 100
        and not placed.text.rstrip().endswith((".", ";"))
        and (placed.block.bold or placed.text.endswith(":") or placed.element is Element.ITEM)
    )


def _notes(letter: Letter) -> Iterator[Advice]:
    for note in letter.notes:
        yield Advice(code=note.code, facts=dict(note.facts))


def _blanks(spoken: Sequence[str]) -> Iterator[Advice]:
    for text in spoken:
        for blank in blanks(text):
            yield Advice(code="letter.blank", facts={"around": blank.label})


_PLACED = re.compile(r"(?:phường|xã|thị trấn|đặc khu)\s+(?:[A-ZÀ-ỸĐ]\w*\s?)+")


def _foreign(place: StationPlace, issuer: str | None) -> Iterator[Advice]:
    """A letter that another ward issued."""
    if not place.ward or issuer is None:
        return
    named = _PLACED.search(issuer)
    if named is not None and named[0].strip().casefold() != place.ward.strip().casefold():
        yield Advice(code="letter.of_another_place", facts={"issuer": issuer, "ward": place.ward})


def _day(named: WrittenDay) -> Advice:
    shown = f"{named.day:%d/%m/%Y}" if named.day is not None else ""
    return Advice(
        code=f"letter.day.{named.doubt}", facts={"written": " ".join(named.written.split()), "day": shown}
    )


def _over(issued: date | None, until: date | None, last: date | None, today: date) -> Iterator[Advice]:
    if issued is not None and (today - issued).days > 365 and until is None:
        yield Advice(code="letter.old", facts={"issued": f"{issued:%d/%m/%Y}"})
    elif last is not None and last < today:
        yield Advice(code="letter.past", facts={"last": f"{last:%d/%m/%Y}"})
