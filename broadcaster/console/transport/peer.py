"""Whose program is at the other end of a connection, as the kernel tells it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any

_CREDENTIALS = struct.Struct("3i")  # process, account, group: struct ucred of unix(7)
_KEY, _LATER, _ABORT = "peer", "peer-later", "abort"


def account_at(connection: socket.socket) -> int | None:
    """The number of the account; None where the connection is not of this computer, or the kernel fails."""
    if connection.family != socket.AF_UNIX:
        return None
    try:
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    except OSError:
        return None
    account: int = _CREDENTIALS.unpack(raw)[1]
    return account if account >= 0 else None


def is_loopback(host: str) -> bool:
    """True for an address at which only programs of this computer ask."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def told(connection: socket.socket, abort: Callable[[], None]) -> dict[str, Any]:
    """The state of an ASGI scope that says whose connection it is, and how it is cut."""
    return {_KEY: account_at(connection), _ABORT: abort}


def told_later(account: asyncio.Future[int | None]) -> dict[str, Any]:
    """The state of an ASGI scope whose account is being looked up; see `settled`."""
    return {_LATER: account}


async def settled(scope: Mapping[str, Any]) -> None:
    """Wait until it is known whose connection a request comes from."""
    state = scope.get("state", {})
    if _LATER in state:
        state[_KEY] = await asyncio.shield(state[_LATER])


def abort(scope: Mapping[str, Any]) -> None:
    """Cut the connection of a request at once: what is not read yet is lost."""
    cut: Callable[[], None] | None = scope.get("state", {}).get(_ABORT)
    if cut is not None:
        cut()


def account_of_peer(scope: Mapping[str, Any]) -> int | None:
    """The account that asks, from the scope of its request."""
    account: int | None = scope.get("state", {}).get(_KEY)
    return account
