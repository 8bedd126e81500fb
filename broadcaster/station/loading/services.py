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
from broadcaster.station.model.service import ServiceAccess, SpeechService
from broadcaster.station.model.settings import Settings
from broadcaster.station.yaml.tree import Place, parse

_FOLDER = Path(__file__).parents[2] / "speech" / "services"


@cache
def shipped_services() -> tuple[str, ...]:
    """Their names."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def shipped_service(name: str) -> SpeechService:
    """One of them. Raises StationError: it is damaged."""
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


def bound(settings: Settings, station: Place) -> Settings:
    """The same with each key that stands apart for the host named there, whatever station.yaml says."""

    def held(name: str, access: ServiceAccess) -> ServiceAccess:
        key = station.node("services", name, "api_key")
        if not access.api_key or (key is not None and not key.secret):
            return access
        host = "" if key is None else key.host
        return replace(access, api_key=access.api_key if host else "", host=host)

    services = {name: held(name, access) for name, access in settings.services.items()}
    return replace(settings, services=MappingProxyType(services))
