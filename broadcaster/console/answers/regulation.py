"""What is answered about the ward's regulation."""

from __future__ import annotations

from broadcaster.answers import answer


@answer
class RuleShown:
    """A rule, an exemption, an order or days of mourning."""

    kind: str
    """rule, night, exemption, order or mourning"""
    what: str
    where: str
    """season, days, zones and classes"""
    by: str
    """the article, or who ordered it"""
    state: str
    """holds, coming, over or other_season"""
    number: str | None
    """of an order"""
    entered_by: str | None


@answer
class RegulationShown:
    """The regulation as the files say it now."""

    refuses: bool
    """quotas refuse; else they warn"""
    rows: tuple[RuleShown, ...]
