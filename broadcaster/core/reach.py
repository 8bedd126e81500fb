"""Where an address leads: near the station, or out into the world; sessions that ask before anything is sent.

What judges is told the address that was really connected to: a name may lead elsewhere when it is looked up
again, and a server may send us on. A proxy that this computer is set to use is judged as it is: it looks up
names itself.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4 = 0xFFFF_FFFF

Judge = Callable[[str, str], None]
"""Takes the address that was connected to, and the host that was asked for; raises to refuse it."""


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


def judged_session(judge: Judge) -> requests.Session:
    """A session whose requests raise what `judge` raises, before anything is sent."""
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _adapter(judge))
    return made


def _adapter(judge: Judge) -> HTTPAdapter:
    def judged(connected: socket.socket, host: str) -> socket.socket:
        try:
            judge(connected.getpeername()[0], host)
        except BaseException:
            connected.close()
            raise
        return connected

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
