"""The parts of the settings, as the links above each."""

from __future__ import annotations

from collections.abc import Mapping

from broadcaster.console.web.drawing.settings_form import PARTS
from broadcaster.people.model import Action
from broadcaster.text import say

ADDRESS = "/settings"
FIRST = "station"
OTHERS: Mapping[str, Action] = {
    "zones": Action.LOOK,
    "people": Action.PEOPLE,
    "examination": Action.MAINTAIN,
}
"""The parts that are no keys of station.yaml, with the right to see each."""


def tabs(may: Mapping[str, bool]) -> list[tuple[str, str, None]]:
    """Address and word of each part that somebody may see."""
    names = [*PARTS, *(name for name, needed in OTHERS.items() if may[needed])]
    phones = ("/certificate", say("console.settings.phones"), None)
    return [*((address(name), say(f"console.settings.{name}"), None) for name in names), phones]


def address(name: str) -> str:
    """Where a part is."""
    return ADDRESS if name == FIRST else f"{ADDRESS}/{name}"
