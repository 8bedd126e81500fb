"""The names and addresses that the certificate must stand for. Pure but for `own_names`."""

from __future__ import annotations

import fcntl
import ipaddress
import re
import socket
import struct
from collections.abc import Iterable

from broadcaster.core.errors import ServiceError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_GET_ADDRESS = 0x8915  # SIOCGIFADDR of Linux
_LONGEST = 253


def own_names() -> tuple[str, ...]:
    """The computer's names, and its IPv4 addresses as they are now; not those of loopback."""
    name = socket.gethostname().lower()
    names = [name] if "." in name else [name, f"{name}.local"]
    return tuple(each for each in (*names, *_addresses()) if is_name(each))


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """Names in their one form, each once, in their order.

    Raises:
        ServiceError: `certificate.bad_name`: one is neither a name nor an address.
    """
    found: dict[str, None] = {}
    for name in names:
        plain = normal(name)
        if not is_name(plain):
            raise ServiceError("certificate.bad_name", name=name[:100])
        found[plain] = None
    return tuple(found)


def normal(name: str) -> str:
    """A name as it is compared: small letters, accents as browsers send them, addresses made short."""
    plain = name.strip().strip("[]").rstrip(".").lower()
    if is_address(plain):
        return str(ipaddress.ip_address(plain))
    try:
        return plain.encode("idna").decode() if not plain.isascii() else plain
    except UnicodeError:
        return plain


def is_name(name: str) -> bool:
    """True for an address, and for a name that a browser can ask for."""
    if is_address(name):
        return True
    return len(name) <= _LONGEST and all(_LABEL.fullmatch(label) for label in name.split("."))


def is_address(name: str) -> bool:
    """True for an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _addresses() -> list[str]:
    """The IPv4 address of each network card. Those of IPv6 change by themselves and are named by hand."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, card in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asking, _GET_ADDRESS, struct.pack("256s", card.encode()[:15]))
            except OSError:
                continue  # it has none
            address = socket.inet_ntoa(answer[20:24])
            if not ipaddress.ip_address(address).is_loopback:
                found.append(address)
    return found
