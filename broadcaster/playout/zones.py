"""Which channels a request airs on, how late each is, and how loud. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from math import inf
from zoneinfo import ZoneInfo

from broadcaster.station.model import Channel, Gain, Zone

_SIDES = {
    Channel.LEFT: (True, False),
    Channel.RIGHT: (False, True),
    Channel.BOTH: (True, True),
}


def delays(zones: Mapping[str, Zone], names: tuple[str, ...], rate: int) -> tuple[int | None, int | None]:
    """Delay of the left and right channel in frames; None where a channel stays silent.

    The planned instant is that of the least delayed zone, so the least delay is 0. No names means
    all zones; a station without zones plays on both channels.
    """
    chosen = [zones[name] for name in names] if names else list(zones.values())
    if not chosen:
        return 0, 0
    sides = [min((z.delay for z in chosen if _SIDES[z.channel][side]), default=inf) for side in (0, 1)]
    least = min(sides)
    left, right = (None if delay == inf else round((delay - least) * rate) for delay in sides)
    return left, right


def gain(rule: Gain, names: tuple[str, ...], at: datetime, zone: ZoneInfo) -> float:
    """Linear gain for an airing at `at`: the station's, the hour's and the quietest zone's, in sum.

    An airing has one level for both channels, so it is the quietest zone's: nobody is to hear more
    than was set for them. A zone without a gain of its own has 0 dB.

    Args:
        rule: the station's gain.
        names: the zones that hear it, every one of them.
        at: when it is heard, aware.
        zone: the station's time zone.
    """
    now = at.astimezone(zone).time()
    db = rule.all + sum(hours.db for hours in rule.hours if _inside(hours.between, now))
    db += min((rule.zones.get(name, 0.0) for name in names), default=0.0)
    return float(10 ** (db / 20))


def _inside(between: tuple[time, time], now: time) -> bool:
    first, last = between
    return first <= now < last if first <= last else now >= first or now < last
