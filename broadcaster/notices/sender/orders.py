"""The station's orders to the sender, through its pipe: ways, addresses and mail server.

Addresses and servers stand nowhere else on the sender's side, not even in the outbox.

No library is needed to read the orders: the process is to be small.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.station.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The server, and in whose name mail goes out."""

    host: str
    port: int
    security: str  # starttls, tls, none
    user: str = field(repr=False)
    password: str = field(repr=False)
    sender: str
    name: str  # of the station

    @property
    def domain(self) -> str:
        """The right side of the sender's address."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """By which ways messages go out now, and to which addresses."""

    addresses: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    mail: Server | None = field(default=None, repr=False)
    modem: str = ""  # gammu's settings file


def orders_of(settings: Settings) -> Orders:
    """The orders that follow from a station's settings."""
    notices = settings.notices
    addresses = {(one.name, way): str(getattr(one, way)) for one in notices.to.values() for way in one.ways}
    mail = notices.mail
    server = None
    if mail is not None:
        server = Server(
            host=mail.server,
            port=mail.port,
            security=mail.security,
            user=mail.user,
            password=mail.password,
            sender=mail.sender,
            name=settings.name,
        )
    return Orders(addresses=MappingProxyType(addresses), mail=server, modem=notices.sms.config)


def as_line(orders: Orders) -> bytes:
    """One line of JSON."""
    body = {
        "addresses": [[name, way, address] for (name, way), address in orders.addresses.items()],
        "mail": None if orders.mail is None else asdict(orders.mail),
        "modem": orders.modem,
    }
    return json.dumps(body).encode() + b"\n"


def from_line(line: bytes) -> Orders:
    """The orders of such a line."""
    body = json.loads(line)
    mail = body["mail"]
    return Orders(
        addresses=MappingProxyType({(name, way): address for name, way, address in body["addresses"]}),
        mail=None if mail is None else Server(**mail),
        modem=body["modem"],
    )
