"""Simulated relays that outlive the processes of the station, and remember when they switched."""

from __future__ import annotations

import asyncio
import http.server
import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pymodbus.pdu import ModbusPDU
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from broadcaster.playout.keying.file import switchings

Log = list[tuple[float, bool]]
ON, OFF = "a0 01 01 a2", "a0 01 00 a1"


class Relay:
    """What is to be written under `keying:`, and each switching by its monotonic second."""

    def __init__(self, written: str, log: Callable[[], Log]) -> None:
        self.written = written
        self._log = log

    @property
    def log(self) -> Log:
        return list(self._log())

    @property
    def held(self) -> bool:
        """True while the relay is closed; all of these latch."""
        log = self.log
        return bool(log) and log[-1][1]

    @property
    def changes(self) -> list[bool]:
        """The states, without those that changed nothing."""
        states = [on for _, on in self.log]
        return [on for index, on in enumerate(states) if index == 0 or on is not states[index - 1]]


@contextmanager
def file_relay(folder: Path) -> Iterator[Relay]:
    path = folder / "relay.log"
    yield Relay(f"type: file, file: {path}", lambda: [(line.at, line.on) for line in switchings(path)])


@contextmanager
def serial_relay(_folder: Path) -> Iterator[Relay]:
    """A USB board at the other end of a pseudo terminal."""
    board, ours = pty.openpty()
    tty.setraw(board)
    log: Log = []
    stop = threading.Event()

    def listen() -> None:
        heard = b""
        os.set_blocking(board, False)
        while not stop.wait(0.002):
            try:
                heard += os.read(board, 100)
            except BlockingIOError:
                continue
            while len(heard) >= 4:
                command, heard = heard[:4].hex(" "), heard[4:]
                assert command in (ON, OFF)
                log.append((time.monotonic(), command == ON))

    thread = threading.Thread(target=listen)
    thread.start()
    yield Relay(f"type: serial, port: {os.ttyname(ours)}, board: lcus-1", lambda: log)
    stop.set()
    thread.join()
    os.close(board)
    os.close(ours)


@contextmanager
def modbus_relay(_folder: Path) -> Iterator[Relay]:
    """pymodbus's own server, in a loop of its own."""
    log: Log = []
    loop = asyncio.new_event_loop()
    up = threading.Event()
    servers: list[ModbusTcpServer] = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def trace(sending: bool, pdu: ModbusPDU) -> ModbusPDU:
        if not sending and pdu.function_code == 5:  # write single coil
            log.append((time.monotonic(), bool(pdu.bits[0])))
        return pdu

    async def serve() -> None:
        coils = SimData(0, values=[False] * 16, datatype=DataType.BITS)
        empty = SimData(0, values=[0], datatype=DataType.REGISTERS)
        device = SimDevice(1, simdata=([coils], [coils], [empty], [empty]))
        servers.append(ModbusTcpServer(device, address=("127.0.0.1", port), trace_pdu=trace))
        await servers[0].listen()
        up.set()
        await servers[0].serving

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert up.wait(5)
    yield Relay(f"type: modbus, host: 127.0.0.1, port: {port}, coil: 3", lambda: log)
    asyncio.run_coroutine_threadsafe(servers[0].shutdown(), loop).result(5)
    thread.join()
    loop.close()


@contextmanager
def http_relay(_folder: Path) -> Iterator[Relay]:
    log: Log = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            log.append((time.monotonic(), self.path == "/on"))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    place = f"http://127.0.0.1:{server.server_port}"
    yield Relay(f'type: http, on: "{place}/on", off: "{place}/off"', lambda: log)
    server.shutdown()
    thread.join()
    server.server_close()


RELAYS = {"file": file_relay, "serial": serial_relay, "modbus": modbus_relay, "http": http_relay}
