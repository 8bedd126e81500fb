"""From which addresses calendars are fetched: public ones, and those near the station that the ward allows.

Else whoever may subscribe has the station ask its router, its own console, or a provider's machine room. The
address that was really connected to is judged, before anything is sent there: a name may lead elsewhere when
it is looked up again, and a server may send us on.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from broadcaster.core.errors import TimetableError

FAR, NEAR = "far", "near"
"""Where a calendar came from."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4 = 0xFFFF_FFFF


def is_near(address: str) -> bool:
    """True for an address that is not out in the world: this computer, its networks, or none at all."""
    found = _inner(ipaddress.ip_address(address.partition("%")[0]))
    return not found.is_global or found.is_multicast


def _inner(address: _Address) -> _Address:
    """The IPv4 address that another one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _V4)
    return address.ipv4_mapped or address.sixtofour or address


class CalendarReach:
    """Opens sessions that connect to no near address, but to the hosts that the ward lists.

    A proxy that this computer is set to use is asked as it is: it looks up names itself.

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
        made = requests.Session()
        for scheme in ("http://", "https://"):
            made.mount(scheme, _adapter(self._judged))
        return made

    def _judged(self, connected: socket.socket, host: str) -> socket.socket:
        if is_near(connected.getpeername()[0]):
            if host.lower().strip("[]") not in self._hosts:
                connected.close()
                raise TimetableError("calendars.near", host=host)
            self.near = True
        return connected


def _adapter(judged: Callable[[socket.socket, str], socket.socket]) -> HTTPAdapter:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return judged(super()._new_conn(), self.host)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return judged(super()._new_conn(), self.host)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Encrypted

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
            super().init_poolmanager(*arguments, **options)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

    return Adapter()
