"""The mains as a UPS sees them, through NUT's `upsd` and its line protocol.

Where no UPS is named in station.yaml, this machine's own upsd is asked now and then; where none
answers, nothing is reported.
"""

from __future__ import annotations

import logging
import re
import socket
from dataclasses import dataclass
from io import BufferedReader
from typing import Protocol

from broadcaster.core.errors import FaultSink, ServiceError
from broadcaster.core.looking import Looker
from broadcaster.station.model.equipment import Ups

PERIOD = 10.0  # seconds between two looks
SELDOM = 60.0  # seconds between two looks for a UPS that nobody named and none has seen
PATIENCE = 3.0  # seconds for an answer
_LONGEST = 1 << 16  # bytes of an answer that make sense
_VAR = re.compile(r'VAR \S+ \S+ "((?:[^"\\]|\\.)*)"')

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mains:
    """What a UPS reports: `charge` in percent and `runtime` in seconds; None where it does not report it."""

    name: str
    status: str  # NUT's words, such as "OL CHRG"
    charge: float | None
    runtime: float | None

    @property
    def on_battery(self) -> bool:
        """True while the mains are away."""
        return "OB" in self.status.split()

    @property
    def low(self) -> bool:
        """True if the battery is about to end."""
        return "LB" in self.status.split()


class UpsSource(Protocol):
    """Who knows the mains."""

    def read(self) -> Mains | None:
        """How they stand; None where there is no UPS.

        Raises:
            OSError: nobody answers, or in another language.
        """


@dataclass
class FakeUps:
    """The fake: reports `state`; without one it does not answer."""

    state: Mains | None = None
    gone: bool = False

    def read(self) -> Mains | None:
        """The state that was set."""
        if self.gone:
            raise ConnectionRefusedError
        return self.state


class Upsd:
    """The server that runs at a host; one connection for each look."""

    def __init__(self, choice: Ups) -> None:
        self._choice = choice

    def read(self) -> Mains | None:
        """See `UpsSource`."""
        with socket.create_connection((self._choice.host, self._choice.port), PATIENCE) as door:
            door.settimeout(PATIENCE)
            with door.makefile("rb") as stream:
                line = _Line(door, stream)
                name = self._choice.name or line.first_ups()
                if name is None:
                    return None
                status = line.variable(name, "ups.status")
                if status is None:
                    raise ConnectionError(f"no UPS {name}")
                return Mains(
                    name=name,
                    status=status,
                    charge=_number(line.variable(name, "battery.charge")),
                    runtime=_number(line.variable(name, "battery.runtime")),
                )


class _Line:
    """Questions and answers, one a line."""

    def __init__(self, door: socket.socket, stream: BufferedReader) -> None:
        self._door = door
        self._stream = stream

    def first_ups(self) -> str | None:
        """The first of `LIST UPS`."""
        answer = self._ask("LIST UPS")
        if answer != "BEGIN LIST UPS":
            raise ConnectionError(answer)
        name = None
        while (row := self._hear()) != "END LIST UPS":
            words = row.split(" ", 2)
            if name is None and words[0] == "UPS" and len(words) > 1:
                name = words[1]
        return name

    def variable(self, ups: str, name: str) -> str | None:
        """A variable, None where this UPS has none of that name."""
        answer = self._ask(f"GET VAR {ups} {name}")
        found = _VAR.fullmatch(answer)
        if found:
            return re.sub(r"\\(.)", r"\1", found[1])
        if answer.startswith("ERR "):
            return None
        raise ConnectionError(answer)

    def _ask(self, question: str) -> str:
        self._door.sendall(f"{question}\n".encode())
        return self._hear()

    def _hear(self) -> str:
        raw: bytes = self._stream.readline(_LONGEST)
        if not raw.endswith(b"\n"):
            raise ConnectionError("the answer ends early")
        return raw.decode("utf-8", "replace").strip()


class UpsWatch(Looker):
    """Looks at the mains on a thread of its own and reports what changes.

    Args:
        named: a person named this UPS, so that its silence is news.
    """

    def __init__(self, source: UpsSource, *, named: bool, faults: FaultSink) -> None:
        super().__init__("ups", PERIOD, 0.0)
        self.state: Mains | None = None
        self._source = source
        self._named = named
        self._faults = faults
        self._lost = False

    def look(self) -> float:
        """Look once; seconds until the next look."""
        before = self.state
        try:
            self.state = self._source.read()
        except OSError as error:
            log.debug("upsd: %s", error)
            if (self._named or before is not None) and not self._lost:
                self._lost = True
                self._faults.report(ServiceError("service.ups_lost", reason=str(error)))
            self.state = None
            return PERIOD if self._named or self._lost else SELDOM
        self._lost = False
        if self.state is None:
            return SELDOM
        self._compare(before, self.state)
        return PERIOD

    def _compare(self, before: Mains | None, now: Mains) -> None:
        was_out = before is not None and before.on_battery
        was_low = before is not None and before.low
        charge = "?" if now.charge is None else round(now.charge)
        minutes = "?" if now.runtime is None else round(now.runtime / 60)
        if now.low and now.on_battery and not (was_low and was_out):
            self._faults.report(ServiceError("service.ups_low", charge=charge, minutes=minutes))
        elif now.on_battery and not was_out:
            self._faults.report(ServiceError("service.ups_on_battery", charge=charge, minutes=minutes))
        elif was_out and not now.on_battery:
            self._faults.report(ServiceError("service.ups_on_mains", charge=charge))


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
