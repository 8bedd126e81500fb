"""The voice that reads what names none, as station.yaml says it: whether it does, and to choose one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.core.errors import StationError
from broadcaster.station.yaml.entries import put, value_at
from broadcaster.station.yaml.structure import data_of

_ENGINES = ("speech", "engines")
_DEFAULT = ("voices", "default")


def is_chosen(text: str) -> bool:
    """True if station.yaml names engines or a voice, and where that cannot be told: no file, or no YAML."""
    try:
        data = data_of(text)
    except StationError:
        return True
    return data is None or any(value_at(data, path) is not None for path in (_ENGINES, _DEFAULT))


def with_engines(text: str, engines: Sequence[str]) -> str:
    """station.yaml with these engines in this order.

    Raises:
        StationError: it is written in a way that is not edited.
    """
    return put(text, _ENGINES, list(engines))


def with_voice(text: str, engine: str, voice: str, engines: Sequence[str]) -> str:
    """station.yaml with a voice first; what is written of other voices and engines stays.

    Args:
        voice: by its name; the engine's own name for an engine that has no other.
        engines: the station's, in whatever order.

    Raises:
        StationError: as `with_engines`.
    """
    text = with_engines(text, [engine, *(each for each in engines if each != engine)])
    return text if voice == engine else put(text, (*_DEFAULT, engine), voice)
