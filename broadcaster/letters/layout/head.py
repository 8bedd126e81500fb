"""The head of a letter: who issues it, its number, place and date, kind, subject, and whom it is sent to.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II; of the Party: Hướng dẫn 05-HD/VPTW (2025) on the layout of
its documents. The head is read from the top, block by block, until one that is none of its elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from broadcaster.letters.layout import elements
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.layout.items import numbered
from broadcaster.letters.model import Align, Block

LONGEST = 60  # blocks that a head may have; the widest seen has 31
SHORT = 90  # code points that a heading's line may have


@dataclass(slots=True)
class _Reading:
    """What is known after the blocks so far."""

    placed: list[PlacedBlock] = field(default_factory=list)
    seen: set[Element] = field(default_factory=set)
    last: Element | None = None
    table: int | None = None  # the table in which the head stands, where it stands in one


def head(blocks: Sequence[Block]) -> tuple[PlacedBlock, ...]:
    """The blocks at the beginning that belong to the head, each with its element; the body follows."""
    state = _Reading()
    for index, block in enumerate(blocks[:LONGEST]):
        ahead = _AHEAD if state.seen else 2 * _AHEAD
        found = _element(block, state) or _between(block, blocks[index + 1 : index + 1 + ahead], state)
        if found is None:
            break
        element, reason, confidence = found
        state.placed.append(
            PlacedBlock(block=block, element=element, reason=reason, confidence=confidence, text=block.text)
        )
        if element is not Element.RUNNING:
            state.seen.add(element)
            state.last = element
            if block.cell is not None and element in (Element.NATIONAL_TITLE, Element.NUMBER, Element.ISSUER):
                state.table = block.cell.table
    # A letter without any sign of a head has none: its first lines are its body.
    return tuple(state.placed) if state.seen & _SIGNS else ()


_SIGNS = {
    Element.NATIONAL_TITLE, Element.NUMBER, Element.PLACE_DATE, Element.KIND, Element.ADDRESSEE,
    Element.SUBJECT,
}  # fmt: skip

_Found = tuple[Element, str, float]
_AHEAD = 4  # blocks in which the head must go on behind a line that is none of its elements
_STAIN = 4  # code points of what recognition makes of a stain or a frame above the head
_LATER = (Element.KIND, Element.ADDRESSEE, Element.NUMBER, Element.NATIONAL_TITLE, Element.PLACE_DATE)


def _element(block: Block, state: _Reading) -> _Found | None:
    text = block.text
    if not text or elements.RULE.match(text):
        return Element.RUNNING, "a drawn line", 1.0
    if block.guessed and not elements.WORD.search(text):
        return Element.RUNNING, "what recognition makes of a stain", 0.8
    return (
        _by_mark(text, state)
        or _going_on(block, state)
        or _in_the_head_table(block, state)
        or _issuer(block, state)
        or _titled(block, state)
    )


def _by_mark(text: str, state: _Reading) -> _Found | None:
    """What the words alone tell."""
    if elements.NATIONAL_TITLE.search(text) and len(text) <= SHORT:
        return Element.NATIONAL_TITLE, "words of the national title", 1.0
    if elements.STAMP.match(text):
        return Element.STAMP, "a mark of urgency, secrecy or draft", 0.9
    if elements.NUMBER.match(text) and len(text) <= SHORT and Element.NUMBER not in state.seen:
        return Element.NUMBER, "number and symbol", 1.0
    if elements.PLACE_DATE.match(text) and Element.BODY not in state.seen:
        return Element.PLACE_DATE, "place, and day, month and year", 1.0
    if elements.BARE_DATE.match(text) and Element.PLACE_DATE not in state.seen:
        return Element.PLACE_DATE, "day, month and year alone", 0.7
    if elements.ADDRESSEE.match(text):
        return Element.ADDRESSEE, "'Kính gửi'", 1.0
    if elements.KIND.match(text) and text.isupper() and len(text) <= SHORT:
        return Element.KIND, "the kind of document, in capitals", 1.0
    again = Element.SUBJECT not in state.seen or state.last is Element.KIND  # a web page's title has it too
    if elements.SUBJECT.match(text) and again and len(text) <= 3 * SHORT:
        return Element.SUBJECT, "'V/v' or 'Về việc'", 1.0
    return None


def _going_on(block: Block, state: _Reading) -> _Found | None:
    """More of the element before it: the list of addressees, the further lines of a subject."""
    if state.last is Element.ADDRESSEE and _is_addressee(block, state):
        return Element.ADDRESSEE, "goes on with the list of addressees", 0.9
    if state.last is Element.SUBJECT and block.cell is not None and block.cell.table == state.table:
        return Element.SUBJECT, "goes on in the same cell as the subject", 0.9
    return None


def _between(block: Block, after: Sequence[Block], state: _Reading) -> _Found | None:
    """A short line of no known form where the head goes on below it: an address, the end of a subject."""
    text = block.text
    if len(text) > SHORT or text.endswith((".", ";", "!")) or elements.BASIS.match(text):
        return None
    if not (state.seen or len(text) <= _STAIN or any(map(_is_certain, after))):
        return None
    if numbered(text, block.number) or elements.GREETING.match(text) or Element.ADDRESSEE in state.seen:
        return None
    for each in after:
        found = _by_mark(each.text, state)
        if found is not None and found[0] in _LATER and found[0] not in state.seen:
            element = Element.SUBJECT if state.last is Element.SUBJECT else Element.ISSUER
            return element, "between two elements of the head", 0.6
        if len(each.text) > SHORT:
            return None
    return None


def _is_certain(block: Block) -> bool:
    """True for what only the head of a letter has: what stands above it is a page's running head."""
    text = block.text
    return len(text) <= SHORT and bool(elements.NATIONAL_TITLE.search(text) or elements.NUMBER.match(text))


def _is_addressee(block: Block, state: _Reading) -> bool:
    if elements.BASIS.match(block.text):
        return False
    before = state.placed[-1].block
    found = numbered(block.text, block.number)
    in_list = found is not None and found.shape in ("dash", "plus")
    if block.cell is not None and before.cell is not None:
        return block.cell.table == before.cell.table
    open_end = before.text.rstrip().endswith((";", ":", ","))
    return (in_list and len(block.text) <= 3 * SHORT) or (open_end and len(block.text) <= 2 * SHORT)


def _in_the_head_table(block: Block, state: _Reading) -> _Found | None:
    """A cell of the table without lines in which the head is set."""
    cell = block.cell
    if cell is None or cell.columns > 3:
        return None
    if cell.table != state.table and (state.table is not None or cell.table > 0):
        return None
    if Element.NUMBER in state.seen and cell.column == 0:
        return Element.SUBJECT, "below the number, in the left column", 0.8
    if cell.column == 0 and len(block.text) <= 2 * SHORT:
        return Element.ISSUER, "above the number, in the left column", 0.8
    if state.table is not None and len(block.text) <= SHORT:
        return Element.NATIONAL_TITLE, "the right column of the head", 0.6
    return None


def _issuer(block: Block, state: _Reading) -> _Found | None:
    """An office in capitals, before the subject or between it and the bases."""
    text = block.text
    if not block.capitals or len(text) > SHORT or text.endswith((".", ";")) or numbered(text, block.number):
        return None
    if Element.KIND not in state.seen and Element.ADDRESSEE not in state.seen:
        return Element.ISSUER, "capitals before the kind", 0.7
    if state.last in (Element.SUBJECT, Element.KIND, Element.RUNNING) and _is_office(text):
        return Element.ISSUER, "who decides, in capitals, before the bases", 0.8
    return None


def _is_office(text: str) -> bool:
    return text.startswith(
        ("CHỦ TỊCH", "ỦY BAN", "UỶ BAN", "HỘI ĐỒNG", "ĐẢNG ỦY", "BAN ", "GIÁM ĐỐC", "TRƯỞNG ")
    )


def _titled(block: Block, state: _Reading) -> _Found | None:
    """The lines below the kind: what the document is about."""
    if state.last not in (Element.KIND, Element.SUBJECT) or Element.KIND not in state.seen:
        return None
    text = block.text
    if elements.BASIS.match(text) or numbered(text, block.number) or len(text) > 3 * SHORT:
        return None
    if elements.GREETING.match(text):
        return None
    if elements.ATTACHED.match(text):
        return Element.SUBJECT, "what it is attached to", 0.8
    set_as_title = block.bold or block.align is Align.CENTER
    before = [each for each in state.placed if each.element is Element.SUBJECT]
    if set_as_title and not (before and text.endswith((".", ":", ";"))):
        return Element.SUBJECT, "bold or centred below the kind", 0.9
    if not before and not text.endswith((".", ":", ";")) and len(text) <= 2 * SHORT:
        return Element.SUBJECT, "a short line without a full stop below the kind", 0.7
    # A title that was wrapped: the line before it is open, and this one is short and has no stop.
    if before and text[:1].islower() and not text.endswith((".", ":", ";")) and len(text) <= SHORT:
        return Element.SUBJECT, "goes on with the title", 0.7
    return None
