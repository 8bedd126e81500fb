"""Siren patterns by name: those that come with the program, and the ward's own.

What a pattern means is fixed by custom and by the local plan, not by law alone: in Việt Nam each reservoir's
own operating procedure (quy trình vận hành) says how often and how long its siren sounds before the gates
open. So a ward below a dam copies that into its own station.yaml, under `sirens:`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from broadcaster.station.model.sound.siren import Rest, Siren, Stroke


def _tone(pitch: float, length: float, *, to: float | None = None) -> Stroke:
    return Stroke(first=pitch, last=pitch if to is None else to, length=length)


# Values, not a YAML file: an emergency's process would have to load YAML's forms and pydantic for them.
SHIPPED: Mapping[str, Siren] = MappingProxyType(
    {
        # The program's own: up and down three times, in six seconds.
        "siren": Siren(steps=(_tone(480.0, 1.0, to=960.0), _tone(960.0, 1.0, to=480.0)), times=3),
        # The wail of a motor siren: slow up, slow down.
        "siren-wail": Siren(steps=(_tone(300.0, 3.0, to=650.0), _tone(650.0, 3.0, to=300.0)), times=4),
        # One long steady tone: in many countries the end of an alarm.
        # Sukumo (Kōchi): "6号", danger over, one long tone.
        "siren-steady": Siren(steps=(_tone(450.0, 20.0),)),
        # 3 s on, 2 s off. Japan: great tsunami, and fire close by (rules of the Meteorological Agency on
        # warning signs; Fire Service Act, enforcement rules).
        "siren-pulse": Siren(steps=(_tone(600.0, 3.0), Rest(length=2.0)), times=5),
        # 5 s on, 6 s off. Japan: tsunami warning; fire brigade turns out.
        "siren-fire": Siren(steps=(_tone(600.0, 5.0), Rest(length=6.0)), times=3),
        # 60 s on, 5 s off, twice, before the voice. Japan's municipal radio: leave your homes (Takamatsu).
        "siren-evacuate": Siren(steps=(_tone(500.0, 60.0), Rest(length=5.0)), times=2),
        # 20 s on, 6 s off, five times. Flood signal number 3 of Sukumo (Kōchi): water over the alert level.
        "siren-dam": Siren(steps=(_tone(420.0, 20.0), Rest(length=6.0)), times=5),
    }
)
"""The patterns that come with the program, by name."""


def named(own: Mapping[str, Siren], name: str) -> Siren | None:
    """The pattern of that name: the ward's own, or one that comes with the program."""
    return own.get(name) or SHIPPED.get(name)
