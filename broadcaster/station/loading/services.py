"""The shipped descriptions of services that say words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from broadcaster.core.errors import StationError
from broadcaster.station.forms.services import ServiceForm, service_of
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.names import shown
from broadcaster.station.model.service import SpeechService
from broadcaster.station.yaml.tree import parse

_FOLDER = Path(__file__).parents[2] / "speech" / "services"


@cache
def shipped_services() -> tuple[str, ...]:
    """Their names."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def shipped_service(name: str) -> SpeechService:
    """One of them.

    Raises:
        StationError: it is damaged.
    """
    file = f"{name}.yaml"
    root, problems = parse(file, (_FOLDER / file).read_bytes())
    form, faults = (None, []) if root is None else typed(file, root, ServiceForm)
    if form is None:
        first = next(iter([*problems, *faults]), None)
        raise StationError("station.bad_shipped", file=shown(file), reason=first.code if first else "–")
    return replace(service_of(form), shipped=True)


@cache
def shipped_descriptions() -> Mapping[str, SpeechService]:
    """All of them by name."""
    return MappingProxyType({name: shipped_service(name) for name in shipped_services()})
