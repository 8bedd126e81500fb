"""Which voice will speak, and how to get a clearer one. Starts no engine and uses no network."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from broadcaster.errors import Phrase
from broadcaster.speech.engines.registry import EMBEDDED, needs_network
from broadcaster.speech.voices import Shelf, offers
from broadcaster.station.model import Settings

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
    lacks = _lacks(settings, voices, installed)
    usable = [
        name
        for name in (*settings.speech.engines, EMBEDDED)
        if not (name == _CLEAREST and lacks) and (settings.speech.online or not needs_network(name))
    ]
    first = usable[0]
    facts: dict[str, object] = {"engine": first}
    if first == EMBEDDED or needs_network(first):
        advice = lacks or "speech.outlook.unnamed"
        offer = _wanted(settings) or next(iter(offers()))
        facts["advice"] = Phrase(code=advice, facts=(("offer", offer),))
    if first == EMBEDDED:
        return "speech.outlook.plain", facts
    if needs_network(first):
        facts["without"] = next(name for name in usable if not needs_network(name))
        return "speech.outlook.network", facts
    return "speech.outlook.clear", facts


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
