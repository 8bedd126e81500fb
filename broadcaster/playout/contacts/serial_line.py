"""A contact at a status line of a serial port. One of the modules that import pyserial."""

from __future__ import annotations

from broadcaster.errors import PlayoutError


class SerialInput:
    """CTS, DSR or CD; DTR stays on as the supply of a bare button, RTS off."""

    def __init__(self, port: str, line: str) -> None:
        try:
            import serial
        except ImportError as error:
            raise PlayoutError("playout.contact_library", library="pyserial") from error
        # Opening raises both lines for an instant unless they are set before.
        self._port = serial.serial_for_url(port, do_not_open=True)
        self._port.rts = False
        self._port.dtr = True
        self._port.open()
        self._line = line

    def closed(self) -> bool:
        """True while the line is raised."""
        return bool(getattr(self._port, self._line))

    def close(self) -> None:
        """Close the port."""
        self._port.close()
