"""The forms of `keying:`, one for each kind of switch; the driver's own keys become options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.grammar.form import fault
from broadcaster.station.forms.grammar.kinds import KindForm, any_of_kinds
from broadcaster.station.model.equipment.keying import Keying
from broadcaster.station.registries.keyings import KEYINGS, RELAYS


class _SerialChecks(KindForm):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """A line, a board, or bytes of its own: one of the three, and whole."""
        ways = [way for way in (("line",), ("board", "relay"), ("on", "off")) if written.keys() & {*way}]
        if len(ways) > 1:
            second = next(key for key in ways[1] if key in written)
            yield fault("one_way", at=second, known="line, board, on + off")
            return
        if len(written.keys() & {"on", "off"}) == 1:
            yield fault("missing_key", key="off" if "on" in written else "on")
        if "relay" in written and "board" not in written:
            yield fault("missing_key", key="board")

    @field_validator("relay", mode="after", check_fields=False)
    @classmethod
    def _on_board(cls, relay: int, info: ValidationInfo) -> int:
        most = RELAYS.get(info.data.get("board") or "", relay)
        if relay > most:
            raise fault("too_big", limit=most)
        return relay


class _ModbusChecks(KindForm):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """By network or by serial line."""
        keys = written.keys()
        serial, network = keys & {"device", "baud", "parity"}, keys & {"host", "port"}
        if not keys & {"host", "device"}:
            yield fault("one_of", one="host", other="device")
        elif serial and network:
            yield fault("one_way", at=min(serial), known="host + port, device + baud + parity")


AnyKeying = any_of_kinds(
    Keying,
    "keying",
    {name: kind.keys for name, kind in KEYINGS.items()},
    checks={"serial": _SerialChecks, "modbus": _ModbusChecks},
)
