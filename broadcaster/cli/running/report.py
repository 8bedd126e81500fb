"""`broadcaster report --month 2026-11`: what was aired, as the ward reports it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.paths import OUTPUT
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.report.tables import Report

_ENDINGS = (".xlsx", ".docx", ".pdf", ".csv", ".txt")


class Month(click.ParamType):
    """A month as 2026-11."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Its first day."""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", str(value))
        if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2199:
            self.fail(say("report.bad_month", written=str(value)), param, ctx)
        return date(int(found[1]), int(found[2]), 1)


@click.command(help=say("cli.report"))
@click.option(
    "--month", "first", type=Month(), required=True, metavar="2026-11", help=say("report.help.month")
)
@click.option("-o", "output", type=OUTPUT, help=say("report.help.output"))
@click.pass_obj
def command(folder: Path, first: date, output: Path | None) -> int:
    """Print the report, or write it in the form that the file's ending names."""
    if output is not None and output.suffix.lower() not in _ENDINGS:
        raise click.UsageError(say("report.ending", known=", ".join(_ENDINGS)))
    report = _report(folder, first)
    if output is None:
        from broadcaster.cli.terminal.width import terminal_width
        from broadcaster.report.plain import as_text

        click.echo(as_text(report, terminal_width()))
        return 0
    from broadcaster.atomic import write_bytes

    write_bytes(output, _content(report, folder, output.suffix.lower()), shared=True)
    click.echo(say("journal.head", head=report.head), err=True)
    return 0


def _report(folder: Path, first: date) -> Report:
    from broadcaster.clock import SystemClock
    from broadcaster.report.reading import read_report

    return read_report(
        folder, first, first.replace(day=monthrange(first.year, first.month)[1]), SystemClock()
    )


def _content(report: Report, folder: Path, ending: str) -> bytes:
    if ending == ".xlsx":
        from broadcaster.report.spreadsheet import as_xlsx

        return as_xlsx(report)
    if ending in (".docx", ".pdf"):
        from broadcaster.report.paper import as_docx, as_pdf

        return (as_docx if ending == ".docx" else as_pdf)(report, folder)
    from broadcaster.report.plain import as_csv, as_text

    # Spreadsheet programs take a CSV file for UTF-8 only if it begins with this mark.
    return ("\ufeff" + as_csv(report)).encode() if ending == ".csv" else as_text(report).encode()
