"""Contacts: a button or a sensor that airs a prepared message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from broadcaster.station.declared import Lasting, Loosens, Special, Text, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact of station.yaml."""

    type: Annotated[str, Special.WRITTEN, Loosens.NOTHING]  # of `station/registries/contacts.py`
    message: Annotated[str, Text.ID, Loosens.NOTHING]
    hold: Annotated[float, Lasting(0.05, 10), Loosens.NOTHING] = 0.5  # seconds closed before it counts
    # The ward says: whoever closes it has the right to break quiet hours.
    emergency: Annotated[bool, Loosens.TRUE] = False
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)
