"""When the loudspeakers must be silent: the ward's quiet hours and the zone that they are read in. Pure.

A change that lets them sound where they were silent waits for a person: another time zone, or shorter
quiet hours. Longer quiet hours hold at once. So what holds is never less than what was confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from zoneinfo import ZoneInfo

from broadcaster.station.model import Settings

Span = tuple[time, time]
"""From and until, local time; it may cross midnight, and equal ends mean the whole day."""

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRule:
    """A time zone by its name, and the quiet spans in its local time: apart from each other, by start."""

    timezone: str
    spans: tuple[Span, ...] = ()

    def until_confirmed(self, wanted: QuietRule) -> QuietRule:
        """What holds when `wanted` is written where this held: the zone as it was, the hours of both."""
        return QuietRule(timezone=self.timezone, spans=united((*self.spans, *wanted.spans)))


def rule_of(settings: Settings) -> QuietRule:
    """The rule that `station.yaml` states."""
    quiet = settings.regulation.quiet
    return QuietRule(timezone=settings.timezone.key, spans=united(() if quiet is None else (quiet,)))


def with_rule(settings: Settings, rule: QuietRule) -> Settings:
    """`settings` under the rule that holds, which may be an older one than they state."""
    still = () if rule.spans == rule_of(settings).spans else rule.spans
    regulation = replace(settings.regulation, still_quiet=still)
    return replace(settings, timezone=ZoneInfo(rule.timezone), regulation=regulation)


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The fewest spans that are quiet whenever one of `spans` is, by start."""
    joined: list[tuple[int, int]] = []
    for first, until in sorted(piece for span in spans for piece in _pieces(span)):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((first, until))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == _DAY:
        joined = [*joined[1:-1], (joined[-1][0], joined[0][1])]
    return tuple((_time(first), _time(until)) for first, until in joined)


def _pieces(span: Span) -> Iterator[tuple[int, int]]:
    """A span as seconds of one day, cut at midnight."""
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
