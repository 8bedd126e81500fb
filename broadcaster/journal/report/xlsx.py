"""Spreadsheets: the only module that imports XlsxWriter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from broadcaster.errors import JournalError

_WIDEST = 60  # characters
_TIME = "dd/mm/yyyy hh:mm:ss"
# Text is never a formula or a link, whoever wrote it. Excel has no time zones.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}

Cell = str | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a name of at most 31 characters, a heading for each column, the rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with frozen headings and filters; times are wall times of their zone.

    Raises:
        JournalError: the extra `report` is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise JournalError("journal.no_xlsx") from error
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        heading = book.add_format({"bold": True})
        time = book.add_format({"num_format": _TIME})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, heading, time)
    return buffer.getvalue()


def _write(page: Any, sheet: Sheet, heading: Any, time: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    page.write_row(0, 0, sheet.headings, heading)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                page.write_datetime(number, column, value, time)
            elif value:
                page.write_string(number, column, value)
    for column, name in enumerate(sheet.headings):
        longest = max((_length(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, min(_WIDEST, max(len(name), longest) + 2))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _length(value: Cell) -> int:
    return len(_TIME) if isinstance(value, datetime) else len(value or "")
