"""The mains: NUT's line protocol against a server of the same words, and what is told when they change."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.core.errors import FaultList
from broadcaster.station.model.equipment import Ups
from broadcaster.upkeep.host.ups import PERIOD, SELDOM, FakeUps, Mains, Upsd, UpsWatch


class Server(socketserver.ThreadingTCPServer):
    """upsd, as far as it goes: a list of UPSs and their variables."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, units: dict[str, dict[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.units = units
        self.broken = b""


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        for raw in self.rfile:
            if self.server.broken:
                self.wfile.write(self.server.broken)
                return
            match raw.decode().split():
                case ["LIST", "UPS"]:
                    rows = [f'UPS {name} "mô tả {name}"' for name in self.server.units]
                    self.say("BEGIN LIST UPS", *rows, "END LIST UPS")
                case ["GET", "VAR", name, _] if name not in self.server.units:
                    self.say("ERR UNKNOWN-UPS")
                case ["GET", "VAR", name, variable]:
                    value = self.server.units[name].get(variable)
                    if value is None:
                        self.say("ERR VAR-NOT-SUPPORTED")
                    else:
                        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
                        self.say(f'VAR {name} {variable} "{escaped}"')
                case _:
                    self.say("ERR UNKNOWN-COMMAND")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\n" for line in lines).encode())


@contextmanager
def serving(units: dict[str, dict[str, str]]) -> Iterator[tuple[Server, Ups]]:
    with Server(units) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server, Ups(host="127.0.0.1", port=server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


FULL = {"ups.status": "OL CHRG", "battery.charge": "97", "battery.runtime": "1820"}


def test_first_ups_is_read_with_charge_and_runtime() -> None:
    with serving({"ups": FULL, "khac": {}}) as (_, choice):
        found = Upsd(choice).read()
    assert found == Mains(name="ups", status="OL CHRG", charge=97.0, runtime=1820.0)
    assert not found.on_battery


def test_ups_that_tells_little_is_read_all_the_same() -> None:
    with serving({"a": FULL, "b": {"ups.status": "OB LB", "battery.charge": "?"}}) as (_, choice):
        found = Upsd(Ups(host=choice.host, port=choice.port, name="b")).read()
    assert found == Mains(name="b", status="OB LB", charge=None, runtime=None)
    assert (found.on_battery, found.low) == (True, True)


def test_server_without_a_ups_says_none() -> None:
    with serving({}) as (_, choice):
        assert Upsd(choice).read() is None


@pytest.mark.parametrize("answer", [b"", b"BEGIN LIST UPS\n", b"HTTP/1.1 400\n", b"no line"])
def test_strange_answers_are_an_os_error_not_a_crash(answer: bytes) -> None:
    with serving({"ups": FULL}) as (server, choice):
        server.broken = answer or b"\n"
        with pytest.raises(OSError):  # noqa: PT011 - any of them means: no answer
            Upsd(choice).read()


def mains(status: str, charge: float | None = 80.0) -> Mains:
    return Mains(name="ups", status=status, charge=charge, runtime=600.0)


class Watched:
    def __init__(self, *, named: bool = False) -> None:
        self.source = FakeUps()
        self.told = FaultList()
        self.watch = UpsWatch(self.source, named=named, faults=self.told)

    def look(self, state: Mains | None) -> list[str]:
        """The codes told by one look."""
        self.source.state, self.source.gone = state, False
        self.told.clear()
        self.watch.look()
        return [error.code for error in self.told]

    def silence(self) -> tuple[list[str], float]:
        self.source.gone = True
        self.told.clear()
        pause = self.watch.look()
        return [error.code for error in self.told], pause


def test_each_change_of_the_mains_is_told_once() -> None:
    watched = Watched()
    assert watched.look(mains("OL")) == []
    assert watched.look(mains("OB DISCHRG")) == ["service.ups_on_battery"]
    assert watched.look(mains("OB DISCHRG", 70.0)) == []
    assert watched.look(mains("OB LB")) == ["service.ups_low"]
    assert watched.look(mains("OL CHRG")) == ["service.ups_on_mains"]
    assert watched.look(mains("OL")) == []


def test_start_on_battery_is_told() -> None:
    assert Watched().look(mains("OB", None)) == ["service.ups_on_battery"]


def test_nothing_is_said_where_there_is_no_ups_and_none_was_named() -> None:
    watched = Watched()
    assert watched.silence() == ([], SELDOM)
    assert watched.look(None) == []
    assert watched.watch.state is None


def test_silence_of_a_ups_that_was_named_or_seen_is_told_once() -> None:
    named = Watched(named=True)
    assert named.silence() == (["service.ups_lost"], PERIOD)
    assert named.silence() == ([], PERIOD)
    seen = Watched()
    seen.look(mains("OL"))
    assert seen.silence() == (["service.ups_lost"], PERIOD)
    assert seen.look(mains("OL")) == []
    assert seen.silence() == (["service.ups_lost"], PERIOD)
