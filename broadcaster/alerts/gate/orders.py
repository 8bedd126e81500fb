"""What the gate and its verifiers are told: who may send, where the ward is, whether the clock is right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from broadcaster.people.roles.senders import AlertSender, SenderProof
from broadcaster.station.model.sound import StationPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOrders:
    """All that it takes to judge an alert."""

    folder: str  # of the station
    senders: Mapping[str, AlertSender]  # those in force
    place: StationPlace
    trusted: bool  # the clock


ORDERS: TypeAdapter[GateOrders] = TypeAdapter(GateOrders)


def as_line(orders: GateOrders) -> bytes:
    """The orders for the gate: what it needs itself, and all of it for a verifier, as one line."""

    def keys(proof: SenderProof) -> dict[str, str]:
        return {one.id: one.key.strip() for one in orders.senders.values() if one.proof is proof}

    told = {
        "folder": orders.folder,
        "feeds": keys(SenderProof.FEED),
        "adaptors": keys(SenderProof.ADAPTOR),
        "verifier": ORDERS.dump_json(orders).decode(),
    }
    return json.dumps({"orders": told}).encode() + b"\n"
