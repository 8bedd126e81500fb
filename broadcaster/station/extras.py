"""Which optional part of the program a kind of keying needs, and whether it is installed here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

_LIBRARIES = {"gpio": "gpiod", "serial": "serial", "modbus": "pymodbus"}  # extra → what it brings


def missing_extra(kind: str, options: Mapping[str, str]) -> str | None:
    """The extra to install for a keying of this type, or None if nothing is missing."""
    # Modbus over a serial line speaks through the serial library.
    needed = [kind, "serial"] if kind == "modbus" and "device" in options else [kind]
    for extra in needed:
        library = _LIBRARIES.get(extra)
        if library is not None and find_spec(library) is None:
            return extra
    return None
