"""Where browsers find the web console. Pure."""

from __future__ import annotations

from broadcaster.station.model.office import Listen
from broadcaster.upkeep.certificate.file import Certificate
from broadcaster.upkeep.certificate.names import LOOPBACK, is_address

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound


def plain_address(at: Listen) -> str:
    """The address at the station's own screen, where nothing is encrypted."""
    return f"http://{_host(at.host)}:{at.port}"


def network_addresses(at: Listen, certificate: Certificate | None) -> tuple[str, ...]:
    """Where other computers find it, by number first: names need the ward's router to know them.

    A console that listens everywhere is at all names of its certificate, for that holds for nothing else.
    """
    names: tuple[str, ...] = (at.host,)
    if at.host in _ANYWHERE:
        names = () if certificate is None else certificate.names
    shown = sorted((name for name in names if name not in LOOPBACK), key=_is_word)
    return tuple(f"https://{_host(name)}:{at.port}" for name in shown)


def _is_word(name: str) -> bool:
    return not is_address(name)


def _host(name: str) -> str:
    """A name as it stands in an address."""
    return f"[{name}]" if ":" in name else name
