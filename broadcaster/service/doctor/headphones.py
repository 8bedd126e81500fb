"""Whether an output that a person names is another one than the loudspeakers' own.

Names lie: `hw:0`, `default`, a number and an alias may all lead to one card. So each is followed to its card,
and what cannot be followed is not taken for headphones.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.lifeline import foreign
from broadcaster.playout.outputs.probe import ABSENT
from broadcaster.service.doctor.sound import PATIENCE, default_output
from broadcaster.service.taking.opening import SAME

_CARD = re.compile(r"\(hw:(\d+),\d+\)")  # in PortAudio's name for a device of ALSA


class Reach(StrEnum):
    """Whom a named output reaches."""

    OWN = "own"  # the loudspeakers
    APART = "apart"  # whoever named it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a device leads to."""

    name: str  # PortAudio's
    card: str | None  # ALSA's number; None where that is not known


def judge(named: Place, own: Sequence[Place]) -> Reach:
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
    return judge(place_of(name), [place_of(_named(each) or each) for each in own])


def place_of(name: str) -> Place:
    """Where PortAudio's device of this name leads to."""
    found = _CARD.search(name)
    if found is not None:
        return Place(name=name, card=found[1])
    return Place(name=name, card=_default_card() if name in SAME else None)


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
