"""Whose program is at the other end of a connection over loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from broadcaster.api.protocol.peer import NOBODY, Address, account_between, asked_of_kernel, found_in_tables

GAMES = 5
HEAD = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def row(local: str, remote: str, state: str = "01", account: int = 1000, inode: int = 777) -> bytes:
    zeros = "00000000:00000000 00:00000000 00000000"
    return f"   0: {local} {remote} {state} {zeros} {account:5d}        0 {inode} 1 0 20 4 30 10\n".encode()


@pytest.fixture(params=["127.0.0.1", "::1", "mapped"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: the station's, and the one that asks."""
    family = socket.AF_INET if request.param == "127.0.0.1" else socket.AF_INET6
    host = "::" if request.param == "mapped" else request.param
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(
            socket.create_server((host, 0), family=family, dualstack_ipv6=request.param == "mapped")
        )
        there = "127.0.0.1" if request.param == "mapped" else host
        asking = open_sockets.enter_context(socket.create_connection((there, listener.getsockname()[1])))
        here = open_sockets.enter_context(listener.accept()[0])
        yield here, asking


BOTH_WAYS = pytest.mark.parametrize("ask", [asked_of_kernel, found_in_tables])
Ask = Callable[[Address, Address], int | None]


@BOTH_WAYS
def test_own_program_is_known_by_its_account(pair: tuple[socket.socket, socket.socket], ask: Ask) -> None:
    here, _ = pair
    assert ask(here.getpeername()[:2], here.getsockname()[:2]) == os.getuid()


@BOTH_WAYS
def test_program_that_has_closed_its_socket_is_not_taken_for_root(
    pair: tuple[socket.socket, socket.socket], ask: Ask
) -> None:
    here, asking = pair
    there, mine = here.getpeername()[:2], here.getsockname()[:2]
    asking.shutdown(socket.SHUT_WR)
    assert ask(there, mine) is None
    asking.close()
    assert ask(there, mine) is None


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root")
@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
@BOTH_WAYS
def test_program_of_another_account_is_that_account(host: str, ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = "import socket, sys; s = socket.create_connection((sys.argv[1], int(sys.argv[2]))); input()"
        other = ["setpriv", f"--reuid={GAMES}", f"--regid={GAMES}", "--clear-groups"]
        asked = [*other, sys.executable, "-c", code, host, str(listener.getsockname()[1])]
        with subprocess.Popen(asked, stdin=subprocess.PIPE) as asking:
            here, there = listener.accept()
            with here:
                found = ask(there, here.getsockname())
            asking.communicate(b"\n")
    assert found == GAMES


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (row("0100007F:C350", "0100007F:1F90"), 1000),
        (row("0100007F:C350", "0100007F:1F90", account=0), 0),
        (row("0100007F:C351", "0100007F:1F90"), None),  # another port
        (row("0100007F:C350", "0200007F:1F90"), None),  # another address of the station
        (row("0100007F:1F90", "0100007F:C350"), None),  # the station's own end
        (row("0100007F:C350", "0100007F:1F90", state="06", account=0, inode=0), None),  # time-wait
        (row("0100007F:C350", "0100007F:1F90", account=0, inode=0), None),  # its socket is closed
        (row("0100007F:C350", "0100007F:1F90", account=NOBODY), None),  # another user namespace
        (b"", None),
        (row("0100007F:C350", "0100007F:1F90")[:60], None),  # cut off
        (row("0100007F:C350", "0100007F:1F90") + row("0100007F:C350", "0100007F:1F90", account=0), None),
    ],
)
@pytest.mark.skipif(sys.byteorder != "little", reason="the rows are written as on a PC")
def test_row_must_be_just_this_one(tmp_path: Path, rows: bytes, found: int | None) -> None:
    table = tmp_path / "tcp"
    table.write_bytes(HEAD + row("0100007F:9999", "0100007F:1F90", account=7) + rows)
    assert found_in_tables(("127.0.0.1", 50000), ("127.0.0.1", 8080), [table, tmp_path / "none"]) == found


def test_what_is_no_address_is_nobody() -> None:
    for ask in (account_between, asked_of_kernel, found_in_tables):
        assert ask(("", 0), ("", 0)) is None


def test_who_listens_at_the_port_of_a_connection_that_is_not_there_is_not_taken_for_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(("127.0.0.1", 0)) as station:
        for ask in (asked_of_kernel, found_in_tables):
            assert ask(other.getsockname(), station.getsockname()) is None


def test_kernel_is_asked_rather_than_its_tables_read(pair: tuple[socket.socket, socket.socket]) -> None:
    """A whole table takes 30 ms and more, and any account can make it long: an emergency would wait."""
    here, _ = pair
    there, mine = here.getpeername()[:2], here.getsockname()[:2]
    account_between(there, mine)
    begun = time.process_time()
    for _ in range(100):
        assert account_between(there, mine) == os.getuid()
    assert time.process_time() - begun < 0.1


def test_a_table_of_ten_thousand_rows_takes_milliseconds(tmp_path: Path) -> None:
    table = tmp_path / "tcp"
    many = b"".join(row(f"0100007F:{n % 65536:04X}", "0100007F:0BB8") for n in range(20_000))
    table.write_bytes(HEAD + many + row("0100007F:C350", "0100007F:1F90"))
    begun = time.process_time()
    assert found_in_tables(("127.0.0.1", 50000), ("127.0.0.1", 8080), [table]) == 1000
    assert time.process_time() - begun < 0.1
