"""Every voice that can speak here or can be added: built in, installed, of the catalogue, of the network."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from broadcaster.speech.engines.espeak.home import find
from broadcaster.speech.voices import Shelf, offers_of

_ONLINE = (
    ("gtts", "vi", "gtts"),
    ("edge", "vi-VN-HoaiMyNeural", "edge_tts"),
    ("edge", "vi-VN-NamMinhNeural", "edge_tts"),
)
_PIPER = "piper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A voice; `state` is a key of the catalogue of texts below `voices.state`."""

    name: str
    engine: str
    state: str  # built_in | installed | needs_extra | broken_off | available | online
    size: int | None = None  # bytes
    rate: int | None = None  # Hz
    licence: str = ""
    proven: bool | None = None  # whether its checksums were, or can be, compared with published ones

    @property
    def label(self) -> str:
        """The name for `voices try` and for messages: with the engine in front if that is not Piper."""
        return self.name if self.engine == _PIPER else f"{self.engine}:{self.name}"


def rows(shelf: Shelf) -> list[Row]:
    """Every voice: built in, installed, available, online."""
    from broadcaster.speech.voices.install import broken_off

    home = find()
    found = [
        Row(name=name, engine="espeak", state="built_in", licence="GPL-3.0")
        for name in sorted(home.voices if home else ())
    ]
    usable = "installed" if importlib.util.find_spec(_PIPER) else "needs_extra"
    here = shelf.voices()
    for voice in here:
        facts = voice.facts
        found.append(
            Row(
                name=voice.name,
                engine=_PIPER,
                state=usable,
                size=voice.size,
                rate=facts.rate,
                licence=facts.licence,
                proven=facts.proven,
            )
        )
    installed = {voice.name for voice in here}
    for offer in offers_of(shelf.folder).values():
        if offer.name not in installed:
            state = "broken_off" if broken_off(shelf, offer.name) else "available"
            found.append(
                Row(
                    name=offer.name,
                    engine=_PIPER,
                    state=state,
                    size=offer.size,
                    rate=offer.rate,
                    licence=offer.licence,
                    proven=offer.model.proven,
                )
            )
    for engine, name, module in _ONLINE:
        state = "online" if importlib.util.find_spec(module) else "needs_extra"
        found.append(Row(name=name, engine=engine, state=state, rate=24000))
    return found
