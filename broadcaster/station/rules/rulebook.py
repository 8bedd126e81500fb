"""The ward's rules that hold, whichever file they stand in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import Limits, Regulation, RegulationRule, Rulebook
from broadcaster.station.model.settings import Settings

Rules = Sequence[RegulationRule]
"""All of them hold; the first one that something breaks is its reason."""

_MOST_SESSIONS, _MOST_DAYS, _LONGEST = 96, 7, 720.0  # where no rule says so


def book_of(settings: Settings) -> Rulebook:
    """regulation.yaml where it has rules, else the block `regulation` of station.yaml as one rule."""
    own = settings.rulebook
    return own if own is not None and own.rules else one_rule(settings.regulation)


def rules_of(settings: Settings) -> Rules:
    """All rules, each with its article in full."""
    return _stated(book_of(settings))


def refusing(settings: Settings) -> Rules:
    """The rules whose quotas refuse: those that are stated, and those that hold until a leader says yes."""
    stated = rules_of(settings) if book_of(settings).refuses else ()
    return stated if settings.still_limits is None else (*stated, *settings.still_limits.rules)


def limits_of(settings: Settings) -> Limits | None:
    """The quotas that the station's files state; None where they only warn."""
    own = settings.rulebook
    if not book_of(settings).refuses:
        return None
    exempt = frozenset() if own is None or own.exempt is None else frozenset(own.exempt.causes)
    limiting = (replace(rule, quiet=None, by=None) for rule in book_of(settings).rules)
    return Limits(rules=tuple(rule for rule in limiting if any(_limits(rule))), exempt=exempt)


def is_stricter(limits: Limits | None, other: Limits | None) -> bool:
    """True if `limits` refuse whatever `other` refuse."""
    if other is None:
        return True
    return (
        limits is not None
        and limits.exempt <= other.exempt
        and all(any(_covers(mine, rule) for mine in limits.rules) for rule in other.rules)
    )


def _covers(rule: RegulationRule, other: RegulationRule) -> bool:
    """True if `rule` limits at least as much as `other`, in the same season, zones and classes."""
    scope = (rule.season, rule.valid, set(rule.zones), set(rule.classes))
    pairs = zip(_limits(rule), _limits(other), strict=True)
    return scope == (other.season, other.valid, set(other.zones), set(other.classes)) and all(
        theirs is None or (mine is not None and mine <= theirs) for mine, theirs in pairs
    )


def _limits(rule: RegulationRule) -> tuple[float | None, ...]:
    return (rule.sessions_per_day, rule.minutes_per_session, rule.minutes_per_day, rule.days_per_week)


def warning(settings: Settings) -> Rules:
    """The rules whose quotas only warn."""
    return () if book_of(settings).refuses else rules_of(settings)


def exempted_by(settings: Settings, message: Message | None, day: date) -> str | None:
    """What puts a message outside the quotas on a day: an order, or an article; None if nothing does."""
    own = settings.rulebook
    if own is None:
        return None
    for order in own.orders:
        if order.holds(day):
            return f"{order.number}, {order.by}"
    exempt, still = own.exempt, settings.still_limits
    if exempt is None or message is None or message.cause not in exempt.causes:
        return None
    if still is not None and message.cause not in still.exempt:
        return None
    number = None if own.decision is None else own.decision.number
    return ", ".join(part for part in (exempt.by, number) if part) or str(message.cause)


def longest_session(settings: Settings) -> float:
    """The most minutes that a session may ever have by the rules for the whole station."""
    found = _least(rule.minutes_per_session for rule in rules_of(settings) if not rule.zones)
    return _LONGEST if found is None else found


def sessions_allowed(rules: Rules, day: date) -> int:
    """The most sessions on a day by the rules for the whole station."""
    found = _least(rule.sessions_per_day for rule in rules if not rule.zones and rule.holds(day))
    return _MOST_SESSIONS if found is None else int(found)


def days_allowed(rules: Rules, day: date) -> int:
    """The most days with a session in a day's week by the rules for the whole station."""
    found = _least(rule.days_per_week for rule in rules if not rule.zones and rule.holds(day))
    return _MOST_DAYS if found is None else int(found)


def _least(numbers: Iterable[float | None]) -> float | None:
    return min((number for number in numbers if number is not None), default=None)


@lru_cache(maxsize=64)
def one_rule(block: Regulation) -> Rulebook:
    """The block of station.yaml as one rule."""
    rule = RegulationRule(
        quiet=() if block.quiet is None else (block.quiet,),
        sessions_per_day=block.sessions_per_day,
        minutes_per_session=block.minutes_per_session,
        days_per_week=block.days_per_week,
    )
    return Rulebook(rules=(rule,), quotas=block.quotas)


@lru_cache(maxsize=64)
def _stated(book: Rulebook) -> Rules:
    if book.decision is None:
        return book.rules
    number = book.decision.number
    return tuple(
        replace(rule, by=number if rule.by is None else f"{rule.by}, {number}") for rule in book.rules
    )
