"""The form of regulation.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from pydantic_core import PydanticCustomError

from broadcaster.station.forms.broadcasts import ValidityForm
from broadcaster.station.forms.fields import form_of, list_of
from broadcaster.station.forms.form import Form, fault
from broadcaster.station.forms.texts import text_of, written_as
from broadcaster.station.forms.times import FirstToLast, period
from broadcaster.station.model.names import shown
from broadcaster.station.model.regulation import (
    MOST_ORDERS,
    MOST_RULES,
    Decision,
    Mourning,
    Quotas,
    RegulationOrder,
    RegulationRule,
    Rulebook,
    Season,
    Span,
)

_SEASON = re.compile(r"(\d{1,2})-(\d{1,2})\s*\.\.\s*(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH_DAY = r"(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])"
_MOST_SPANS = 10
_LEAP_YEAR = 2000
_SAYS = ("quiet", "sessions_per_day", "minutes_per_session", "minutes_per_day", "days_per_week")
NONE = "none"


def _season(data: object) -> Season:
    text = text_of(data)
    found = _SEASON.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        numbers = [int(part) for part in found.groups()]
        first, until = (date(_LEAP_YEAR, *pair) for pair in (numbers[:2], numbers[2:]))
    except ValueError:
        raise fault("bad_season", written=shown(text)) from None
    return Season((first.month, first.day), (until.month, until.day))


def _quiet(data: object) -> tuple[Span, ...]:
    """One span, a list of spans, or `none`."""
    if not isinstance(data, list):
        return () if text_of(data) == NONE else (period(data),)
    if not 1 <= len(data) <= _MOST_SPANS:
        raise fault("bad_period", written=str(len(data)))
    return tuple(period(one) for one in data)


class _RuleChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """A rule must say something."""
        if not any(key in written for key in _SAYS):
            yield fault("empty_rule")


class _RulebookChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """Quotas refuse by the ward's own decision only, and a decision has rules."""
        if written.get("quotas") == Quotas.REFUSE and "decision" not in written:
            yield fault("quotas_without_decision", at="quotas")
        for key in ("decision", "quotas"):
            if key in written and "rules" not in written:
                yield fault("without_rules", at=key)


_SPAN = {"type": "string", "pattern": r"^\S+\s*[-–]\s*\S+$|^none$"}
RuleForm = form_of(
    RegulationRule,
    "rules",
    base=_RuleChecks,
    written={
        "season": Annotated[
            Season,
            written_as(
                _season,
                type="string",
                pattern=rf"^{_MONTH_DAY}\s*\.\.\s*{_MONTH_DAY}$",
                examples=["10-16..04-15"],
            ),
        ],
        "valid": ValidityForm,
        "quiet": Annotated[
            tuple[Span, ...],
            written_as(_quiet, anyOf=[_SPAN, {"type": "array", "items": _SPAN, "minItems": 1}]),
        ],
    },
)
DecisionForm = form_of(Decision, "decision")
OrderForm = form_of(RegulationOrder, "orders", base=FirstToLast)
MourningForm = form_of(Mourning, "mourning", base=FirstToLast)
RulebookForm = form_of(
    Rulebook,
    "rulebook",
    base=_RulebookChecks,
    written={
        "rules": list_of(RuleForm, MOST_RULES),
        "orders": list_of(OrderForm, MOST_ORDERS),
        "mourning": list_of(MourningForm, MOST_ORDERS),
    },
)
"""regulation.yaml."""


def rulebook_of(form: Form) -> Rulebook:
    """The rules as values."""
    return Rulebook(**form.written())
