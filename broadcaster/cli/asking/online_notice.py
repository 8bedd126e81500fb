"""Show once that an online voice sends the words of messages to another company."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click
from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import StoreError
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.engines import online

_FILE = "online.json"
_SHAPE = TypeAdapter(dict[str, str])


def show_station_notice(folder: Path, station: Station) -> None:
    """Show the notice for the engines that `station` names."""
    show_engine_notice(folder, station, station.settings.speech.engines)


def show_engine_notice(folder: Path, station: Station, engines: Iterable[str]) -> None:
    """Show which of `engines` send words out and to whom. Once for each engine; `state/` remembers it."""
    if not station.settings.speech.online:
        return
    path = folder / "state" / _FILE
    shown = _shown_before(path)
    fresh = [name for name in online(station.settings, engines) if name not in shown]
    if not fresh:
        return
    for name in fresh:
        click.echo(_notice(station.settings, name), err=True)
        shown[name] = SystemClock().now().isoformat(timespec="seconds")
    # On a read-only disk the notice is shown each time.
    with suppress(StoreError):
        write_bytes(path, json.dumps(shown).encode())


def _notice(settings: Settings, engine: str) -> str:
    service = settings.service(engine)
    if service is None:
        return say(f"speech.online_notice.{engine}")
    return say("speech.online_notice.service", engine=engine, title=service.service.title, host=service.host)


def _shown_before(path: Path) -> dict[str, str]:
    return state_files.load(path, _SHAPE) or {}
