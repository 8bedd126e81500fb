"""The columns of the document's tables: as wide as what stands in them, figures at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from broadcaster.report.plain import written
from broadcaster.report.tables import Table

WIDTH = 165 * 36_000  # of the text in EMU: A4 without its margins of 30 and 15 mm
SIGNS = 92  # of 10 points that fit in it
EDGES = 3  # signs that the edges of a cell take
LONGEST_WORD = 16  # signs; a longer word is broken
HEADING = 12  # signs of a heading for which a column asks
MOST = 60  # signs of a line for which a column asks
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lay_out(document: Any, tables: Sequence[Table]) -> None:  # noqa: ANN401 - of python-docx, which has no types
    """Set the columns of a document that was made by our own template.

    Args:
        document: the filled document; the tables of the report with rows stand in it in order, between the
            head and the foot.
        tables: of the report.
    """
    with_rows = [one for one in tables if one.rows]
    for table, drawn in zip(with_rows, document.element.body.tbl_lst[1:-1], strict=True):
        groups = groups_of(table)
        widths = shares([_signs(table, group) for group in groups])
        right = [_is_figures(table, group) for group in groups]
        for column, width in zip(drawn.tblGrid.gridCol_lst, widths, strict=True):
            column.w = width
        drawn.tblPr.autofit = False
        for row in drawn.tr_lst:
            for cell, width, figures in zip(row.tc_lst, widths, right, strict=True):
                cell.width = width
                if figures:
                    for paragraph in cell.p_lst:
                        paragraph.get_or_add_pPr().get_or_add_jc().set(f"{_W}val", "right")


def groups_of(table: Table) -> Sequence[Sequence[int]]:
    """The columns of the table that stand in one column on paper."""
    return table.paper or [(column,) for column in range(len(table.headings))]


def shares(signs: Sequence[tuple[int, int]]) -> list[int]:
    """The widths of columns in EMU: the longest word fits, and what room is left goes to the long lines.

    Args:
        signs: of each column's longest word and longest line.
    """
    words = [min(LONGEST_WORD, word) + EDGES for word, _ in signs]
    wishes = [max(0, min(MOST, line) + EDGES - word) for word, (_, line) in zip(words, signs, strict=True)]
    left = max(0, SIGNS - sum(words))
    wanted = sum(wishes)
    rooms = [
        word + (left * wish / wanted if wanted else left / len(words))
        for word, wish in zip(words, wishes, strict=True)
    ]
    return [int(WIDTH * room / sum(rooms)) for room in rooms]


def _signs(table: Table, group: Sequence[int]) -> tuple[int, int]:
    """Signs of the longest word, that of the heading too, and of the longest line."""
    headings = [word for column in group for word in table.headings[column].split()]
    lines = [line for row in table.rows for column in group for line in written(row[column]).splitlines()]
    words = [word for line in lines for word in line.split()]
    above = min(HEADING, max(len(table.headings[column]) for column in group))
    return max(map(len, [*headings, *words]), default=0), max([above, *map(len, lines)])


def _is_figures(table: Table, group: Sequence[int]) -> bool:
    return all(not isinstance(row[column], str) for row in table.rows for column in group)
