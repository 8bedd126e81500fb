"""The examination of the sound path, and whether a named output is another than the loudspeakers' own.

Names lie: `hw:0`, `default`, a number and an alias may all lead to one card. So each is followed to its card,
and what cannot be followed is not taken for headphones.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import BroadcasterError, phrase
from broadcaster.playout.outputs.probe import ABSENT
from broadcaster.station.acceptance.intake import SAME, output_choice
from broadcaster.station.model.equipment import OutputKind
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn
from broadcaster.upkeep.host.lock import is_held

PATIENCE = 5  # seconds for a program that is asked something
LOW_VOLUME = 40  # percent of the sound server's scale
DUMMY = "auto_null"  # what the sound server plays to when there is no card
THE_SERVERS_CHOICE = ("default", "pulse", "pipewire", "")  # devices that play to the default sink
SWEEPS = 3  # test sounds of the loop-back
QUIET = -20.0  # dB against what was sent


def output(_folder: Path, settings: Settings) -> Iterator[Finding]:
    """Does the device answer?"""
    choice = settings.output
    if choice.kind is not OutputKind.DEVICE:
        yield warn("doctor.output_silent", kind=str(choice.kind))
        return
    # In a process of its own: a hung sound server would hang this one for good.
    asked = [sys.executable, "-m", "broadcaster.playout.outputs.probe", choice.device]
    try:
        done = subprocess.run(foreign(asked), capture_output=True, timeout=PATIENCE, check=False, text=True)
    except subprocess.TimeoutExpired:
        yield fail("doctor.output_hung", device=choice.device)
        return
    if done.returncode:
        yield fail("doctor.no_output", device=choice.device)
    else:
        yield ok("doctor.output", device=choice.device, name=done.stdout.strip())


def sound_server(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Is the sound server's output loud, plugged in and awake? Nothing where no server answers."""
    if settings.output.kind is not OutputKind.DEVICE or shutil.which("pactl") is None:
        return
    found = output_of(settings.output.device)
    if found is not None:
        yield from judge(*found, running=is_held(folder / "state"))


def output_of(device: str) -> tuple[str, list[dict[str, Any]]] | None:
    """Name of the sink that a device of `station.yaml` plays to, and all sinks.

    None where no server answers, or the device is none of its sinks: a card is played past the server,
    which then says that its sink sleeps.
    """
    found = default_output()
    if found is None or device in THE_SERVERS_CHOICE:
        return found
    _, sinks = found
    return (device, sinks) if any(sink.get("name") == device for sink in sinks) else None


def default_output() -> tuple[str, list[dict[str, Any]]] | None:
    """Name of the default sink and all sinks as pactl lists them; None where no server answers."""
    about, sinks = _pactl("info"), _pactl("list", "sinks")
    if isinstance(about, dict) and isinstance(sinks, list):
        return str(about.get("default_sink_name", "")), sinks
    return None


def judge(default: str, sinks: Sequence[dict[str, Any]], *, running: bool) -> Iterator[Finding]:
    """What to say of the default sink, from `pactl --format=json list sinks`.

    Args:
        running: a station runs, so that its stream keeps the sink awake.
    """
    sink = next((sink for sink in sinks if sink.get("name") == default), None)
    if sink is None or default == DUMMY:
        yield fail("doctor.sink_dummy")
        return
    name = sink.get("description") or default
    volume = _volume(sink)
    port: dict[str, Any] = next(
        (p for p in sink.get("ports", []) if p.get("name") == sink.get("active_port")), {}
    )
    if sink.get("mute"):
        yield fail("doctor.sink_muted", name=name)
    elif volume is not None and volume < LOW_VOLUME:
        yield warn("doctor.sink_low", name=name, volume=volume)
    else:
        yield ok("doctor.sink", name=name, volume="?" if volume is None else volume)
    if port.get("availability") == "not available":
        yield warn("doctor.sink_unplugged", name=name, port=port.get("description", port.get("name")))
    if running and sink.get("state") == "SUSPENDED":
        yield fail("doctor.sink_suspended", name=name)


def loopback(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Play test sounds and find them at the output's monitor or the input that station.yaml names.

    The one check that is heard on the loudspeakers: the caller obeys quiet hours and journals it.
    """
    from broadcaster.upkeep.doctor.bench import measure

    source = settings.output.listen or "monitor"
    station = Station(root=folder, settings=settings, messages={}, schedules={})
    try:
        found = measure(output_choice(settings.output, station), source, SWEEPS)
    except BroadcasterError as error:
        yield fail("doctor.loopback_failed", reason=phrase(error))
        return
    if not found.offsets:
        yield fail("doctor.loopback_silent", source=source)
        return
    facts = {
        "source": source,
        "heard": len(found.offsets),
        "asked": found.asked,
        "offset": round(found.median, 1),
        "loudness": round(found.level, 1),
    }
    good = found.level > QUIET and len(found.offsets) == found.asked
    yield ok("doctor.loopback", **facts) if good else warn("doctor.loopback_poor", **facts)


def _volume(sink: dict[str, Any]) -> int | None:
    """Percent of the loudest channel."""
    texts = [str(channel.get("value_percent", "")) for channel in sink.get("volume", {}).values()]
    values = [int(text.rstrip("%")) for text in texts if text.rstrip("%").isdecimal()]
    return max(values, default=None)


def _pactl(*arguments: str) -> object:
    """What `pactl` answers, or None."""
    try:
        done = subprocess.run(
            foreign(["pactl", "--format=json", *arguments]), capture_output=True, timeout=PATIENCE, check=True
        )
        answer: object = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return answer


_CARD = re.compile(r"\(hw:(\d+),\d+\)")  # in PortAudio's name for a device of ALSA


class Reach(StrEnum):
    """Whom a named output reaches."""

    OWN = "own"  # the loudspeakers
    APART = "apart"  # whoever named it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePlace:
    """Where a device leads to."""

    name: str  # PortAudio's
    card: str | None  # ALSA's number; None where that is not known


def judge_output(named: DevicePlace, own: Sequence[DevicePlace]) -> Reach:
    """Whom `named` reaches, where the loudspeakers hang on `own`."""
    for each in own:
        same = named.name == each.name or (named.name in SAME and each.name in SAME)
        if same or (named.card is not None and named.card == each.card):
            return Reach.OWN
    known = named.card is not None and all(each.card is not None for each in own)
    return Reach.APART if known else Reach.UNKNOWN


def reach(device: str, own: Sequence[str]) -> Reach:
    """Whom a device reaches, where the loudspeakers hang on the devices `own`; asks the sound system."""
    if device in own or (device in SAME and any(each in SAME for each in own)):
        return Reach.OWN
    name = _named(device)
    if name is None:
        return Reach.APART  # it is not there: to open it tells why
    return judge_output(place_of(name), [place_of(_named(each) or each) for each in own])


def place_of(name: str) -> DevicePlace:
    """Where PortAudio's device of this name leads to."""
    found = _CARD.search(name)
    if found is not None:
        return DevicePlace(name=name, card=found[1])
    return DevicePlace(name=name, card=_default_card() if name in SAME else None)


def _default_card() -> str | None:
    """The card behind the sound server's default sink; None where it is none, or several."""
    found = default_output()
    if found is None:
        return None
    default, sinks = found
    sink = next((sink for sink in sinks if sink.get("name") == default), {})
    card = sink.get("properties", {}).get("alsa.card")
    return None if card is None else str(card)


def _named(device: str) -> str | None:
    """PortAudio's name for a device; the device itself where nothing answers, None where there is none."""
    asked = [sys.executable, "-m", "broadcaster.playout.outputs.probe", device]
    try:
        done = subprocess.run(foreign(asked), capture_output=True, timeout=PATIENCE, check=False, text=True)
    except subprocess.TimeoutExpired:
        return device
    if done.returncode == ABSENT:
        return None
    return device if done.returncode else done.stdout.strip() or device
