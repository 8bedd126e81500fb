"""The net below every letter: words of its blocks that are neither in the draft nor a number that counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from broadcaster.letters.draft.model import Draft
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.model import Letter

_WORD = re.compile(r"\w+")
_COUNT = re.compile(r"\d{1,3}")
# What may stand in front of an item, told without the program's own patterns: no words, at most a count.
_NUMBER = re.compile(
    r"\W*(?:(?:điều|phần|chương|mục)\s+(?:thứ\s+)?\w+|\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxl]{1,5}|(\w)\1?)\)?)(?!\w)",
    re.IGNORECASE,
)


def words(texts: Iterable[str]) -> Counter[str]:
    """The words and numbers of some texts, with how often each stands there."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def unsaid(placed: Sequence[PlacedBlock]) -> Counter[str]:
    """The numbers that a draft may leave out: of items that count on, and of a table's first column."""
    found = words(each.number or "" for each in placed if each.counts)
    for each in placed:
        if each.element is Element.TABLE and each.block.cell and each.block.cell.column == 0:
            found += Counter(filter(_COUNT.fullmatch, _WORD.findall(each.block.shown)[:1]))
    return found


def vanished(letter: Letter, placed: Sequence[PlacedBlock], made: Draft) -> list[str]:
    """The words of the letter that stand nowhere in its draft."""
    there = words(piece.text for piece in made.pieces) + unsaid(placed)
    return sorted((words(block.shown for block in letter.blocks) - there).elements())


def _headed(letter: Letter) -> dict[tuple[int, int], str]:
    """The heading of each column of each table by their numbers: a row that is said may say it again."""
    return {
        (block.cell.table, block.cell.column): block.shown
        for block in reversed(letter.blocks)
        if block.cell is not None and block.cell.row == 0
    }


def out_of_order(letter: Letter, texts: Iterable[str]) -> str | None:
    """The first line of the letter whose words do not follow in the texts, or what the texts say beyond it.

    Each line of the letter stands in the texts whole, or without the number in front of it.
    """
    there = [word for text in texts for word in _WORD.findall(text)]
    folded = [word.casefold() for word in there]
    headed = _headed(letter)
    reached = {0}  # how far the words may have been used up
    for block in letter.blocks:
        for line in re.split(r"[\t\n]", block.shown):
            number = _NUMBER.match(line)
            ways = [_WORD.findall(line), _WORD.findall(line[number.end() :] if number else line)]
            if block.cell is not None and block.cell.column == 0 and _COUNT.fullmatch(line.strip(" .")):
                ways.append([])
            head = (
                _WORD.findall(headed.get((block.cell.table, block.cell.column), "").casefold())
                if block.cell
                else []
            )
            begun = reached | {
                at + len(head) for at in reached if head and folded[at : at + len(head)] == head
            }
            reached = {at + len(way) for at in begun for way in ways if there[at : at + len(way)] == way}
            if not reached:
                return line
    return None if len(there) in reached else " ".join(there[max(reached) :][:20])


def in_file(text: str) -> list[str]:
    """What a message file has of the letter, spoken or as a comment, in its order."""
    lines = text.partition("\nparts:\n")[2].splitlines()
    return [line for line in lines if line.startswith(("      ", "  #   "))]


def invented(letter: Letter, made: Draft) -> list[str]:
    """The words of the draft that stand nowhere in the letter, or more often than there."""
    mine = words(piece.text for piece in made.pieces)
    again = {word.casefold() for word in words(_headed(letter).values())}
    more = mine - words(block.shown for block in letter.blocks)
    return sorted(word for word in more.elements() if word.casefold() not in again)
