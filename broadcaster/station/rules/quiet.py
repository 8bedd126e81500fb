"""When the loudspeakers must be silent: the ward's quiet hours and the zone that they are read in. Pure.

A change that lets them sound where they were silent waits for a person: another time zone, or shorter
quiet hours, be it in one season, one zone or for one class. Longer quiet hours hold at once. So what holds
is never less than what was confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.station.model.message import Priority
from broadcaster.station.model.regulation import (
    NIGHT,
    NIGHT_BY,
    Layer,
    QuietRule,
    RegulationRule,
    Season,
    Silence,
    Span,
)
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.rulebook import rules_of

_DAY = 24 * 60 * 60
_ONE_DAY = timedelta(days=1)
_YEARS = (2027, 2028)  # a plain year and a leap year
_NIGHT = Silence(spans=(NIGHT,), by=NIGHT_BY)


def rule_of(settings: Settings) -> QuietRule:
    """The rule that the station's files state."""
    rules = [rule for rule in rules_of(settings) if rule.quiet is not None]
    if all(rule.always for rule in rules):
        spans = united(span for rule in rules for span in rule.quiet or ()) if rules else united((NIGHT,))
        return QuietRule(timezone=settings.timezone.key, spans=spans)
    return QuietRule(timezone=settings.timezone.key, layers=(layer_of(rules),))


def layer_of(rules: Iterable[RegulationRule]) -> Layer:
    """What rules say about quiet hours."""
    return tuple(
        Silence(
            spans=rule.quiet,
            season=rule.season,
            valid=rule.valid,
            zones=rule.zones,
            classes=rule.classes,
            by=rule.by or "",
        )
        for rule in rules
        if rule.quiet is not None
    )


def with_rule(settings: Settings, rule: QuietRule) -> Settings:
    """`settings` under the rule that holds, which may be an older one than they state."""
    stated = rule_of(settings)
    still = None if (rule.spans, rule.layers) == (stated.spans, stated.layers) else rule
    return replace(settings, timezone=ZoneInfo(rule.timezone), still_quiet=still)


def until_confirmed(held: QuietRule, wanted: QuietRule) -> QuietRule:
    """What holds when `wanted` is written where `held` held: the zone as it was, the hours of both."""
    if held.timezone == wanted.timezone and is_quieter(wanted, held):
        return wanted
    spans = united((*held.spans, *wanted.spans))
    layers = tuple(dict.fromkeys((*held.layers, *wanted.layers)))
    both = QuietRule(timezone=held.timezone, spans=spans, layers=layers)
    for layer in layers:
        fewer = replace(both, layers=tuple(one for one in both.layers if one != layer))
        both = fewer if is_quieter(fewer, both) else both
    return both


def is_quieter(rule: QuietRule, other: QuietRule) -> bool:
    """True if it is quiet by `rule` whenever it is by `other`, in each zone and for each class."""
    if not other.layers and not rule.layers:
        return united((*rule.spans, *other.spans)) == rule.spans
    zones = {zone for each in (rule, other) for one in _silences(each) for zone in one.zones} | {""}
    return all(
        _within(_quiet_seconds(other, day, zone, priority), _quiet_seconds(rule, day, zone, priority))
        for day in _telling_days((rule, other))
        for zone in zones
        for priority in Priority
    )


def silences_on(layer: Layer, day: date, zones: Collection[str], priority: Priority) -> list[Silence]:
    """What a layer says about a day in any of some zones ("" is anywhere else) for a class."""
    found: list[Silence] = []
    for zone in zones:
        spoken = [one for one in layer if one.covers(day, zone, priority)]
        found += [one for one in spoken or [_NIGHT] if one not in found]
    return found


def heard_in(layers: Iterable[Layer], zones: Collection[str]) -> tuple[str, ...]:
    """The zones that rules tell apart among those in which something is heard; no zones: everywhere."""
    if zones:
        return tuple(zones)
    return ("", *sorted({zone for layer in layers for one in layer for zone in one.zones}))


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The fewest spans that are quiet whenever one of `spans` is, by start."""
    joined = _joined(piece for span in spans for piece in _pieces(span))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == _DAY:
        joined = [*joined[1:-1], (joined[-1][0], joined[0][1])]
    return tuple((_time(first), _time(until)) for first, until in joined)


def common(each: Iterable[Iterable[Span]]) -> tuple[Span, ...]:
    """The spans that are quiet by each of some lists of spans."""
    found = [(0, _DAY)]
    for spans in each:
        pieces = _joined(piece for span in spans for piece in _pieces(span))
        met = ((max(a, c), min(b, d)) for a, b in found for c, d in pieces)
        found = [(first, until) for first, until in met if first < until]
    return united((_time(first), _time(until)) for first, until in found)


def _joined(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, until in sorted(pieces):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((first, until))
    return joined


def _silences(rule: QuietRule) -> Iterator[Silence]:
    return (one for layer in rule.layers for one in layer)


def _telling_days(rules: Iterable[QuietRule]) -> set[date]:
    """Days between which nothing changes: around each beginning and end, in all years that matter."""
    silences = [one for rule in rules for one in _silences(rule)]
    dated = [day for one in silences for day in (one.valid.first, one.valid.until) if day is not None]
    years = {*_YEARS, *(day.year + step for day in dated for step in (-1, 0, 1))}
    turns = {season for one in silences if (season := one.season) is not None}
    edges = [*dated, *(day for season in turns for year in years for day in _edges(season, year))]
    edges += [date(year, 1, 1) for year in years if MINYEAR <= year <= MAXYEAR]
    near = (timedelta(days=step) for step in (-1, 0, 1, 2))
    return {edge + step for step in near for edge in edges if MINYEAR < edge.year < MAXYEAR}


def _edges(season: Season, year: int) -> Iterator[date]:
    for month, day in (season.first, season.until):
        if MINYEAR <= year <= MAXYEAR:
            leap = (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
            yield date(year, month, 28 if leap else day)


def _quiet_seconds(rule: QuietRule, day: date, zone: str, priority: Priority) -> list[tuple[int, int]]:
    """The quiet stretches of one day, with what runs over from the day before."""
    pieces = [piece for span in rule.spans for piece in _pieces(span)]
    for layer in rule.layers:
        today = silences_on(layer, day, (zone,), priority)
        before = silences_on(layer, day - _ONE_DAY, (zone,), priority)
        pieces += [next(_pieces(span)) for one in today for span in one.spans]
        pieces += [piece for one in before for span in one.spans for piece in list(_pieces(span))[1:]]
    return _joined(pieces)


def _within(inner: Iterable[tuple[int, int]], outer: Iterable[tuple[int, int]]) -> bool:
    outer = list(outer)
    return all(any(a <= first and until <= b for a, b in outer) for first, until in inner)


def _pieces(span: Span) -> Iterator[tuple[int, int]]:
    """A span as seconds of one day, cut at midnight: the second piece is of the next day."""
    first, until = (60 * (60 * at.hour + at.minute) + at.second for at in span)
    if first < until:
        yield first, until
        return
    yield first, _DAY
    if until > 0:
        yield 0, until


def _time(second: int) -> time:
    second %= _DAY
    return time(second // 3600, second // 60 % 60, second % 60)
