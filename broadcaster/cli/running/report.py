"""`broadcaster report`: the month as the ward reports it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

import click

from broadcaster.cli.terminal.options import terminal_width
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import write_bytes
from broadcaster.report.paper import as_docx, as_pdf
from broadcaster.report.reader import read_report
from broadcaster.report.spreadsheet import as_xlsx
from broadcaster.report.tables import Report, as_csv, as_text

_ENDINGS = (".xlsx", ".docx", ".pdf", ".csv", ".txt")


def report(folder: Path, first: date, output: Path | None) -> int:
    """Print the report, or write it in the form that the file's ending names."""
    if output is not None and output.suffix.lower() not in _ENDINGS:
        raise click.UsageError(say("report.ending", known=", ".join(_ENDINGS)))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    found = read_report(folder, first, last, SystemClock())
    if output is None:
        click.echo(as_text(found, terminal_width()))
        return 0
    write_bytes(output, _content(found, folder, output.suffix.lower()), shared=True)
    click.echo(say("journal.head", head=found.head), err=True)
    return 0


def _content(report: Report, folder: Path, ending: str) -> bytes:
    if ending == ".xlsx":
        return as_xlsx(report)
    if ending in (".docx", ".pdf"):
        return (as_docx if ending == ".docx" else as_pdf)(report, folder)

    # Spreadsheet programs take a CSV file for UTF-8 only if it begins with this mark.
    return ("\ufeff" + as_csv(report)).encode() if ending == ".csv" else as_text(report).encode()
