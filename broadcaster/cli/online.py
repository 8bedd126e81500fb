"""Tells once that a voice of the network sends the words of messages to others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click
from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.clock import SystemClock
from broadcaster.errors import StoreError
from broadcaster.station.model import ONLINE_ENGINES, Station
from broadcaster.text import say

_FILE = "online.json"
_SHAPE = TypeAdapter(dict[str, str])


def show_station_notice(folder: Path, station: Station) -> None:
    """Tell it of the engines that `station` names, where they may be used."""
    show_engine_notice(folder, station, station.settings.speech.engines)


def show_engine_notice(folder: Path, station: Station, engines: Iterable[str]) -> None:
    """Say which of `engines` send words out and to whom, the first time for each; noted in `state/`."""
    if not station.settings.speech.online:
        return
    path = folder / "state" / _FILE
    told = _told(path)
    fresh = [name for name in engines if name in ONLINE_ENGINES and name not in told]
    if not fresh:
        return
    for name in fresh:
        click.echo(say(f"speech.online_notice.{name}"), err=True)
        told[name] = SystemClock().now().isoformat(timespec="seconds")
    # On a read-only disk it is told each time.
    with suppress(StoreError):
        write_bytes(path, json.dumps(told).encode())


def _told(path: Path) -> dict[str, str]:
    return statefile.load(path, _SHAPE) or {}
