"""The mail server of station.yaml, as a value: only the sender loads what speaks to it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The server, and in whose name mail goes out."""

    host: str
    port: int
    security: str  # starttls, tls, none
    user: str = field(repr=False)
    password: str = field(repr=False)
    sender: str
    name: str  # of the station

    @property
    def domain(self) -> str:
        """The right side of the sender's address."""
        return self.sender.rpartition("@")[2]
