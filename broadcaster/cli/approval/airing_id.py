"""What a person means by a name: a message, or an airing that waits to be confirmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.station.model import Station

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{18}")


def is_airing(station: Station, name: str) -> bool:
    """True for the id of an airing; a message of that name comes first."""
    return name not in station.messages and _ID.fullmatch(name) is not None
