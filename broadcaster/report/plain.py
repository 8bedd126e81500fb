"""The report as text and as CSV."""

from __future__ import annotations

from broadcaster.report.tables import Cell, Report
from broadcaster.text import say
from broadcaster.text.table import csv_text, table


def as_text(report: Report, most: int | None = None) -> str:
    """All tables one below the other, `most` columns of a terminal wide."""
    parts = [f"{report.title}\n{report.station}\n{report.period}"]
    for one in report.tables:
        rows = [[written(cell) for cell in row] for row in one.rows] or [[say("report.none")]]
        headings = one.headings if one.rows else [""]
        parts.append(f"{one.title}\n{table(headings, rows, most=most)}")
    parts.append(say("journal.head", head=report.head))
    return "\n\n".join(parts)


def as_csv(report: Report) -> str:
    """All tables in one file, each with its title in the first column; no cell is a formula."""
    width = max(len(one.headings) for one in report.tables)
    rows: list[list[str]] = []
    for one in report.tables:
        for line in (one.headings, *one.rows):
            cells = [written(cell) for cell in line]
            rows.append([one.title, *cells, *[""] * (width - len(cells))])
    rows.append([say("journal.column.head"), report.head, *[""] * (width - 1)])
    headings = [report.title, report.station, report.period]
    return csv_text([*headings, *[""] * (width + 1 - len(headings))][: width + 1], rows)


def written(cell: Cell) -> str:
    """A cell as Vietnamese is written: a comma before decimals."""
    return cell if isinstance(cell, str) else say("report.number", value=cell)
