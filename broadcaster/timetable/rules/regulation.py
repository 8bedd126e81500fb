"""The ward's regulation as people read it: rules and orders as rows, quiet hours as stretches. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.regulation import NIGHT, NIGHT_BY, RegulationRule, Span
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import rules_of

_HOURS = 24

HourSpan = tuple[time, time]
"""From the first time to the second one, perhaps across midnight; the whole day if they are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One hour, or several hours that are all quiet."""

    hours: range
    quiet: bool
    begins: time | None = None  # when quiet hours begin inside an hour that is not quiet as a whole
    ends: time | None = None  # when they end inside it


def stretches(spans: Sequence[HourSpan]) -> list[Stretch]:
    """The day from 0 to 24, for quiet hours that may overlap."""
    quiet = [
        all(_is_quiet(spans, time(hour, minute)) for minute in (0, 15, 30, 45)) for hour in range(_HOURS)
    ]
    found: list[Stretch] = []
    hour = 0
    while hour < _HOURS:
        end = hour + 1
        while quiet[hour] and end < _HOURS and quiet[end]:
            end += 1
        found.append(
            Stretch(hours=range(hour, end), quiet=True)
            if quiet[hour]
            else Stretch(
                hours=range(hour, end),
                quiet=False,
                begins=_inside([first for first, _ in spans], hour),
                ends=_inside([until for _, until in spans], hour),
            )
        )
        hour = end
    return found


def _inside(edges: Sequence[time], hour: int) -> time | None:
    return next((edge for edge in edges if edge.hour == hour and edge.minute), None)


def _is_quiet(spans: Sequence[HourSpan], at: time) -> bool:
    return any(
        first == until or (first <= at < until if first < until else at >= first or at < until)
        for first, until in spans
    )


HOLDS, COMING, OVER, OTHER_SEASON = "holds", "coming", "over", "other_season"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationRow:
    """One row, in the chosen language."""

    kind: str  # rule, night, exemption, order, mourning
    what: str
    where: str  # season, days, zones and classes
    by: str  # the article, or who ordered it
    code: str  # a key of the texts `regulation.state`
    number: str = ""  # of an order
    entered_by: str = ""

    @property
    def state(self) -> str:
        """Whether it holds today."""
        return say(f"regulation.state.{self.code}")


def regulation_rows(station: Station, today: date) -> list[RegulationRow]:
    """All that holds or will hold, and what is over."""
    return list(_rows(station, today))


def as_json(station: Station, today: date) -> list[dict[str, object]]:
    """The rows with codes for machines."""
    return [
        {
            "kind": one.kind,
            "what": one.what,
            "where": one.where,
            "by": one.by,
            "state": one.code,
            "number": one.number or None,
            "entered_by": one.entered_by or None,
        }
        for one in regulation_rows(station, today)
    ]


def _rows(station: Station, today: date) -> Iterator[RegulationRow]:
    rules = rules_of(station.settings)
    for rule in rules:
        yield RegulationRow(
            kind="rule",
            what="; ".join(_says(rule)),
            where=_where(rule, station.settings),
            by=rule.by or "",
            code=_of(rule, today),
        )
    if not any(rule.quiet is not None and rule.always for rule in rules):
        what = say("regulation.quiet", spans=_spans((NIGHT,)))
        yield RegulationRow(
            kind="night", what=what, where=say("regulation.elsewhere"), by=NIGHT_BY, code=HOLDS
        )
    own = station.settings.rulebook
    if own is None:
        return
    if own.exempt is not None:
        causes = ", ".join(say(f"regulation.cause.{cause}") for cause in own.exempt.causes)
        what = say("regulation.exempt", causes=causes)
        yield RegulationRow(kind="exemption", what=what, where="", by=own.exempt.by or "", code=HOLDS)
    for order in own.orders:
        yield RegulationRow(
            kind="order",
            what=say("regulation.order", number=order.number),
            where=_days(order.first, order.until),
            by=order.by,
            code=_between(order.first, order.until, today),
            number=order.number,
            entered_by=order.entered_by or "",
        )
    for days in own.mourning:
        yield RegulationRow(
            kind="mourning",
            what=say(f"regulation.mourning.{days.what}"),
            where=_days(days.first, days.until),
            by=days.by or "",
            code=_between(days.first, days.until, today),
            entered_by=days.entered_by or "",
        )


def _says(rule: RegulationRule) -> Iterator[str]:
    if rule.quiet is not None:
        yield say("regulation.quiet", spans=_spans(rule.quiet)) if rule.quiet else say("regulation.no_quiet")
    if rule.sessions_per_day is not None:
        yield say("regulation.sessions_per_day", most=rule.sessions_per_day)
    if rule.minutes_per_session is not None:
        yield say("regulation.minutes_per_session", most=f"{rule.minutes_per_session:g}")
    if rule.minutes_per_day is not None:
        yield say("regulation.minutes_per_day", most=f"{rule.minutes_per_day:g}")
    if rule.days_per_week is not None:
        yield say("regulation.days_per_week", most=rule.days_per_week)


def _where(rule: RegulationRule, settings: Settings) -> str:
    season = rule.season
    parts = []
    if season is not None:
        (month, day), (last_month, last_day) = season.first, season.until
        parts.append(f"{day:02}/{month:02} – {last_day:02}/{last_month:02}")
    if rule.valid.first is not None or rule.valid.until is not None:
        parts.append(_days(rule.valid.first, rule.valid.until))
    parts += map(settings.zone_title, rule.zones)
    parts += [say(f"regulation.class.{each}") for each in rule.classes]
    return ", ".join(parts)


def _of(rule: RegulationRule, today: date) -> str:
    code = _between(rule.valid.first, rule.valid.until, today)
    return OTHER_SEASON if code == HOLDS and not rule.holds(today) else code


def _between(first: date | None, until: date | None, today: date) -> str:
    if until is not None and until < today:
        return OVER
    return COMING if first is not None and first > today else HOLDS


def _days(first: date | None, until: date | None) -> str:
    return " – ".join("…" if day is None else f"{day:%d/%m/%Y}" for day in (first, until))


def _spans(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{first:%H:%M} – {until:%H:%M}" for first, until in spans)
