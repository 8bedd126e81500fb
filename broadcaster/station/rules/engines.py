"""Where the words go that an engine is given: as station.yaml says it, before anything is asked. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import urlsplit

from broadcaster.station.model.service import WardService
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.engines import ENGINES


class EngineReach(StrEnum):
    """How far words go."""

    HERE = "here"  # nowhere: an engine of this computer
    NEAR = "near"  # to the ward's own network, or another program of this computer
    UNKNOWN = "unknown"  # wherever the name of its host leads
    INTERNET = "internet"


def reach_of(settings: Settings, engine: str) -> EngineReach:
    """How far an engine sends the words, as far as its address as written tells."""
    entry, service = ENGINES.get(engine), settings.service(engine)
    if entry is not None:
        return EngineReach.HERE if entry.offline else EngineReach.INTERNET
    return EngineReach.UNKNOWN if service is None else _written(service)


def needs_network(settings: Settings, engine: str) -> bool:
    """True if an engine is asked over a network, near or far: no emergency is given to it."""
    return reach_of(settings, engine) is not EngineReach.HERE


def online(settings: Settings, engines: Iterable[str]) -> tuple[str, ...]:
    """Those engines that send words out, or may."""
    away = (EngineReach.UNKNOWN, EngineReach.INTERNET)
    return tuple(name for name in engines if reach_of(settings, name) in away)


def forbidden(settings: Settings) -> frozenset[str]:
    """The engines that may not be asked since no words may leave.

    Of a service whose address does not tell by itself the engine judges what was really connected to.
    """
    if settings.speech.online:
        return frozenset()
    names = {*ENGINES, *settings.described}
    return frozenset(name for name in names if reach_of(settings, name) is EngineReach.INTERNET)


def _written(service: WardService) -> EngineReach:
    host = urlsplit(f"//{service.host}").hostname or ""
    if host == "localhost":
        return EngineReach.NEAR
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return EngineReach.UNKNOWN
    return EngineReach.INTERNET if address.is_global else EngineReach.NEAR
