"""Which account of the computer is at the other end of a connection, as the kernel tells it.

Any program of the computer can ask at 127.0.0.1, and what comes over a proxy, a container or a forwarded port
asks there too. The kernel knows each end of a connection, with the account that made it: it tells one over
netlink (sock_diag(7), 20 us), and where that is not to be had all of them in /proc/net/tcp (30 ms and more).
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
NOBODY = 65534  # the kernel's number for an account of another user namespace
PATIENCE = 1.0  # seconds for the kernel's answer
_ESTABLISHED = 1
_ROW = 10  # fields that are read
_ACCOUNT, _INODE = 7, 9
_TIMES = 2  # a row can be missed while others come and go

_DIAG, _BY_FAMILY, _REQUEST = 4, 20, 1  # NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST
_HEAD = struct.Struct("=IHHII")  # struct nlmsghdr
_ASK = struct.Struct("=BBBBI")  # the beginning of struct inet_diag_req_v2
_WHO = struct.Struct("!HH16s16s")  # the beginning of struct inet_diag_sockid
_REST = struct.pack("=I", 0) + b"\xff" * 8  # any interface, no cookie
_STATE = _HEAD.size + 1  # in the answer, a struct inet_diag_msg
_ENDS = _HEAD.size + 4
_OWNER = struct.Struct("=II")  # account and inode
_OWNER_AT = _ENDS + _WHO.size + len(_REST) + 12

Address = tuple[str, int]
"""Host and port."""


def account_between(there: Address, here: Address) -> int | None:
    """The number of the account whose connection from `there` to `here` this is.

    Not on an event loop: without netlink it reads whole tables.

    Returns:
        None where the kernel does not tell it for sure: the other end is of another network namespace or user
        namespace, or has closed its socket already, which then shows as root's.
    """
    return asked_of_kernel(there, here) if _can_be_asked() else found_in_tables(there, here)


def asked_of_kernel(there: Address, here: Address) -> int | None:
    """The same by netlink; None too where that is not to be had."""
    try:
        ends = packed(there[0]), packed(here[0])
    except ValueError:
        return None
    family = socket.AF_INET if len(ends[0]) == 4 else socket.AF_INET6
    who = _WHO.pack(there[1], here[1], *ends)
    body = _ASK.pack(family, socket.IPPROTO_TCP, 0, 0, 1 << _ESTABLISHED) + who + _REST
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _DIAG) as kernel:
            kernel.settimeout(PATIENCE)
            kernel.send(_HEAD.pack(_HEAD.size + len(body), _BY_FAMILY, _REQUEST, 1, 0) + body)
            answer = kernel.recv(1 << 13)
    except OSError:
        return None
    if len(answer) < _OWNER_AT + _OWNER.size or _HEAD.unpack_from(answer)[1] != _BY_FAMILY:
        return None
    # Where no such connection is, the kernel may answer with who listens there.
    if answer[_STATE] != _ESTABLISHED or answer[_ENDS : _ENDS + 4] != who[:4]:
        return None
    account, inode = _OWNER.unpack_from(answer, _OWNER_AT)
    return account if inode != 0 and account != NOBODY else None


@functools.cache
def _can_be_asked() -> bool:
    """Whether netlink knows a connection of our own."""
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            socket.create_connection(listener.getsockname(), PATIENCE) as asking,
        ):
            return asked_of_kernel(asking.getsockname(), asking.getpeername()) is not None
    except OSError:
        return False


def found_in_tables(there: Address, here: Address, tables: Sequence[Path] = TABLES) -> int | None:
    """The same by the tables of /proc."""
    try:
        row = _row(there, here)
        mapped = _row(there, here, mapped=True)
    except ValueError:
        return None
    for _ in range(_TIMES):
        found = {account for table in tables for wanted in {row, mapped} for account in _in(table, wanted)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _in(table: Path, wanted: bytes) -> list[int | None]:
    try:
        rows = table.read_bytes()
    except OSError:
        return []
    found: list[int | None] = []
    at = rows.find(wanted)
    while at >= 0:
        begin, end = rows.rfind(b"\n", 0, at) + 1, rows.find(b"\n", at)
        fields = rows[begin : end if end >= 0 else len(rows)].split()
        if len(fields) >= _ROW:
            account = int(fields[_ACCOUNT])
            known = int(fields[_INODE]) != 0 and account != NOBODY
            found.append(account if known else None)
        at = rows.find(wanted, at + 1)
    return found


def _row(there: Address, here: Address, *, mapped: bool = False) -> bytes:
    """How a row of the tables tells an open connection."""
    ends = (_end(packed(address[0]), address[1], mapped=mapped) for address in (there, here))
    return f"{' '.join(ends)} {_ESTABLISHED:02X} ".encode()


def _end(packed: bytes, port: int, *, mapped: bool) -> str:
    """One end as the tables write it: words of 32 bits in the byte order of the computer, then the port."""
    if mapped and len(packed) == 4:
        packed = bytes(10) + b"\xff\xff" + packed
    words = (int.from_bytes(packed[at : at + 4], sys.byteorder) for at in range(0, len(packed), 4))
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"


def packed(host: str) -> bytes:
    """The bytes of an address; of an IPv4 address that is written as one of IPv6 those of IPv4.

    Raises:
        ValueError: it is no address.
    """
    known = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        return known.ipv4_mapped.packed
    return known.packed


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
