"""Which voices can speak here or can be added, and which will speak; starts no engine and uses no network."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from broadcaster.core.answers import like
from broadcaster.core.errors import Phrase
from broadcaster.core.text.catalogue import say
from broadcaster.speech.engines.espeak import find
from broadcaster.speech.engines.registry import EMBEDDED
from broadcaster.speech.voices.catalogue import FIRST, offers, offers_of
from broadcaster.speech.voices.installation import broken_off
from broadcaster.speech.voices.pace import work_of
from broadcaster.speech.voices.presets import PACKAGE, readers
from broadcaster.speech.voices.shelf import InstalledVoice, Shelf
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.engines import ENGINES
from broadcaster.station.rules.engines import EngineReach, forbidden, needs_network, reach_of

_ONLINE = (
    ("gtts", "vi", "gtts", "Google", "translate.google.com"),
    ("edge", "vi-VN-HoaiMyNeural", "edge_tts", "Microsoft", "speech.platform.bing.com"),
    ("edge", "vi-VN-NamMinhNeural", "edge_tts", "Microsoft", "speech.platform.bing.com"),
)
_READERS = {
    "vi": "voices.reader.north",
    "vi-vn-x-central": "voices.reader.centre",
    "vi-vn-x-south": "voices.reader.south",
    "vi-VN-HoaiMyNeural": "voices.reader.woman",
    "vi-VN-NamMinhNeural": "voices.reader.man",
}
"""What is known of who reads, by the names of voices that tell nobody anything."""


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
    work: float | None = None  # seconds of processor time for one of sound, measured here
    about: str = ""  # who reads
    maker: str = ""  # who is given the words; "" where nobody is
    host: str = ""  # where they go, and for which a key is entered
    keyed: bool = False  # a service, to which a key may be given
    paid: bool = False  # its maker may ask for money

    @property
    def label(self) -> str:
        """The name for `voices try` and for messages: with the engine in front if that is not Piper."""
        return self.name if self.engine in (FIRST, self.name) else f"{self.engine}:{self.name}"


def rows(shelf: Shelf, settings: Settings | None = None) -> list[VoiceRow]:
    """Every voice: built in, installed, available, online, and those of services.

    Args:
        settings: name the ward's services; None where they cannot be read.
    """

    home = find()
    found = [
        VoiceRow(name=name, engine="espeak", state="built_in", licence="GPL-3.0", about=_reader(name))
        for name in sorted(home.voices if home else ())
    ]
    here = shelf.voices()
    for voice in here:
        found += _installed(voice)
    installed = {voice.name for voice in here}
    for offer in offers_of(shelf.folder).values():
        if offer.name not in installed:
            state = "broken_off" if broken_off(shelf, offer.name) else "available"
            found.append(like(VoiceRow, offer, state=state))
    for engine, name, module, maker, host in _ONLINE:
        state = "online" if importlib.util.find_spec(module) else "needs_extra"
        about = say("voices.reader.woman") if engine == "gtts" else _reader(name)
        found.append(
            VoiceRow(name=name, engine=engine, state=state, rate=24000, about=about, maker=maker, host=host)
        )
    return [*found, *_of_services(settings)] if settings else found


def _reader(name: str) -> str:
    """Who reads, in words; "" where that is not known."""
    return say(_READERS[name]) if name in _READERS else ""


def _installed(voice: InstalledVoice) -> Iterator[VoiceRow]:
    """An installed voice, and its readers by name."""
    facts, entry = voice.facts, ENGINES.get(voice.engine)
    extra = entry.extra if entry else None
    own = VoiceRow(
        name=voice.name,
        engine=voice.engine,
        state="installed" if extra and importlib.util.find_spec(extra) else "needs_extra",
        size=voice.size,
        rate=facts.rate,
        licence=facts.licence,
        proven=facts.proven,
        work=work_of(voice),
    )
    named = readers(facts.files) if voice.engine == PACKAGE else {}
    yield replace(own, about=next(iter(named.values()), ""))
    for name, about in named.items():
        yield replace(own, name=f"{voice.name}+{name}", size=None, about=about)


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
                name=voice,
                engine=name,
                state=state,
                maker=ward.service.title,
                host=ward.host,
                keyed=True,
                paid=not near,
            )


def outlook(
    settings: Settings, voices: Path, *, installed: Callable[[str], bool] = lambda name: bool(find_spec(name))
) -> tuple[str, dict[str, object]]:
    """The key of the sentence about a station's voice, and its facts.

    Returns:
        `speech.outlook.clear`: the clear offline voice speaks. `….network`: a clear voice speaks with a
        network, another without. `….plain`: the built-in voice speaks.
    """
    listed = settings.speech.engines
    clear = [name for name in listed if (entry := ENGINES.get(name)) is not None and entry.voices]
    lacks = {name: _lacks(settings, name, voices, installed) for name in clear}
    barred = forbidden(settings)
    usable = [
        name
        for name in (*listed, EMBEDDED)
        if not lacks.get(name) and name not in barred and not _lacks_key(settings, name)
    ]
    first = usable[0]
    facts: dict[str, object] = {"engine": first}
    if first == EMBEDDED or needs_network(settings, first):
        engine = clear[0] if clear else FIRST
        advice = lacks.get(engine) or "speech.outlook.unnamed"
        offer = _wanted(settings, engine) or next(o.name for o in offers().values() if o.engine == engine)
        facts["advice"] = Phrase(code=advice, facts=(("extra", engine), ("offer", offer)))
    if first == EMBEDDED:
        return "speech.outlook.plain", facts
    if needs_network(settings, first):
        facts["without"] = next(name for name in usable if not needs_network(settings, name))
        return "speech.outlook.network", facts
    return "speech.outlook.clear", facts


def _lacks_key(settings: Settings, engine: str) -> bool:
    service = settings.service(engine)
    return service is not None and bool(service.lack)


def _lacks(settings: Settings, engine: str, voices: Path, installed: Callable[[str], bool]) -> str:
    """Key of the sentence about what a clear engine lacks; "" if nothing."""
    if not installed(engine):
        return "speech.outlook.extra"
    there = {voice.name for voice in Shelf(voices).of(engine)}
    wanted = _wanted(settings, engine)
    return "" if (wanted in there if wanted else there) else "speech.outlook.voice"


def _wanted(settings: Settings, engine: str) -> str:
    """The voice of a clear engine that the station names; "" for any."""
    return settings.voices.get("default", {}).get(engine, "").partition("+")[0]
