"""The tail of a letter: recipients, who signs, electronic signatures; and the appendices behind it."""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.letters.layout import marks
from broadcaster.letters.layout.elements import Element, Placed
from broadcaster.letters.model import Block

SHORT = 90  # code points of a line of the tail
_NAMES = (marks.NAME, marks.RANKED_NAME)


def tail_start(blocks: Sequence[Block]) -> int:
    """The number of the first block of the tail; `len(blocks)` where the letter has none.

    A tail begins with "Nơi nhận", with the authority to sign ("TM.", "KT." …), with the post of who signs in
    capitals, or with a line that only lists of recipients have.
    """
    for index, block in enumerate(blocks):
        if _begins(block, blocks[index + 1 :]):
            return index
    return len(blocks)


def _begins(block: Block, rest: Sequence[Block]) -> bool:
    text = block.text
    if len(text) > SHORT:
        return False
    if marks.RECIPIENTS.match(text) or marks.AUTHORITY.match(text):
        return True
    after = [each.text for each in rest if each.text][:12]
    if marks.RECIPIENT_LINE.match(text):
        return True
    if text.isupper() and marks.OFFICE_HOLDER.match(text):
        # In capitals and soon a name: not a heading of the body such as "CHỦ TỊCH PHƯỜNG KÊU GỌI".
        return any(name.match(each) for each in after[:6] for name in _NAMES)
    return False


def tail(blocks: Sequence[Block]) -> tuple[Placed, ...]:
    """All blocks from the tail's first one on, each with its element; appendices too."""
    placed: list[Placed] = []
    appended = False
    for index, block in enumerate(blocks):
        appended = appended or _appendix_begins(block, index, placed)
        element, reason, confidence = (
            (Element.APPENDIX, "behind the signature", 0.8) if appended else _of_tail(block, placed)
        )
        placed.append(
            Placed(block=block, element=element, reason=reason, confidence=confidence, text=block.text)
        )
    return tuple(placed)


def _appendix_begins(block: Block, index: int, placed: Sequence[Placed]) -> bool:
    signed = any(each.element is Element.SIGNATURE for each in placed)
    if index == 0 or not (signed or len(placed) > 3):
        return False
    if marks.APPENDIX.match(block.text) or marks.ATTACHED.match(block.text):
        return True
    # A long paragraph behind the name of who signed is no part of the tail.
    return signed and len(block.text) > 2 * SHORT and not block.text.lstrip().startswith(("-", "–", "+"))


def _of_tail(block: Block, placed: Sequence[Placed]) -> tuple[Element, str, float]:
    text = block.text
    last = next((each.element for each in reversed(placed) if each.element is not Element.RUNNING), None)
    if not text or marks.RULE.match(text):
        return Element.RUNNING, "a drawn line", 1.0
    if marks.RECIPIENTS.match(text):
        return Element.RECIPIENTS, "'Nơi nhận'", 1.0
    if marks.AUTHORITY.match(text) or (text.isupper() and marks.OFFICE_HOLDER.match(text)):
        return Element.SIGNATURE, "authority or post of who signs", 1.0
    if marks.STAMP.match(text):
        return Element.STAMP, "what an electronic signature prints", 0.9
    if marks.RECIPIENT_LINE.match(text) or text.lstrip().startswith(("-", "–", "+", "•")) or block.number:
        return Element.RECIPIENTS, "a line of the recipients", 0.9
    if any(name.match(text) for name in _NAMES):
        return Element.SIGNATURE, "a name", 0.9
    if block.cell is not None and last is not None:
        left = block.cell.column == 0
        return (Element.RECIPIENTS if left else Element.SIGNATURE), "by its column", 0.7
    return (
        (last if last in (Element.RECIPIENTS, Element.SIGNATURE) else Element.SIGNATURE),
        "as before it",
        0.6,
    )
