"""The web console."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated

from broadcaster.station.declared import Key, Loosens, Special

CERTIFICATE = "tls.pem"
"""The file of the web console's certificate, in the station's own folder `state/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where the web console listens."""

    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def text(self) -> str:
        """As it is written."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def local(self) -> bool:
        """True if only this computer can reach it."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The web console's settings."""

    listen: Annotated[Listen, Special.WRITTEN, Loosens.ADDRESS, Key(example="127.0.0.1:8080")] = field(
        default_factory=Listen
    )
