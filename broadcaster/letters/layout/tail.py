"""The tail of a letter: recipients, who signs, electronic signatures; and the appendices behind it."""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.letters.layout import elements
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.model import Block

SHORT = 90  # code points of a line of the tail
_NAMES = (elements.NAME, elements.RANKED_NAME)
_LISTED = ("-", "–", "+", "•", "*")


def tail_start(blocks: Sequence[Block]) -> int:
    """The number of the first block of the tail; `len(blocks)` where the letter has none.

    A tail begins with "Nơi nhận", with the authority to sign ("TM.", "KT." …), with the post of who signs in
    capitals, or with a line that only lists of recipients have. A line of the body may look so too:
    nothing is said in a tail, so the first such line is taken behind which no sentence stands.
    """
    heading = next((n for n, block in enumerate(blocks) if elements.RECIPIENTS_ALONE.match(block.text)), None)
    said = [index for index, block in enumerate(blocks) if _says(block, blocks[index - 1] if index else None)]
    last_strong = len(blocks)
    for index, block in enumerate(blocks):
        strong = _is_strong(block)
        if not strong and not _is_weak(block, blocks[index + 1 : index + 1 + _NEAR]):
            continue
        if (
            not strong
            and heading is not None
            and heading > index
            and elements.FIRST_RECIPIENT.match(block.text)
        ):
            continue  # the recipients stand below their heading
        if strong and (block.text.isupper() or index == heading):
            last_strong = index
        end = next((n for n in said if n > index), len(blocks))
        between = blocks[index + 1 : end]
        if end == len(blocks) or any(map(_goes_behind, between)) or (strong and _is_signed(between)):
            return index
    return last_strong


_NEAR = 6  # blocks within which the name stands below the post of who signs


def _is_strong(block: Block) -> bool:
    text = block.text
    return (
        len(text) <= SHORT
        and (elements.RECIPIENTS_ALONE.match(text) or elements.AUTHORITY.match(text)) is not None
    )


def _is_weak(block: Block, after: Sequence[Block]) -> bool:
    text = block.text
    if len(text) > SHORT:
        return False
    if elements.FIRST_RECIPIENT.match(text):
        return True
    # In capitals and soon a name: not a heading of the body such as "CHỦ TỊCH PHƯỜNG KÊU GỌI".
    return _is_post(block) and any(name.match(each.text) for each in after for name in _NAMES)


def _is_post(block: Block) -> bool:
    text = block.text
    if block.guessed and elements.STAMPED_HOLDER.match(text):
        return True
    return text.isupper() and elements.OFFICE_HOLDER.match(text) is not None


def _says(block: Block, before: Block | None) -> bool:
    """True for a paragraph that tells something: no line of a tail, and long or with a sentence's end."""
    text = block.text
    if text.startswith(_LISTED) or elements.RECIPIENT_LINE.match(text) or elements.STAMP.match(text):
        return False
    if block.cell is not None and block.cell.columns == 2:  # the tail's own table
        return len(text) > 2 * SHORT
    if _goes_behind(block):
        return False
    in_list = before is not None and before.text.endswith((";", ",")) and len(text) <= SHORT
    return len(text) > SHORT or (text.endswith((".", "!", "?", "./", "…")) and not in_list)


def _goes_behind(block: Block) -> bool:
    """True for the heading of an appendix, or the head of another document in the same file."""
    text = block.text
    return any(mark.match(text) for mark in (elements.APPENDIX, elements.ATTACHED, elements.NATIONAL_TITLE))


def _is_signed(blocks: Sequence[Block]) -> bool:
    return any(name.match(block.text) for block in blocks for name in _NAMES)


def tail(blocks: Sequence[Block]) -> tuple[PlacedBlock, ...]:
    """All blocks from the tail's first one on, each with its element; appendices too."""
    placed: list[PlacedBlock] = []
    appended = False
    for index, block in enumerate(blocks):
        appended = appended or _appendix_begins(block, index, placed)
        element, reason, confidence = (
            (Element.APPENDIX, "behind the signature", 0.8) if appended else _of_tail(block, placed)
        )
        placed.append(
            PlacedBlock(block=block, element=element, reason=reason, confidence=confidence, text=block.text)
        )
    return tuple(placed)


def _appendix_begins(block: Block, index: int, placed: Sequence[PlacedBlock]) -> bool:
    signed = any(each.element is Element.SIGNATURE for each in placed)
    if index == 0 or not (signed or len(placed) > 3):
        return False
    if elements.APPENDIX.match(block.text) or elements.ATTACHED.match(block.text):
        return True
    # A long paragraph behind the name of who signed is no part of the tail.
    return signed and len(block.text) > 2 * SHORT and not block.text.lstrip().startswith(("-", "–", "+"))


def _of_tail(block: Block, placed: Sequence[PlacedBlock]) -> tuple[Element, str, float]:
    text = block.text
    last = next((each.element for each in reversed(placed) if each.element is not Element.RUNNING), None)
    if not text or elements.RULE.match(text):
        return Element.RUNNING, "a drawn line", 1.0
    if elements.RECIPIENTS.match(text):
        return Element.RECIPIENTS, "'Nơi nhận'", 1.0
    if elements.AUTHORITY.match(text) or _is_post(block):
        return Element.SIGNATURE, "authority or post of who signs", 1.0
    if elements.STAMP.match(text):
        return Element.STAMP, "what an electronic signature prints", 0.9
    if elements.RECIPIENT_LINE.match(text) or text.lstrip().startswith(("-", "–", "+", "•")) or block.number:
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
