"""Calendars of others that the station fetches; calendar.yaml names them."""

from dataclasses import dataclass
from typing import Annotated

from broadcaster.station.declared import AtMost, Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Where they may come from."""

    # Hosts in the ward's own network, or this computer, that may be asked for a calendar.
    allow: Annotated[tuple[str, ...], AtMost(20), Key(example="[lich.phuong.lan]")] = ()
