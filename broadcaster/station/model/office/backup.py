"""The daily backup."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from broadcaster.station.declared import Key, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Where a backup is kept each day. With neither a folder nor a stick none is made."""

    to: Annotated[str, Key(example="/mnt/luu-tru")] = ""  # absolute, or below the station's folder
    usb: Annotated[str, Key(example="SAO-LUU")] = ""  # the label of a USB stick
    at: Annotated[time, Key(example='"02:45"')] = time(2, 45)
    keep: Annotated[int, Within(2, 1000)] = 14  # files of this computer
    key: Annotated[str, Key(example="age1…")] = ""  # public; without it secrets are left out

    @property
    def wanted(self) -> bool:
        """True if a backup is to be made each day."""
        return bool(self.to or self.usb)
