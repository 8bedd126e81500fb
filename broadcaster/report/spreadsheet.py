"""The report as a workbook: a sheet with the summary and charts, one for each other table, and the proof."""

from __future__ import annotations

from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.workbook import Chart, WorkbookSheet, workbook
from broadcaster.report.tables import Report

_CHARTED = {"summary": 3, "days": 3}
"""The tables that have a chart, with the column of their minutes, from 0."""


def as_xlsx(report: Report) -> bytes:
    """The workbook. Raises JournalError: the extra `report` is not installed."""
    sheets = [
        WorkbookSheet(
            name=table.title[:31],
            headings=table.headings,
            rows=table.rows,
            above=(report.title, report.station, report.period) if table.name == "summary" else (),
            chart=Chart(title=table.title, values=_CHARTED[table.name]) if table.name in _CHARTED else None,
        )
        for table in report.tables
    ]
    proof = WorkbookSheet(
        name=say("journal.sheet.proof"),
        headings=[say("journal.column.head"), say("report.column.made")],
        rows=[[report.head, report.made]],
    )
    return workbook((*sheets, proof))
