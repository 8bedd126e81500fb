"""The tables of a letter as pieces of its draft: which rows can be said, and how.

Two columns make "this: that". A row of a power or water cut is said with the headings of its columns,
whatever their number: each of them tells a place, a time or a reason. Any other table waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from broadcaster.letters.draft.model import DraftPart, OmissionReason
from broadcaster.letters.layout.elements import PlacedBlock

LONGEST = 120  # code points of a cell that can be said
_LONGEST_PLACES = 500  # the same where it lists the places that are cut off
MIN_ROWS = 2  # of a table whose first column may be a count: its heading and one row
_COUNT_HEADING = re.compile(r"(?:S?TT|Số TT|Số thứ tự|Stt)\W*$")
_CUT = re.compile(
    r"(?<!\w)(?:cắt|cúp|mất|ngừng|ngưng|gián đoạn)(?!\w)[^.;:]{0,40}?(?<!\w)(?:điện|nước)(?!\w)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"(?<!\w)(?:ngày|giờ|thời gian|từ|đến|bắt đầu|kết thúc|buổi|thứ)(?!\w)", re.IGNORECASE)
_DAY = re.compile(r"(?:ngày|thứ)(?!\w)(?!.{0,60}?(?<!\w)(?:giờ|từ|đến)(?!\w))", re.IGNORECASE)
_WHERE = re.compile(
    r"(?<!\w)(?:khu vực|phạm vi|địa (?:điểm|bàn|phương)|thôn|bản|tổ|xóm|xã|phường|tuyến|đường|nơi)(?!\w)",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?<!\w)(?:lý do|lí do|nguyên nhân|nội dung|công việc|mục đích|ghi chú)(?!\w)", re.IGNORECASE
)
_PLAIN = re.compile(r"(?:từ|đến|ngày|giờ|từ giờ|đến giờ|từ ngày|đến ngày)$", re.IGNORECASE)
"""Headings that a value follows without a colon."""
_Row = list[PlacedBlock]


def table_parts(cells: Sequence[PlacedBlock], before: str = "") -> tuple[DraftPart, ...]:
    """A table's blocks, which follow one another, as pieces: one a row.

    Args:
        cells: in the order of the letter.
        before: the words above the table.
    """
    rows = [list(row) for _, row in groupby(cells, key=lambda each: each.block.cell and each.block.cell.row)]
    ordinals = _ordinals(rows)
    bare = [[each for each in row if id(each) not in ordinals] for row in rows]
    cut = _is_cut(bare, before)
    # The columns of a picture are guesses too: a person must put its tables into words.
    safe = _two_columns([each for row in bare for each in row]) and all(
        len(each.text) <= LONGEST and not each.block.guessed for row in bare for each in row
    )
    said = _cut_rows(bare) if cut else ()
    pieces, headings = [], set[int]()
    for number, row in enumerate(bare):
        columns = [text for _, text in _columns(row)]
        heading = number == 0 and len(rows) > 1 and (bool(ordinals) or _is_heading_row(row, bare[1:]))
        words = None
        if said:
            words, heading = said[number], said[number] is None
        elif safe and not heading and len(columns) == 2 and all(columns):
            first, second = columns
            words = f"{first.rstrip(':.')}: {second.rstrip('.')}."
        guessed = any(each.block.guessed for each in rows[number])
        if heading:
            headings.add(number)
        why = OmissionReason.TABLE if words is None else None
        whole = " | ".join(text for _, text in _columns(rows[number]))
        pieces.append(DraftPart(text=words or whole, why=why, guessed=guessed))
    if all(piece.kept for number, piece in enumerate(pieces) if number not in headings):
        for number in headings:
            pieces[number] = replace(pieces[number], why=OmissionReason.HEADINGS)
    return tuple(pieces)


def _is_cut(rows: Sequence[_Row], before: str) -> bool:
    """True for a table that tells where and when power or water is cut off, and nothing else."""
    heads = [text for _, text in _columns(rows[0])] if len(rows) > 1 else []
    if len(heads) < 3 or not _CUT.search(" ".join((before, *heads))):
        return False
    if any(each.block.guessed for row in rows for each in row):
        return False
    known = (_WHERE, _WHEN, _WHY)
    kinds = [next((kind for kind in known if kind.search(head)), None) for head in heads]
    return None not in kinds and {_WHERE, _WHEN} <= set(kinds)


def _cut_rows(rows: Sequence[_Row]) -> tuple[str | None, ...]:
    """What is said of each row, None for headings; nothing where one row cannot be said: it would be missed.

    A table that goes over the end of a page may have its headings again.
    """
    heads = dict(_columns(rows[0]))
    above: dict[int, str] = {}
    said: list[str | None] = []
    for columns in map(_columns, rows):
        row = dict(columns)
        above |= row
        if len(row) < len(columns) or not row.keys() <= heads.keys():
            return ()  # a cell without a heading
        words = None if row == heads else _cut_row(heads, row, above)
        if words is None and row != heads:
            return ()
        said.append(words)
    return tuple(said)


def _cut_row(heads: Mapping[int, str], row: Mapping[int, str], above: Mapping[int, str]) -> str | None:
    """A row with the headings of its columns; None where a place or a time is missing.

    A day that stands once for several rows holds for those below it; an hour does not.
    """
    parts = []
    for column, head in heads.items():
        when = _WHEN.search(head) is not None and _WHERE.search(head) is None
        value = row.get(column) or (above.get(column) if _DAY.match(head) else None)
        if not value:
            if when or _WHERE.search(head):
                return None
            continue
        if len(value) > (LONGEST if when else _LONGEST_PLACES):
            return None
        name = head.strip(" :.").lower() if head.isupper() else head[:1].lower() + head[1:].strip(" :.")
        joined = " " if _PLAIN.match(name) else ": "
        value = value.rstrip(" .;")
        parts.append(value if value.lower().startswith(name) else f"{name}{joined}{value}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _is_heading_row(first: _Row, others: Sequence[_Row]) -> bool:
    """True for a first row that names the columns: bold, or without digits above rows that all have some."""
    if all(each.block.bold for each in first if each.text):
        return True
    return not _digits(first) and all(map(_digits, others))


def _digits(row: _Row) -> bool:
    return any(sign.isdecimal() for each in row for sign in each.text)


def _ordinals(rows: Sequence[_Row]) -> frozenset[int]:
    """The cells of a first column that only counts the rows (TT, 1, 2 …), by their `id`."""
    first = [
        row[0] for row in rows if row and row[0].block.cell is not None and row[0].block.cell.column == 0
    ]
    if len(first) != len(rows) or len(rows) < MIN_ROWS or not _COUNT_HEADING.match(first[0].text):
        return frozenset()
    counted = [each.text.strip(" .") for each in first[1:] if each.text != first[0].text]
    return frozenset(map(id, first)) if counted == [str(n + 1) for n in range(len(counted))] else frozenset()


def _two_columns(cells: _Row) -> bool:
    return len({each.block.cell.column for each in cells if each.block.cell is not None}) == 2


def _columns(row: _Row) -> list[tuple[int, str]]:
    """Each column of a row with its text, in their order; several paragraphs of a cell are joined."""
    by_column = groupby(row, key=lambda each: each.block.cell.column if each.block.cell else 0)
    return [(column, " ".join(each.block.shown for each in cell if each.text)) for column, cell in by_column]
