"""The report as titled tables, from which every form of it is made; and as text and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import csv_text, table
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import shown
from broadcaster.report.month import EVERYWHERE, Month, Sum
from broadcaster.station.model.equipment import Cluster
from broadcaster.station.rules.languages import language_name

Cell = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its title, a heading for each column, its rows."""

    name: str  # of its text: `report.table.<name>`
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    paper: Sequence[Sequence[int]] = ()  # columns that share one on paper, where all would be too many


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A month's report, in the chosen language."""

    title: str
    station: str
    place: str
    period: str
    signed: str  # the place and the day that stand on the document
    summary: str  # what the month came to, as prose
    made: str
    head: str  # hash of the journal's last row, by which `log verify --head` proves the log
    tables: Sequence[Table]

    def table(self, name: str) -> Table:
        """A table by its name."""
        return next(table for table in self.tables if table.name == name)


def report_of(
    month: Month,
    clusters: Mapping[str, Cluster],
    *,
    station: str,
    place: str,
    zone: ZoneInfo,
    zone_title: Callable[[str], str],
    made: datetime,
    head: str,
) -> Report:
    """The report of a month, in the chosen language.

    Args:
        clusters: the ward's loudspeakers as they are when the report is made.
    """
    return Report(
        title=say("report.title"),
        station=station,
        place=place,
        period=say("report.period", first=_date(month.first), last=_date(month.last)),
        signed=_signed(place, made.astimezone(zone)),
        summary=_prose(month, station),
        made=say("report.made", at=f"{made.astimezone(zone):%H:%M %d/%m/%Y}"),
        head=head,
        tables=tuple(_tables(month, clusters, zone, zone_title)),
    )


_SUMS = ("sessions", "airings", "minutes")
TABLES: Mapping[str, tuple[str, ...]] = {
    "summary": ("what", *_SUMS),
    "within": ("what", *_SUMS),
    "days": ("day", *_SUMS),
    "messages": (
        "title", "source", "basis", "approved", "exempt", "languages", "zones", "first", "last", "airings",
        "minutes",
    ),
    "sources": ("source", *_SUMS),
    "campaigns": ("campaign", *_SUMS),
    "zones": ("zone", *_SUMS),
    "languages": ("language", *_SUMS),
    "unheard": ("at", "title", "outcome", "reason"),
    "to_confirm": ("at", "title", "who"),
    "uncounted": ("title", "airings", "reason"),
    "clusters": ("cluster", "place", "speakers", "installed", "state", "repairs"),
}  # fmt: skip
"""The columns of each table: `report.table.<name>` and `report.column.<column>` are their texts."""

_ON_PAPER = {"messages": ((0,), (1, 2), (3, 4), (5, 6), (7, 8), (9,), (10,))}
_LEFT_OUT_WHERE_EMPTY = frozenset({"campaigns", "to_confirm", "uncounted", "clusters"})


def _signed(place: str, at: datetime) -> str:
    """Place and day as Nghị định 30 has them: days below 10, January and February with a nought."""
    kind, _, name = place.partition(" ")
    where = name if kind.casefold() in _KINDS_OF_PLACE and not name.isdecimal() else place
    month = f"{at.month:02}" if at.month < _MARCH else str(at.month)
    return say("report.signed", place=where, day=f"{at.day:02}", month=month, year=at.year)


_KINDS_OF_PLACE = ("phường", "xã")
_MARCH = 3


def _prose(month: Month, station: str) -> str:
    facts = {"sessions": month.all.sessions, "airings": month.all.airings, "minutes": _length(month.all)}
    told = [say("report.prose", station=station, **facts)]
    urgent = month.emergency.airings
    told.append(say("report.prose.emergency", count=urgent) if urgent else say("report.prose.no_emergency"))
    silent = len(month.unheard)
    told.append(say("report.prose.unheard", count=silent) if silent else say("report.prose.all_heard"))
    return " ".join(told)


def _length(found: Sum) -> str:
    return written(minutes(found.heard))


def _tables(
    month: Month, clusters: Mapping[str, Cluster], zone: ZoneInfo, zone_title: Callable[[str], str]
) -> Iterator[Table]:
    filled = {
        "summary": _summary(month),
        "within": _within(month),
        "days": _parts(month.by_day, month.all, _weekday),
        "messages": _messages(month, zone, zone_title),
        "sources": _sums(month.by_source, str),
        "campaigns": _sums(month.by_campaign, str),
        "zones": _sums(month.by_zone, lambda each: _zone(each, zone_title)),
        "languages": _sums(month.by_language, language_name),
        "unheard": _unheard(month, zone),
        "to_confirm": _to_confirm(month, zone),
        "uncounted": _uncounted(month),
        "clusters": _clusters(clusters),
    }
    for name, columns in TABLES.items():
        if filled[name] or name not in _LEFT_OUT_WHERE_EMPTY:
            yield Table(
                name=name,
                title=say(f"report.table.{name}"),
                headings=[say(f"report.column.{column}") for column in columns],
                rows=filled[name],
                paper=_ON_PAPER.get(name, ()),
            )


def _summary(month: Month) -> list[list[Cell]]:
    kinds = _parts(month.by_kind, month.all, lambda kind: say(f"journal.kind.{kind}"))
    return [[say("report.all"), *_numbers(month.all)], *kinds]


def _within(month: Month) -> list[list[Cell]]:
    """What is in these sums already."""
    found = {"emergency": month.emergency, "relayed": month.relayed}
    return [[say(f"report.within.{name}"), *_numbers(one)] for name, one in found.items()]


def _parts(
    sums: Mapping[AiringKind, Sum] | Mapping[date, Sum], whole: Sum, word: Callable[..., str]
) -> list[list[Cell]]:
    """Rows that add up to the whole, the minutes too."""
    shares = shared([one.heard for one in sums.values()], whole.heard)
    return [
        [word(key), one.sessions, one.airings, share]
        for (key, one), share in zip(sums.items(), shares, strict=True)
    ]


def _sums(sums: Mapping[str, Sum] | Mapping[date, Sum], word: Callable[..., str]) -> list[list[Cell]]:
    return [[word(key), *_numbers(found)] for key, found in sums.items()]


def _numbers(found: Sum) -> list[Cell]:
    return [found.sessions, found.airings, minutes(found.heard)]


def _messages(month: Month, zone: ZoneInfo, zone_title: Callable[[str], str]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    shares = shared([line.sum.heard for line in month.messages], month.all.heard)
    for line, share in zip(month.messages, shares, strict=True):
        yes = line.approval
        approved = "" if yes is None else say(f"report.approved.{yes.way}", by=yes.by, at=_time(yes.at, zone))
        languages = ", ".join(map(language_name, ("vi", *line.languages)))
        zones = ", ".join(map(zone_title, line.zones)) or say("report.all_zones")
        letter = (line.source or "", line.basis or "")
        span = (_time(line.first, zone), _time(line.last, zone))
        exempt = "; ".join(line.exempt)
        rows.append(
            [shown(line.title), *letter, approved, exempt, languages, zones, *span, line.sum.airings, share]
        )
    return rows


def _unheard(month: Month, zone: ZoneInfo) -> list[list[Cell]]:
    return [
        [
            _time(one.at, zone),
            shown(one.title),
            say(f"journal.outcome.{one.outcome}"),
            one.reason.text if one.reason is not None else "",
        ]
        for one in month.unheard
    ]


def _to_confirm(month: Month, zone: ZoneInfo) -> list[list[Cell]]:
    return [
        [_time(at, zone), shown(a.about.title if a.about is not None else a.message or ""), a.who or ""]
        for a in month.to_confirm
        if (at := a.started or a.planned) is not None
    ]


def _uncounted(month: Month) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[shown(one.message), one.airings, explain(one.why)] for one in month.uncounted]
    return rows + ([["", month.unreadable, say("report.unreadable")]] if month.unreadable else [])


def _clusters(clusters: Mapping[str, Cluster]) -> list[list[Cell]]:
    return [
        [
            name,
            one.place,
            one.speakers,
            _date(one.installed) if one.installed is not None else "",
            say("report.works") if one.broken is None else say("report.broken", since=_date(one.broken)),
            "; ".join(say("report.repair", on=_date(repair.on), what=repair.what) for repair in one.repairs),
        ]
        for name, one in sorted(clusters.items())
    ]


def minutes(length: timedelta) -> float:
    """Minutes with one decimal."""
    return round(length.total_seconds() / 60, 1)


def shared(lengths: Sequence[timedelta], whole: timedelta) -> list[float]:
    """Minutes with one decimal that add up to those of the whole: what is left goes to the largest rests."""
    tenths = [divmod(length.total_seconds(), _TENTH) for length in lengths]
    left = round(whole.total_seconds() / _TENTH) - sum(int(full) for full, _ in tenths)
    more = sorted(range(len(tenths)), key=lambda place: -tenths[place][1])[: max(0, left)]
    return [(int(full) + (place in more)) / 10 for place, (full, _) in enumerate(tenths)]


_TENTH = 6.0  # seconds of a tenth of a minute


def _weekday(day: date) -> str:
    return say("report.day", weekday=say("clock.weekdays").split("|")[day.weekday()], date=_date(day))


def _zone(zone: str, zone_title: Callable[[str], str]) -> str:
    return say("report.all_zones") if zone == EVERYWHERE else zone_title(zone)


def _date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _time(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"


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
