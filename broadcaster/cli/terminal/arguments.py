"""What may stand as a value on the command line: paths, lengths of time, days and instants.

Also what the Tab key completes.
"""

from __future__ import annotations

import errno
import os
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from click.shell_completion import CompletionItem

from broadcaster.core.errors import StoreError
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import store_error

_FOLDER, _ENDING = "messages", ".yaml"


def messages(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of messages that begin with `incomplete`, from the file names; other files if there is none.

    No file is read: a broken file has a name too, and Tab must answer at once.
    """
    folder = Path(ctx.find_root().params.get("station") or ".") / _FOLDER
    names = (str(path.relative_to(folder).with_suffix("")) for path in folder.rglob(f"*{_ENDING}"))
    found = [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]
    takes_file = "FILE" in (param.metavar or "")
    return found or ([CompletionItem(incomplete, type="file")] if takes_file else [])


_FORM = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


class Length(click.ParamType):
    """Seconds."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """See `click.ParamType`."""
        if isinstance(value, float):
            return value
        text = str(value).strip().replace(" ", "")
        found = _FORM.fullmatch(text)
        if not text or found is None:
            self.fail(say("cli.bad_length", written=value), param, ctx)
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds


class PathTo(click.Path):
    """The path of a file or a folder, which need not exist.

    Args:
        written: whether a file is written there. It takes the place of what is there, so a device or a pipe
            is refused: root would lose /dev/null.
    """

    def __init__(self, *, folder: bool, written: bool = False) -> None:
        super().__init__(path_type=Path, dir_okay=folder, file_okay=not folder)  # for the shell's completion
        self._folder = folder
        self._written = written

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """See `click.ParamType`.

        Raises:
            StoreError: a folder stands where a file is wanted, or the other way round; or a device.
        """
        del param, ctx

        path = Path(value)
        if path.is_dir() if not self._folder else path.exists() and not path.is_dir():
            wrong = errno.ENOTDIR if self._folder else errno.EISDIR
            raise store_error(path, OSError(wrong, os.strerror(wrong)))
        if self._written and path.exists() and not path.is_file():
            raise StoreError("store.no_regular_file", path=str(path))
        return path


FILE = PathTo(folder=False)
OUTPUT = PathTo(folder=False, written=True)
FOLDER = PathTo(folder=True)


_YEARS = range(1970, 2200)  # useful to a station, and far from the limits of `datetime`
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class When(click.ParamType):
    """2026-02-03, 03/02/2026 (day first), or an ISO 8601 date-time with or without offset."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """A `date` where no time is given, else a `datetime`, naive if it has no offset."""
        if isinstance(value, date):
            return value
        found = self._parsed(value)
        if found is None:
            self.fail(say("timetable.bad_day", written=value), param, ctx)
        if found.year not in _YEARS:
            self.fail(say("timetable.bad_year", year=found.year), param, ctx)
        return found

    @staticmethod
    def _parsed(value: str) -> date | datetime | None:
        try:
            if found := _DAY_FIRST.fullmatch(value):
                day, month, year = map(int, found.groups())
                return date(year, month, day)
            return (
                date.fromisoformat(value)
                if len(value) <= len("2026-02-03")
                else datetime.fromisoformat(value)
            )
        except ValueError:
            return None


class MonthType(click.ParamType):
    """A month as 2026-11."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Its first day."""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", str(value))
        if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2199:
            self.fail(say("report.bad_month", written=str(value)), param, ctx)
        return date(int(found[1]), int(found[2]), 1)


def day_of(when: date | datetime) -> date:
    """The day alone."""
    return when.date() if isinstance(when, datetime) else when


def begin(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The instant, aware; the first instant of a day."""
    if isinstance(when, datetime):
        return when if when.tzinfo is not None else when.replace(tzinfo=zone)
    return datetime.combine(when, time(), zone)


def over(when: date | datetime, zone: ZoneInfo) -> datetime:
    """The first instant after it: of a day the next midnight."""
    if isinstance(when, datetime):
        return begin(when, zone)
    return begin(when + timedelta(days=1), zone)
