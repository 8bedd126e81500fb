"""What each driver really sends: to a pseudo terminal, a Modbus server, a web server, a fake chip."""

from __future__ import annotations

import asyncio
import http.server
import os
import pty
import select
import socket
import ssl
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from pymodbus.client import ModbusTcpClient
from pymodbus.framer import FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.server.base import ModbusBaseServer
from pymodbus.simulator import DataType, SimData, SimDevice

from broadcaster.playout.keying.driver import Driver, SwitchFault, open_driver
from broadcaster.playout.keying.file import switchings
from broadcaster.playout.keying.gpio import FakeChip, GpioSwitch
from broadcaster.playout.keying.serial_port import BOARDS, FakePort, Port, serial_switch
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.registries.keyings import RELAYS

CERTIFICATE = Path(__file__).parents[2] / "speech/data/self_signed.pem"


def driver(kind: str, **options: str) -> Driver:
    return open_driver(Choice(name="", type=kind, options=options, longest=60))


# Serial lines


def line_switch(fake: FakePort, **options: str) -> Driver:
    port = Port("/dev/ttyS0", 9600, make=lambda _path, _baud: fake)
    return serial_switch({"port": "/dev/ttyS0", **options}, find_port=lambda _path, _baud: port)


@pytest.mark.parametrize("line", ["rts", "dtr"])
def test_serial_line_is_down_before_the_port_is_opened_and_only_it_moves(line: str) -> None:
    fake = FakePort()
    switch = line_switch(fake, line=line)
    assert fake.log == [], "nothing is touched before it must be"
    switch.off()
    switch.on()
    switch.off()
    assert fake.log == ["open rts=0 dtr=0", f"{line}=0", f"{line}=1", f"{line}=0"]
    assert switch.describe() == f"/dev/ttyS0 {line.upper()}"


def test_serial_line_is_rts_where_nothing_is_said() -> None:
    fake = FakePort()
    line_switch(fake).on()
    assert fake.log[-1] == "rts=1"


def test_serial_port_that_was_pulled_is_a_fault_and_is_opened_anew() -> None:
    fake = FakePort()
    switch = line_switch(fake)
    switch.on()
    fake.fail = "device reports readiness to read but returned no data"
    with pytest.raises(SwitchFault, match="/dev/ttyS0: device reports"):
        switch.off()
    fake.fail = ""
    switch.off()
    assert fake.log[-3:] == ["close", "open rts=0 dtr=0", "rts=0"]


def test_serial_line_through_the_real_library_is_seen_at_the_other_end_of_a_loop() -> None:
    port = Port("loop://", 9600)
    switch = serial_switch({"port": "loop://", "line": "rts"}, find_port=lambda _path, _baud: port)
    switch.off()
    real = port._port
    assert real is not None
    assert real.cts is False  # type: ignore[attr-defined]  # a loop feeds RTS back to CTS
    switch.on()
    assert real.cts is True  # type: ignore[attr-defined]


def test_missing_serial_port_is_named() -> None:
    with pytest.raises(SwitchFault, match="/dev/no-such-port: No such file or directory"):
        driver("serial", port="/dev/no-such-port").off()


# Serial bytes


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A pseudo terminal: the descriptor of the board's end, and the name of ours."""
    board, ours = pty.openpty()
    tty.setraw(board)
    name = os.ttyname(ours)
    os.set_blocking(board, False)
    yield board, name
    os.close(board)
    os.close(ours)


@pytest.mark.parametrize(
    ("options", "on", "off"),
    [
        ({"board": "lcus-1"}, "a0 01 01 a2", "a0 01 00 a1"),
        ({"board": "lcus-4", "relay": "3"}, "a0 03 01 a4", "a0 03 00 a3"),
        ({"board": "kmtronic", "relay": "2"}, "ff 02 01", "ff 02 00"),
        ({"board": "numato", "relay": "11"}, b"relay on A\r".hex(" "), b"relay off A\r".hex(" ")),
        ({"on": "55 56 00", "off": "55 57"}, "55 56 00", "55 57"),
    ],
)
def test_relay_board_is_sent_its_bytes(
    terminal: tuple[int, str], options: dict[str, str], on: str, off: str
) -> None:
    board, name = terminal
    switch = driver("serial", port=name, **options)
    switch.on()
    assert os.read(board, 100).hex(" ") == on
    switch.off()
    assert os.read(board, 100).hex(" ") == off


def test_boards_that_may_be_written_are_those_that_are_known() -> None:
    assert {name: board.relays for name, board in BOARDS.items()} == RELAYS


# Modbus


class Box:
    """pymodbus's own server as the relay box, in a thread of its own."""

    def __init__(self, *, serial: str = "") -> None:
        self._serial = serial
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()))

    def __enter__(self) -> Box:
        self._thread.start()
        assert self._up.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.shutdown(), self._loop).result(60)
        self._thread.join(60)
        self._loop.close()

    async def _run(self) -> None:
        coils = SimData(0, values=[False] * 16, datatype=DataType.BITS)
        empty = SimData(0, values=[0], datatype=DataType.REGISTERS)
        device = SimDevice(1, simdata=([coils], [coils], [empty], [empty]))
        self._server: ModbusBaseServer
        if self._serial:
            self._server = ModbusSerialServer(device, framer=FramerType.RTU, port=self._serial, baudrate=9600)
        else:
            self._server = ModbusTcpServer(device, address=("127.0.0.1", self.port))
        await self._server.listen()
        self._up.set()
        await self._server.serving

    def coil(self, number: int) -> bool:
        with ModbusTcpClient("127.0.0.1", port=self.port) as client:
            return bool(client.read_coils(number, count=1, device_id=1).bits[0])


def test_modbus_coil_is_written_over_the_network_and_latches() -> None:
    with Box() as box:
        switch = driver("modbus", host="127.0.0.1", port=str(box.port), coil="3")
        switch.on()
        assert [box.coil(n) for n in (2, 3, 4)] == [False, True, False]
        switch.off()
        assert not box.coil(3)
        assert switch.describe() == "127.0.0.1 3"


@contextmanager
def null_modem() -> Iterator[tuple[str, str]]:
    """The names of two serial ports that hear each other."""
    pairs = [pty.openpty() for _ in range(2)]
    for master, slave in pairs:
        tty.setraw(master)
        tty.setraw(slave)
    (one, _), (other, _) = pairs
    stop = threading.Event()

    def copy() -> None:
        while not stop.is_set():
            for ready in select.select([one, other], [], [], 0.05)[0]:
                os.write(other if ready == one else one, os.read(ready, 1024))

    thread = threading.Thread(target=copy)
    thread.start()
    yield os.ttyname(pairs[0][1]), os.ttyname(pairs[1][1])
    stop.set()
    thread.join()
    for handle in (handle for pair in pairs for handle in pair):
        os.close(handle)


def test_modbus_coil_is_written_over_a_serial_line() -> None:
    with null_modem() as (box_end, our_end), Box(serial=box_end):
        switch = driver("modbus", device=our_end, coil="5")
        switch.on()  # reads back what it has written
        switch.off()
        assert switch.describe() == f"{our_end} 5"


def test_modbus_coil_that_the_box_does_not_have_is_a_fault() -> None:
    with Box() as box, pytest.raises(SwitchFault, match=r"127\.0\.0\.1 9999"):
        driver("modbus", host="127.0.0.1", port=str(box.port), coil="9999").on()


def test_modbus_box_that_is_off_is_a_fault() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        with pytest.raises(SwitchFault, match="no answer"):
            driver("modbus", host="127.0.0.1", port=port, coil="0").off()


# HTTP


class Relay(http.server.BaseHTTPRequestHandler):
    """A network relay that keeps what it was asked."""

    seen: ClassVar[list[str]]
    status = 200

    def _answer(self) -> None:
        secret = self.headers.get("Authorization", "-")
        self.seen.append(f"{self.command} {self.path} {secret}")
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_GET = do_POST = _answer  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        return


def fresh() -> type[Relay]:
    """A relay that has seen nothing yet."""

    class Handler(Relay):
        seen: ClassVar[list[str]] = []

    return Handler


@pytest.fixture
def relay() -> Iterator[tuple[type[Relay], str]]:
    handler = fresh()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_network_relay_is_asked_at_its_two_addresses(relay: tuple[type[Relay], str]) -> None:
    handler, place = relay
    switch = driver("http", on=f"{place}/relay?turn=on", off=f"{place}/relay?turn=off")
    switch.on()
    switch.off()
    assert handler.seen == ["GET /relay?turn=on -", "GET /relay?turn=off -"]
    assert switch.describe() == "127.0.0.1"


def test_network_relay_is_told_who_asks_and_by_the_method_it_wants(relay: tuple[type[Relay], str]) -> None:
    handler, place = relay
    driver("http", on=place, off=place, method="post", user="dai", password="mật").on()  # noqa: S106
    assert handler.seen == ["POST / Basic ZGFpOm3huq10"]


@pytest.mark.parametrize("status", [302, 401, 500])
def test_network_relay_that_does_not_say_yes_is_a_fault_and_no_redirect_is_followed(
    relay: tuple[type[Relay], str], status: int
) -> None:
    handler, place = relay
    handler.status = status
    with pytest.raises(SwitchFault, match=f"127.0.0.1: HTTP {status}"):
        driver("http", on=f"{place}/?key=secret", off=place).on()
    assert len(handler.seen) == 1


def test_fault_of_a_network_relay_shows_no_secret() -> None:
    with pytest.raises(SwitchFault) as caught:
        driver("http", on="http://127.0.0.1:9/?key=secret", off="http://127.0.0.1:9/").on()
    assert str(caught.value) == "127.0.0.1: Connection refused"


def test_certificate_that_nobody_vouches_for_is_refused_and_its_own_file_is_taken() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    handler = fresh()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        place = f"https://127.0.0.1:{server.server_port}/"
        with pytest.raises(SwitchFault, match=r"127\.0\.0\.1: CERTIFICATE_VERIFY_FAILED"):
            driver("http", on=place, off=place).on()
        assert handler.seen == []
        driver("http", on=place, off=place, ca=str(CERTIFICATE)).on()
        assert handler.seen == ["GET / -"]
        server.shutdown()
        thread.join()


# GPIO


@pytest.mark.parametrize(("active", "on", "off"), [("high", True, False), ("low", False, True)])
def test_pin_is_asked_for_as_off_and_driven(active: str, on: bool, off: bool) -> None:
    chip = FakeChip()
    switch = GpioSwitch({"line": "17", "active": active}, chip.pin)
    assert chip.log == []
    switch.off()
    assert chip.levels == {17: off}
    switch.on()
    assert chip.levels == {17: on}
    assert chip.log[0] == f"17={off:d}", "it must not be on while it is being asked for"


def test_pin_that_reads_back_otherwise_is_a_fault() -> None:
    chip = FakeChip()
    switch = GpioSwitch({"line": "17"}, chip.pin)
    switch.off()
    chip.stuck = True
    with pytest.raises(SwitchFault, match="read back otherwise"):
        switch.on()


def test_missing_chip_is_named_and_found_once_it_is_there() -> None:
    chip = FakeChip(missing=True)
    switch = GpioSwitch({"line": "4", "chip": "/dev/gpiochip9"}, chip.pin)
    with pytest.raises(SwitchFault, match="/dev/gpiochip9 4: No such file or directory"):
        switch.on()
    chip.missing = False
    switch.on()
    assert chip.levels == {4: True}


def test_real_gpio_library_says_that_a_file_is_no_chip(tmp_path: Path) -> None:
    (tmp_path / "chip").write_text("")
    with pytest.raises(SwitchFault, match="chip 17: "):
        driver("gpio", chip=str(tmp_path / "chip"), line="17").off()


# File


def test_file_keeps_each_switching_as_a_line(tmp_path: Path) -> None:
    switch = open_driver(
        Choice(name="ban-cung", type="file", options={"file": str(tmp_path / "log")}, longest=1)
    )
    switch.off()
    switch.on()
    first, second = switchings(tmp_path / "log")
    assert (first.name, first.on, second.on) == ("ban-cung", False, True)
    assert first.at <= second.at


def test_file_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SwitchFault, match="Is a directory"):
        driver("file", file=str(tmp_path)).on()


@pytest.mark.parametrize(
    "kind", ["of the program", "new there", "link", "second name", "other words", "pipe"]
)
def test_file_that_is_not_one_of_switchings_is_not_written(tmp_path: Path, kind: str) -> None:
    (tmp_path / "state/deep").mkdir(parents=True)
    people, other = tmp_path / "state/people.db", tmp_path / "other.yaml"
    for path in (people, tmp_path / "state/journal.db", other):
        path.write_bytes(b"name: X\n")
    wanted = tmp_path / "wanted"
    match kind:
        case "of the program":
            wanted = people
        case "new there":
            (tmp_path / "by").symlink_to("state/deep")
            wanted = tmp_path / "by/held.json"
        case "link":
            wanted.symlink_to(people)
        case "second name":
            wanted.hardlink_to(people)
        case "other words":
            wanted = other
        case "pipe":
            os.mkfifo(wanted)
    with pytest.raises(SwitchFault):
        driver("file", file=str(wanted)).on()
    assert {people.read_bytes(), other.read_bytes()} == {b"name: X\n"}
    assert not list((tmp_path / "state/deep").iterdir())


def test_unknown_type_has_no_driver() -> None:
    with pytest.raises(ValueError, match="smoke"):
        driver("smoke")
