"""A coil of a Modbus relay box, over TCP or a serial line (RTU). The only module that imports pymodbus.

The connection is made anew for each switching: relay boxes drop idle ones without notice. What was
written is read back, because some boxes acknowledge what they do not do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from pymodbus import ModbusException
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.client.base import ModbusBaseSyncClient

from broadcaster.playout.keying.driver import TIMEOUT, SwitchFault
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.model.keys import filled
from broadcaster.station.registries.keyings import ModbusKeying


class ModbusSwitch:
    """One coil."""

    def __init__(self, options: Mapping[str, str]) -> None:
        # It logs each failed connection as an error; the station reports it once.
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
        self._options = options = filled(ModbusKeying, options)
        self._unit = int(options["unit"])
        self._coil = int(options["coil"])

    def on(self) -> None:
        """Close the relay."""
        self._write(True)

    def off(self) -> None:
        """Open the relay."""
        self._write(False)

    def describe(self) -> str:
        """Box and coil."""
        return f"{self._options.get('device') or self._options['host']} {self._coil}"

    def _client(self) -> ModbusBaseSyncClient:
        options = self._options
        if "device" in options:
            return ModbusSerialClient(
                options["device"],
                baudrate=int(options["baud"]),
                parity=options["parity"][0].upper(),
                timeout=TIMEOUT,
                retries=0,
            )
        return ModbusTcpClient(options["host"], port=int(options["port"]), timeout=TIMEOUT, retries=0)

    def _write(self, on: bool) -> None:
        client = self._client()
        try:
            if not client.connect():
                raise SwitchFault(f"{self.describe()}: no answer")
            written = client.write_coil(self._coil, on, device_id=self._unit)
            if written.isError():
                raise SwitchFault(f"{self.describe()}: {written}")
            read = client.read_coils(self._coil, count=1, device_id=self._unit)
            if read.isError() or bool(read.bits[0]) is not on:
                raise SwitchFault(f"{self.describe()}: read back otherwise")
        except (ModbusException, OSError) as error:
            raise SwitchFault(f"{self.describe()}: {error}") from error
        finally:
            client.close()


def open_switch(choice: Choice) -> ModbusSwitch:
    """The driver of one switch; see `open_driver`."""
    return ModbusSwitch(choice.options)
