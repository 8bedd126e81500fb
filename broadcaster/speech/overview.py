"""Which voices can speak here or can be added, and which will speak; starts no engine and uses no network."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from broadcaster.core.errors import Phrase
from broadcaster.speech.engines.espeak import find
from broadcaster.speech.engines.registry import EMBEDDED
from broadcaster.speech.voices.catalogue import offers, offers_of
from broadcaster.speech.voices.installation import broken_off
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.engines import EngineReach, forbidden, needs_network, reach_of

_ONLINE = (
    ("gtts", "vi", "gtts"),
    ("edge", "vi-VN-HoaiMyNeural", "edge_tts"),
    ("edge", "vi-VN-NamMinhNeural", "edge_tts"),
)
_PIPER = "piper"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """A voice; `state` is a key of the catalogue of texts below `voices.state`."""

    name: str
    engine: str
    state: str  # built_in | installed | needs_extra | broken_off | available | online | near | needs_key
    size: int | None = None  # bytes
    rate: int | None = None  # Hz
    licence: str = ""
    proven: bool | None = None  # whether its checksums were, or can be, compared with published ones
    maker: str = ""  # of a service: who is given the words
    host: str = ""  # where they go, and for which a key is entered

    @property
    def label(self) -> str:
        """The name for `voices try` and for messages: with the engine in front if that is not Piper."""
        return self.name if self.engine in (_PIPER, self.name) else f"{self.engine}:{self.name}"


def rows(shelf: Shelf, settings: Settings | None = None) -> list[VoiceRow]:
    """Every voice: built in, installed, available, online, and those of services.

    Args:
        shelf: has the installed ones.
        settings: name the ward's services; None where they cannot be read.
    """

    home = find()
    found = [
        VoiceRow(name=name, engine="espeak", state="built_in", licence="GPL-3.0")
        for name in sorted(home.voices if home else ())
    ]
    usable = "installed" if importlib.util.find_spec(_PIPER) else "needs_extra"
    here = shelf.voices()
    for voice in here:
        facts = voice.facts
        found.append(
            VoiceRow(
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
                VoiceRow(
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
        found.append(VoiceRow(name=name, engine=engine, state=state, rate=24000))
    return [*found, *_of_services(settings)] if settings else found


def _of_services(settings: Settings) -> Iterator[VoiceRow]:
    """The voices of services that can be asked; of one without its key its first voice."""
    for name in sorted(settings.described):
        ward = settings.service(name)
        if ward is None:
            continue
        unused = name not in settings.services and name not in settings.speech.engines
        lacks = bool(ward.lack) or unused
        if lacks and ward.address.startswith("tcp:"):
            continue  # it has no key, but an address that nobody has told yet
        near = reach_of(settings, name) is EngineReach.NEAR
        state = "needs_key" if lacks else "near" if near else "online"
        for voice in (ward.voices or (name,))[: 1 if lacks else None]:
            yield VoiceRow(
                name=voice, engine=name, state=state, rate=24000, maker=ward.service.title, host=ward.host
            )


_CLEAREST = "piper"  # clear without a network


def outlook(
    settings: Settings, voices: Path, *, installed: Callable[[str], bool] = lambda name: bool(find_spec(name))
) -> tuple[str, dict[str, object]]:
    """The key of the sentence about a station's voice, and its facts.

    Args:
        settings: the station's.
        voices: the folder of the installed voices.
        installed: whether a library is there.

    Returns:
        `speech.outlook.clear`: the clear offline voice speaks. `….network`: a clear voice speaks with a
        network, another without. `….plain`: the built-in voice speaks.
    """
    lacks, barred = _lacks(settings, voices, installed), forbidden(settings)
    usable = [
        name
        for name in (*settings.speech.engines, EMBEDDED)
        if not (name == _CLEAREST and lacks) and name not in barred and not _lacks_key(settings, name)
    ]
    first = usable[0]
    facts: dict[str, object] = {"engine": first}
    if first == EMBEDDED or needs_network(settings, first):
        advice = lacks or "speech.outlook.unnamed"
        offer = _wanted(settings) or next(iter(offers()))
        facts["advice"] = Phrase(code=advice, facts=(("offer", offer),))
    if first == EMBEDDED:
        return "speech.outlook.plain", facts
    if needs_network(settings, first):
        facts["without"] = next(name for name in usable if not needs_network(settings, name))
        return "speech.outlook.network", facts
    return "speech.outlook.clear", facts


def _lacks_key(settings: Settings, engine: str) -> bool:
    service = settings.service(engine)
    return service is not None and bool(service.lack)


def _lacks(settings: Settings, voices: Path, installed: Callable[[str], bool]) -> str:
    """Key of the sentence about what is missing for the clear voice; "" if nothing is."""
    if _CLEAREST not in settings.speech.engines:
        return "speech.outlook.unnamed"
    if not installed(_CLEAREST):
        return "speech.outlook.extra"
    there = {voice.name for voice in Shelf(voices).voices()}
    wanted = _wanted(settings)
    return "" if (wanted in there if wanted else there) else "speech.outlook.voice"


def _wanted(settings: Settings) -> str:
    """The voice of the clear engine that the station names; "" for any."""
    return settings.voices.get("default", {}).get(_CLEAREST, "").partition("+")[0]
