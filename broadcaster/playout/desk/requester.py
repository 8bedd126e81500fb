"""Who asks for something on the air."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

StillLeads = Callable[[], bool]
"""Asked again when somebody's request goes on the air, minutes later: whether they may approve then.

Raises `PeopleError` where they may not ask for it any more. Waits for nothing: the air asks it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks."""

    shown: str = ""  # for the journal
    leads: bool = False  # a person who may approve: their own words wait for nobody's word afterwards
    still_leads: StillLeads | None = field(default=None, compare=False, repr=False)


NOBODY = Requester()
"""The timetable, or whoever is known by no name."""
