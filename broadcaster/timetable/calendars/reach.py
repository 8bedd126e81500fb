"""From which addresses calendars are fetched: public ones, and those near the station that the ward allows.

Else whoever may subscribe has the station ask its router, its own console, or a provider's machine room.
"""

from __future__ import annotations

from collections.abc import Collection

import requests

from broadcaster.core.errors import TimetableError
from broadcaster.core.reach import is_near, judged_session

FAR, NEAR = "far", "near"
"""Where a calendar came from."""


class CalendarReach:
    """Opens sessions that connect to no near address, but to the hosts that the ward lists.

    Args:
        allowed: these hosts.

    Attributes:
        near: anything near was connected to.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._hosts = frozenset(host.lower() for host in allowed)
        self.near = False

    def session(self) -> requests.Session:
        """A session whose requests raise `TimetableError` (`calendars.near`) before anything is sent."""
        return judged_session(self._judge)

    def _judge(self, address: str, host: str) -> None:
        if is_near(address):
            if host.lower().strip("[]") not in self._hosts:
                raise TimetableError("calendars.near", host=host)
            self.near = True
