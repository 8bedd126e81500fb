"""The one classifier: what each block of a letter is, for all formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from broadcaster.letters.layout import marks
from broadcaster.letters.layout.columns import apart, lines_apart, without_layout_tables
from broadcaster.letters.layout.counting import counting
from broadcaster.letters.layout.elements import Element, Placed
from broadcaster.letters.layout.head import head
from broadcaster.letters.layout.items import Numbered, levels, numbered
from broadcaster.letters.layout.tail import tail, tail_start
from broadcaster.letters.model import Block, Letter, Region


def classify(letter: Letter) -> tuple[Placed, ...]:
    """Every block of the letter in its order, with its element, the reason and the confidence.

    A line that holds both columns of the head becomes two blocks.
    """
    blocks = tuple(apart(without_layout_tables(tuple(lines_apart(letter.blocks)))))
    running = {index for index, block in enumerate(blocks) if _runs(block)}
    flow = [block for index, block in enumerate(blocks) if index not in running]
    first = head(flow)
    rest = flow[len(first) :]
    over = tail_start(rest)
    placed = iter([*first, *_body(rest[:over]), *tail(rest[over:])])
    return tuple(_running(block) if index in running else next(placed) for index, block in enumerate(blocks))


def _running(block: Block) -> Placed:
    if block.region is Region.FOOTNOTE:
        return _placed(block, Element.FOOTNOTE, "a note at the foot of a page", 1.0)
    return _placed(block, Element.RUNNING, "page number, header or footer", 0.9)


def _runs(block: Block) -> bool:
    return block.region in (Region.HEADER, Region.FOOTER, Region.FOOTNOTE) or (
        block.cell is None and marks.PAGE_NUMBER.match(block.text) is not None
    )


def _body(blocks: Sequence[Block]) -> Iterator[Placed]:
    found = list(_each(blocks))
    items = [(item, placed.block) for item, placed in found if item is not None]
    deep = iter(levels([(item.shape, block.level) for item, block in items]))
    counts = iter(counting([(item, block.number is not None) for item, block in items]))
    for item, placed in found:
        yield placed if item is None else replace(placed, level=next(deep), counts=next(counts))


def _each(blocks: Iterable[Block]) -> Iterator[tuple[Numbered | None, Placed]]:
    """Each block with its number; None where it is no item."""
    begun = False
    for block in blocks:
        text = block.text
        item = numbered(text, block.number)
        if not block.shown.strip() or (marks.RULE.match(text) and not block.number):
            yield None, Placed(block=block, element=Element.RUNNING, reason="a drawn line", confidence=1.0)
        elif block.cell is not None and block.cell.columns > 1:
            yield None, _placed(block, Element.TABLE, "a cell of a table", 0.9)
        elif not begun and marks.BASIS.match(item.text if item and item.shape == "dash" else text):
            if text.endswith(":") and marks.ANNOUNCES.search(text):
                begun = True
                yield None, _placed(block, Element.BODY, "a basis that goes on to what is announced", 0.7)
            else:
                yield None, _placed(block, Element.BASIS, "begins as a basis does, before the body", 0.9)
        elif marks.KIND.fullmatch(text.rstrip(": .")) and text.isupper():
            yield None, _placed(block, Element.KIND, "the kind once more, between bases and body", 0.9)
        elif item is not None:
            begun = True
            placed = _placed(block, Element.ITEM, f"its number: {item.shape}", 0.9)
            yield item, replace(placed, number=item.number, text=item.text)
        else:
            begun = True
            yield None, _placed(block, Element.BODY, "a paragraph between head and tail", 0.8)


def _placed(block: Block, element: Element, reason: str, confidence: float) -> Placed:
    return Placed(
        block=block, element=element, reason=reason, confidence=confidence, text=block.shown.strip()
    )
