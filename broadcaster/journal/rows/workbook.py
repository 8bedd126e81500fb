"""Spreadsheets: the only module that imports XlsxWriter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from broadcaster.core.errors import JournalError

_WIDEST = 60  # characters
_A4 = 9  # as Excel numbers sizes of paper
_TIME = "dd/mm/yyyy hh:mm:ss"
# Text is never a formula or a link, whoever wrote it. Excel has no time zones.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}

Cell = str | int | float | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A column chart beside a sheet's rows, by the words of its first column."""

    title: str
    values: int  # the column of the numbers, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """One sheet: a name of at most 31 characters, a heading for each column, the rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    above: Sequence[str] = ()  # lines above the headings
    chart: Chart | None = None


def workbook(sheets: Sequence[WorkbookSheet]) -> bytes:
    """A workbook with frozen headings and filters; times are wall times of their zone.

    Raises:
        JournalError: the extra `report` is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise JournalError("journal.no_xlsx", extra="report") from error
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        formats = _Formats(
            heading=book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            time=book.add_format({"num_format": _TIME}),
            title=book.add_format({"bold": True, "font_size": 14}),
        )
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _write(page, sheet, formats)
            if sheet.chart is not None and sheet.rows:
                _draw(book, page, sheet, sheet.chart)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    heading: Any
    time: Any
    title: Any


def _write(page: Any, sheet: WorkbookSheet, formats: _Formats) -> None:  # noqa: ANN401 - XlsxWriter has no types
    for number, line in enumerate(sheet.above):
        page.write_string(number, 0, line, formats.title if number == 0 else None)
    top = _top(sheet)
    page.write_row(top, 0, sheet.headings, formats.heading)
    for number, row in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                page.write_datetime(number, column, value, formats.time)
            elif isinstance(value, int | float):
                page.write_number(number, column, value)
            elif value:
                page.write_string(number, column, value)
    for column, name in enumerate(sheet.headings):
        longest = max((_length(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, min(_WIDEST, max(len(name), longest) + 2))
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + len(sheet.rows), len(sheet.headings) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _draw(book: Any, page: Any, sheet: WorkbookSheet, chart: Chart) -> None:  # noqa: ANN401
    top = _top(sheet)
    drawn = book.add_chart({"type": "column"})
    drawn.add_series(
        {
            "categories": [sheet.name, top + 1, 0, top + len(sheet.rows), 0],
            "values": [sheet.name, top + 1, chart.values, top + len(sheet.rows), chart.values],
            "name": [sheet.name, top, chart.values],
        }
    )
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"none": True})
    page.insert_chart(top, len(sheet.headings) + 1, drawn)


def _top(sheet: WorkbookSheet) -> int:
    """The row of the headings, from 0."""
    return len(sheet.above) + bool(sheet.above)


def _length(value: Cell) -> int:
    return len(_TIME) if isinstance(value, datetime) else len(str("" if value is None else value))
