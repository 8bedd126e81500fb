"""What may be chosen in a field of the settings that only the station knows: messages, voices, sirens."""

from __future__ import annotations

from broadcaster.console.web.drawing.settings.groups import Options, at
from broadcaster.speech.available import rows
from broadcaster.speech.voices import FOLDER, Shelf
from broadcaster.station.loading.sirens import SHIPPED
from broadcaster.station.model import Station
from broadcaster.text import say

_READY = ("built_in", "installed", "online")
"""States of voices that speak as they are."""


def options_of(station: Station, part: str, written: object) -> Options:
    """By the text of a key: what may be chosen, as written and in words.

    Args:
        station: as it airs.
        part: of `PARTS`.
        written: what station.yaml says by now, which the station may not have taken yet.
    """
    if part == "contacts":
        return {"keys.contacts.message": tuple((each.id, each.title) for each in station.messages.values())}
    if part == "sound":
        shipped = ((name, say(f"console.siren.{name.replace('-', '_')}")) for name in SHIPPED)
        sirens = at(written, ("sirens",))
        own = ((name, name) for name in (sirens if isinstance(sirens, dict) else ()) if name not in SHIPPED)
        return {"keys.sound.emergency": (*shipped, *own)}
    if part == "voices":
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for row in rows(Shelf(station.root / FOLDER)):
            if row.state in _READY:
                key = f"console.voices.of.{row.engine}"
                found[key] = (*found.get(key, ()), (row.name, row.name))
        return found
    return {}
