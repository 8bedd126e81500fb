"""The ward's rules that hold, as a list: quiet hours, and quotas that warn or refuse. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from broadcaster.station.model import Quotas, Regulation, Settings

Rules = Sequence[Regulation]
"""All of them hold; the first one that something breaks is its reason."""


def rules_of(settings: Settings) -> Rules:
    """The rules of a station: the block `regulation` of station.yaml is one rule."""
    return (settings.regulation,)


def silent_spans(rules: Rules) -> tuple[tuple[time, time], ...]:
    """All spans of the day in which nothing may sound; they may overlap."""
    return tuple(span for rule in rules for span in rule.silent)


def that(rules: Rules, quotas: Quotas) -> Rules:
    """The rules whose quotas warn, or those whose quotas refuse."""
    return tuple(rule for rule in rules if rule.quotas is quotas)
