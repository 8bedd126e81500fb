"""Contacts: a button or a sensor that airs a prepared message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from broadcaster.station.declared import Lasting, Special, Text, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact of station.yaml."""

    type: Annotated[str, Special.WRITTEN]  # of `station/registries/contacts.py`
    message: Annotated[str, Text.ID]
    hold: Annotated[float, Lasting(0.05, 10)] = 0.5  # seconds closed before it counts
    emergency: bool = False  # the ward says: whoever closes it has the right to break quiet hours
    options: Annotated[Mapping[str, str], Special.UNWRITTEN] = field(default_factory=nothing)
