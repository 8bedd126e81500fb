"""How long whoever failed must wait before the next attempt. Pure.

At the station's own screen and socket failures only slow down: an emergency must never be locked out. From
the network they fill vessels that leak: one that is full takes no attempt until some of it has leaked out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

FREE = 3  # failures on the socket that cost nothing: people mistype
SLOWEST = 30.0  # seconds between two attempts on the socket, at most
FORGOTTEN = 24 * 3600.0  # seconds after which a failure no longer counts


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFailures:
    """Failures about one person from one account."""

    count: float
    ago: float  # seconds since the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessel:
    """How many failures there may be, and how they fade.

    A guesser gets `most` guesses at once and one more each `fades` seconds.
    """

    most: int
    fades: float  # seconds in which one failure fades

    def left(self, failed: RecentFailures) -> float:
        """How much of the failures still counts."""
        return max(0.0, failed.count - failed.ago / self.fades)

    def wait(self, failed: RecentFailures) -> float:
        """Seconds until one more attempt may be made; 0.0 if it may be made now."""
        return max(0.0, (self.left(failed) + 1 - self.most) * self.fades)


DEVICE = Vessel(most=10, fades=15 * 60.0)
"""From a device on which the person signed in before. Nobody else can fill it."""

ADDRESS = Vessel(most=5, fades=20 * 60.0)
"""From one address, whomever it tries to be."""

PERSON = Vessel(most=12, fades=15 * 60.0)
"""About one person, from all other devices together. One address alone cannot fill it."""

FRESH = Vessel(most=30, fades=2 * 60.0)
"""About one person, beyond a full `PERSON`, from addresses that have hardly failed: for emergencies alone."""

FEW = 1.0  # failures of an address that may still use `FRESH`: so it has two attempts


def wait_before_next(failed: Iterable[RecentFailures]) -> float:
    """Seconds that the next attempt on the socket must wait; 0.0 if it may be made now.

    Args:
        failed: of an account of the computer all failures, whomever it tried to be; of the station's own
            account those about one person.
    """
    recent = [one for one in failed if one.ago < FORGOTTEN]
    count = sum(one.count for one in recent)
    since = min((one.ago for one in recent), default=FORGOTTEN)
    return max(0.0, pause_after(int(count)) - since)


def pause_after(count: int) -> float:
    """Seconds between the last of `count` failures on the socket and the next attempt."""
    return 0.0 if count < FREE else min(SLOWEST, 2.0 ** min(count - FREE, 10))


def network_of(address: str) -> str:
    """What is slowed for an address: itself, or the /64 of an IPv6 address: a house has a whole one."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
