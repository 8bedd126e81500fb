"""What the station has its link do, as one line of JSON, and what it hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from pydantic import TypeAdapter

from broadcaster.core.errors import BroadcasterError, FleetError, StationError, StoreError
from broadcaster.fleet.campaign import EVERYBODY
from broadcaster.station.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOrders:
    """By what the link works."""

    folder: str  # the station's
    root: str  # "": there is no centre any more, and what is placed goes
    addresses: tuple[str, ...]
    marks: tuple[str, ...]
    rate: int  # kbit/s
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFault:
    """Why something was not taken, as it is told over the line."""

    about: str  # the campaign, the address; "": the round
    code: str
    facts: dict[str, str]

    @property
    def error(self) -> BroadcasterError:
        """As an error of this program."""
        kinds = {"station": StationError, "store": StoreError}
        return kinds.get(self.code.partition(".")[0], FleetError)(self.code, **self.facts)


ORDERS = TypeAdapter(LinkOrders)
FAULTS = TypeAdapter(tuple[ToldFault, ...])


def marks_of(settings: Settings) -> tuple[str, ...]:
    """What a centre may call the ward by."""
    place = settings.place
    named = (place.ward or "", place.province or "", place.code, *settings.fleet.tags)
    return tuple(mark for mark in named if mark and mark != EVERYBODY)


def refusal(settings: Settings) -> FleetError | None:
    """Why a station that has a centre takes nothing of it; None where it does."""
    if find_spec("tuf") is None:
        return FleetError("fleet.not_installed", extra="fleet")
    return None if settings.approval.required else FleetError("fleet.needs_approval")


def told_of(about: str, error: BroadcasterError) -> ToldFault:
    """A fault as it is told over the line."""
    return ToldFault(
        about=about, code=error.code, facts={name: str(fact) for name, fact in error.facts.items()}
    )


def as_line(orders: LinkOrders) -> bytes:
    """The line."""
    return ORDERS.dump_json(orders) + b"\n"
