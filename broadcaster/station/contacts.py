"""Contacts: a button or a sensor that airs a prepared message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact of station.yaml."""

    type: str  # gpio | serial | file
    message: str
    hold: float = 0.5  # seconds closed before it counts
    emergency: bool = False  # the ward says: whoever closes it has the right to break quiet hours
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
