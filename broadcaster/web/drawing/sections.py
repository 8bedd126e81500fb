"""The sections of Thiết lập, each declared once: the list beside every section follows from here.

To add a section: one line below, its routes in a module of `web/settings`, a template that extends
`settings_frame.html` and says `{% set section = 'NAME' %}`, the text `console.settings.NAME`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action

ADDRESS = "/settings"
FIRST = "station"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section."""

    name: str
    icon: str
    needs: Action | None = Action.LOOK  # the right to see it; None: anybody
    elsewhere: str = ""  # its address, where that is none of the settings

    @property
    def address(self) -> str:
        """Where it is."""
        return self.elsewhere or address(self.name)

    @property
    def title(self) -> str:
        """Its name for people."""
        return say(f"console.settings.{self.name}")


GROUPS: Mapping[str, tuple[Section, ...]] = {
    "ward": (
        Section(name="station", icon="house"),
        Section(name="people", icon="users", needs=Action.PEOPLE),
        Section(name="phones", icon="smartphone", needs=None, elsewhere="/certificate"),
    ),
    "rules": (Section(name="regulation", icon="stamp"), Section(name="orders", icon="scroll-text")),
    "loudspeakers": (
        Section(name="zones", icon="speaker"),
        Section(name="transmitter", icon="radio-tower"),
        Section(name="output", icon="volume-2"),
        Section(name="contacts", icon="bell"),
    ),
    "sounds": (
        Section(name="sound", icon="sliders-horizontal"),
        Section(name="gain", icon="gauge"),
        Section(name="voices", icon="audio-lines"),
        Section(name="sirens", icon="siren"),
        Section(name="sources", icon="radio"),
    ),
    "machine": (
        Section(name="address", icon="monitor"),
        Section(name="backup", icon="hard-drive"),
        Section(name="power", icon="battery-charging"),
        Section(name="notices", icon="send", needs=Action.MAINTAIN),
        Section(name="updates", icon="refresh-cw"),
        Section(name="examination", icon="stethoscope", needs=Action.MAINTAIN),
    ),
}
"""By group, in the order of the list."""

SECTIONS: Mapping[str, Section] = {one.name: one for group in GROUPS.values() for one in group}


def sections(may: Mapping[str, bool]) -> list[tuple[str, list[Section]]]:
    """The sections that somebody may see, by the titles of their groups."""
    found = []
    for group, ones in GROUPS.items():
        seen = [one for one in ones if one.needs is None or may[one.needs]]
        if seen:
            found.append((say(f"console.settings.group.{group}"), seen))
    return found


def address(name: str) -> str:
    """Where a section is."""
    return ADDRESS if name == FIRST else f"{ADDRESS}/{name}"
