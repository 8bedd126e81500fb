"""The ward's regulation as rows that people read: rules, exemptions, orders and days of mourning. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from broadcaster.station.model import Station
from broadcaster.station.model.rules.quiet import NIGHT, NIGHT_BY
from broadcaster.station.model.rules.rulebook import Rule, Span
from broadcaster.station.regulation import rules_of
from broadcaster.text import say

HOLDS, COMING, OVER, OTHER_SEASON = "holds", "coming", "over", "other_season"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
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


def rows(station: Station, today: date) -> list[Shown]:
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
        for one in rows(station, today)
    ]


def _rows(station: Station, today: date) -> Iterator[Shown]:
    rules = rules_of(station.settings)
    for rule in rules:
        yield Shown(
            kind="rule",
            what="; ".join(_says(rule)),
            where=_where(rule),
            by=rule.by or "",
            code=_of(rule, today),
        )
    if not any(rule.quiet is not None and rule.always for rule in rules):
        what = say("regulation.quiet", spans=_spans((NIGHT,)))
        yield Shown(kind="night", what=what, where=say("regulation.elsewhere"), by=NIGHT_BY, code=HOLDS)
    own = station.settings.rulebook
    if own is None:
        return
    if own.exempt is not None:
        causes = ", ".join(say(f"regulation.cause.{cause}") for cause in own.exempt.causes)
        what = say("regulation.exempt", causes=causes)
        yield Shown(kind="exemption", what=what, where="", by=own.exempt.by or "", code=HOLDS)
    for order in own.orders:
        yield Shown(
            kind="order",
            what=say("regulation.order", number=order.number),
            where=_days(order.first, order.until),
            by=order.by,
            code=_between(order.first, order.until, today),
            number=order.number,
            entered_by=order.entered_by or "",
        )
    for days in own.mourning:
        yield Shown(
            kind="mourning",
            what=say(f"regulation.mourning.{days.what}"),
            where=_days(days.first, days.until),
            by=days.by or "",
            code=_between(days.first, days.until, today),
            entered_by=days.entered_by or "",
        )


def _says(rule: Rule) -> Iterator[str]:
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


def _where(rule: Rule) -> str:
    season = rule.season
    parts = []
    if season is not None:
        (month, day), (last_month, last_day) = season.first, season.until
        parts.append(f"{day:02}/{month:02} – {last_day:02}/{last_month:02}")
    if rule.valid.first is not None or rule.valid.until is not None:
        parts.append(_days(rule.valid.first, rule.valid.until))
    parts += rule.zones
    parts += [say(f"regulation.class.{each}") for each in rule.classes]
    return ", ".join(parts)


def _of(rule: Rule, today: date) -> str:
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
