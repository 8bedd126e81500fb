"""By what an alert was proven and judged, as digests that are kept with it. Pure."""

from __future__ import annotations

import hashlib
import json

from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.sound import StationPlace


def proof_digest(sender: AlertSender) -> str:
    """Of all by which an alert is shown to be a sender's and for the ward."""
    areas = {system: list(codes) for system, codes in sender.areas.items()}
    return _digest([str(sender.proof), sender.key, sender.subject, areas])


def place_digest(place: StationPlace) -> str:
    """Of where the ward is."""
    return _digest([place.code, place.outline, place.circle, place.drawn])


def _digest(told: list[object]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
