"""Which channels a request airs on, how late each is, and how loud. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from broadcaster.station.model.equipment import Channel, Zone
from broadcaster.station.model.sound import Gain

_SIDES = {Channel.LEFT: (True, False), Channel.RIGHT: (False, True), Channel.BOTH: (True, True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How one channel of the output sounds."""

    delay: int | None = 0  # frames; None: it stays silent
    gain: float = 1.0  # linear


def sides(zones: Sequence[Zone], rule: Gain, rate: int, now: time) -> tuple[Side, Side]:
    """The left and the right channel of an airing.

    The planned instant is that of the least delayed zone, so the least delay is 0. Zones that share
    a channel share its sound: it is as late as the earliest of them and as loud as the quietest, because
    no listener may hear more than was set. A station without zones plays on both channels.

    Args:
        zones: those that hear it, every one of them; empty where the station has none.
        rule: the station's gain, the hour's and the zones', in sum; a zone without its own has 0 dB.
        rate: Hz.
        now: when it is heard, local to the station.
    """
    base = rule.all + sum(hours.db for hours in rule.hours if _inside(hours.between, now))
    if not zones:
        return Side(gain=_linear(base)), Side(gain=_linear(base))
    heard = [[zone for zone in zones if _SIDES[zone.channel][side]] for side in (0, 1)]
    least = min(zone.delay for zone in zones)
    left, right = (
        Side(
            delay=round((min(zone.delay for zone in those) - least) * rate),
            gain=_linear(base + min(rule.zones.get(zone.name, 0.0) for zone in those)),
        )
        if those
        else Side(delay=None)
        for those in heard
    )
    return left, right


def _linear(db: float) -> float:
    return float(10 ** (db / 20))


def _inside(between: tuple[time, time], now: time) -> bool:
    first, last = between
    return first <= now < last if first <= last else now >= first or now < last
