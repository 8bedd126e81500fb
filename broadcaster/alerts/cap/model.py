"""An alert of the Common Alerting Protocol as a value; closed sets have the standard's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_BYTES = 1024 * 1024  # of an alert; a real warning of Burkina Faso has 880 kB


class AlertStatus(StrEnum):
    """What an alert is meant for."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What an alert does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Whom an alert is for."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class AlertUrgency(StrEnum):
    """How soon something must be done."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class AlertSeverity(StrEnum):
    """How bad it is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


UNSAID = "en-US"
"""The language of an info that names none, by the standard."""

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All that is near a point."""

    centre: Point
    radius: float  # km


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area: the union of all that stands in it."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()  # each ends where it begins
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()  # name of the system, code


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioResource:
    """A sound that an info brings along or links to, as it is written there."""

    mime: str
    content: str = ""  # base64; "": it is elsewhere
    uri: str = ""
    digest: str = ""  # SHA-1, hexadecimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertInfo:
    """What happens, in one language."""

    language: str
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...] = ()
    urgency: AlertUrgency
    severity: AlertSeverity
    certainty: Certainty
    expires: datetime | None = None
    headline: str = ""
    description: str = ""
    instruction: str = ""
    audio: tuple[AudioResource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertKey:
    """What an alert is known by: the standard makes all three together unique."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert that keeps to the standard."""

    key: AlertKey
    status: AlertStatus
    msg_type: MsgType
    scope: Scope
    references: tuple[AlertKey, ...] = ()
    infos: tuple[AlertInfo, ...] = ()
