"""The daily backup."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from broadcaster.station.declared import Key, Loosens, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Where a backup is kept each day. With neither a folder nor a stick none is made."""

    to: Annotated[str, Loosens.NOTHING, Key(example="/mnt/luu-tru")] = (
        ""  # absolute, or below the station's folder
    )
    usb: Annotated[str, Loosens.NOTHING, Key(example="SAO-LUU")] = ""  # the label of a USB stick
    at: Annotated[time, Loosens.NOTHING, Key(example='"02:45"')] = time(2, 45)
    keep: Annotated[int, Loosens.NOTHING, Within(2, 1000)] = 14  # files of this computer
    # Public; without it secrets are left out. Whoever has the other half has all hashes of passwords.
    key: Annotated[str, Loosens.STATED, Key(example="age1…")] = ""

    @property
    def wanted(self) -> bool:
        """True if a backup is to be made each day."""
        return bool(self.to or self.usb)
