"""Make the draft: the one function that puts the parts of this room together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from broadcaster.letters.draft.checklist import unanswered
from broadcaster.letters.draft.listeners import why_left
from broadcaster.letters.draft.model import Advice, Draft, Piece, Why
from broadcaster.letters.draft.proposals import (
    basis_of,
    head_of,
    last_day,
    source_of,
    title_of,
    validity_of,
)
from broadcaster.letters.draft.tables import said
from broadcaster.letters.layout.elements import Element, Placed
from broadcaster.letters.model import Letter
from broadcaster.station.blanks import blanks
from broadcaster.station.model import Place

LONG_SENTENCE = 35  # words; radio writers stay well below it
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")
_URGENT = re.compile(r"HỎA TỐC|KHẨN|CÔNG ĐIỆN")


def draft(letter: Letter, placed: Sequence[Placed], *, place: Place, today: date) -> Draft:
    """The draft of a message.

    Args:
        letter: as it was read; its notes go on top of the draft.
        placed: its blocks with what they are, from `layout.classify`.
        place: the station's own, to tell a letter of another place.
        today: the day in the station's zone.
    """
    head = head_of(placed)
    pieces = tuple(pieces_of(placed))
    spoken = [piece.text for piece in pieces if piece.kept]
    first, until = validity_of(spoken, head.issued, today)
    return Draft(
        title=title_of(head, placed),
        source=source_of(head),
        basis=basis_of(placed),
        first=first,
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
            *_over(head.issued, until, last_day(spoken, head.issued or today), today),
        ),
    )


def pieces_of(placed: Sequence[Placed]) -> Iterator[Piece]:
    """The letter's words in their order, each kept or left out with a reason. No word is in none of them."""
    whys = list(why_left(placed))
    indexed = list(zip(placed, whys, strict=True))
    for table, group in groupby(indexed, key=_table):
        rows = list(group)
        if table is not None:
            yield from said([each for each, _ in rows])
            continue
        for each, why in rows:
            text = each.said if why is None else each.block.shown.strip()
            if not text:
                continue
            yield Piece(
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


def _table(item: tuple[Placed, Why | None]) -> int | None:
    cell = item[0].block.cell
    return cell.table if item[0].element is Element.TABLE and cell is not None else None


def _is_heading(placed: Placed) -> bool:
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


def _foreign(place: Place, issuer: str | None) -> Iterator[Advice]:
    """A letter that another ward issued."""
    if place.ward is None or issuer is None:
        return
    named = _PLACED.search(issuer)
    if named is not None and named[0].strip().casefold() != place.ward.strip().casefold():
        yield Advice(code="letter.of_another_place", facts={"issuer": issuer, "ward": place.ward})


def _over(issued: date | None, until: date | None, last: date | None, today: date) -> Iterator[Advice]:
    if issued is not None and (today - issued).days > 365 and until is None:
        yield Advice(code="letter.old", facts={"issued": f"{issued:%d/%m/%Y}"})
    elif last is not None and last < today:
        yield Advice(code="letter.past", facts={"last": f"{last:%d/%m/%Y}"})
