"""`broadcaster log`: what was on air, and whether the log is complete."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from broadcaster.cli.terminal.arguments import begin, over
from broadcaster.cli.terminal.options import terminal_width
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import JournalError, StationError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.verification import verdict, verified_as_json, verify_file
from broadcaster.journal.rows.chain import verify as verify_links
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.rows.tables import as_csv, as_json, as_table, as_xlsx, note_as_json, notes_as_table
from broadcaster.station.loading.sources import zone_of as read
from broadcaster.station.model.settings import Settings

_SHOWN = 20  # numbers of unreadable rows
_ENDINGS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx", ".txt": "table"}


def log(
    folder: Path,
    first: date | datetime | None,
    last: date | datetime | None,
    form: str | None,
    output: Path | None,
) -> int:
    """Print or write the airings between two days, both included."""
    form = _form(form, output)
    zone = zone_of(folder)
    since = None if first is None else begin(first, zone)
    until = None if last is None else over(last, zone)
    unreadable: list[int] = []
    airings, head = airings_of(folder, since, until, unreadable)
    content = _log_content(airings, form, zone, head, to_terminal=output is None)
    if output is None:
        click.echo(content, nl=False)
    else:
        # Spreadsheet programs take a CSV file for UTF-8 only if it begins with this mark.
        mark = "\ufeff" if form == "csv" else ""
        write_bytes(output, content if isinstance(content, bytes) else (mark + content).encode(), shared=True)
    if not airings:
        click.echo(say("journal.nothing"), err=True)
    if head is not None:
        click.echo(say("journal.head", head=head), err=True)
    if unreadable:
        rows = ", ".join(map(str, unreadable[:_SHOWN]))
        click.echo(explain(JournalError("journal.unreadable_row", row=rows)), err=True)
    return int(bool(unreadable))


def verify(folder: Path, head: str | None, form: str) -> int:
    """Check every row of the chain; 1 if it is broken or rows are missing."""
    found = verify_file(_path(folder), SystemClock(), head)
    if found is None:
        click.echo(say("journal.none_yet"), err=True)
        found = verify_links((), head)
    if form == "json":
        click.echo(json.dumps(verified_as_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(verdict(found, zone_of(folder), head))
    return int(not found.ok)


def events(folder: Path, first: date | datetime | None, last: date | datetime | None, form: str) -> int:
    """Print the faults and findings between two days, both included."""
    path, zone = _path(folder), zone_of(folder)
    notes = []
    if path.exists():
        with Journal.open_to_read(path, SystemClock()) as journal:
            since = None if first is None else begin(first, zone)
            notes = journal.notes(since, None if last is None else over(last, zone))
    if form == "json":
        rows = [note_as_json(note, zone) for note in notes]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif notes:
        click.echo(notes_as_table(notes, zone, terminal_width()))
    if not notes:
        click.echo(say("journal.no_events"), err=True)
    return 0


def _form(form: str | None, output: Path | None) -> str:
    """The format, by `--format` or by the suffix of the file.

    Raises:
        click.UsageError: neither gives it, or they contradict each other.
        JournalError: there is no such folder.
    """
    if output is None:
        if form == "xlsx":
            raise click.UsageError(say("journal.xlsx_needs_file"))
        return form or "table"
    ending = _ENDINGS.get(output.suffix.lower())
    if form is None and ending is None:
        raise click.UsageError(say("journal.ending_unknown", path=output, known=", ".join(_ENDINGS)))
    if form is not None and ending not in (None, form):
        raise click.UsageError(say("journal.ending_differs", path=output, ending=ending, form=form))
    if not output.absolute().parent.is_dir():
        raise JournalError("journal.no_folder", folder=str(output.parent))
    return form or str(ending)


def airings_of(
    folder: Path, first: datetime | None, last: datetime | None, unreadable: list[int] | None = None
) -> tuple[list[Airing], str | None]:
    """The airings, and the head hash of the journal if there is one.

    Args:
        first: the earliest instant.
        last: the instant before which they lie.
        unreadable: receives the numbers of the rows that cannot be understood.
    """

    path = _path(folder)
    if not path.exists():
        return [], None
    with Journal.open_to_read(path, SystemClock()) as journal:
        return journal.airings(first, last, unreadable=unreadable), journal.head()


def _log_content(
    airings: list[Airing], form: str, zone: ZoneInfo, head: str | None, *, to_terminal: bool
) -> str | bytes:
    if form == "json":
        rows = [as_json(airing, zone) for airing in airings]
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return as_csv(airings, zone)
    if form == "xlsx":
        return as_xlsx(airings, zone, head)
    most = terminal_width() if to_terminal else None
    return as_table(airings, zone, most) + "\n" if airings else ""


def _path(folder: Path) -> Path:
    if not folder.is_dir():
        raise StationError("station.no_folder", folder=str(folder))
    return folder / "state" / "journal.db"


def zone_of(folder: Path) -> ZoneInfo:
    """The station's zone; Vietnam's, with a text, if station.yaml is broken."""
    found = read(folder)
    if found is None:
        click.echo(say("journal.zone_unknown"), err=True)
        return Settings(name="").timezone
    return found
