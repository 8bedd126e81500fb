"""Who may send the ward alerts: how each proves what it sends, and what of it may sound. As values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from broadcaster.alerts.cap.model import AlertInfo, AlertSeverity, AlertUrgency, Certainty
from broadcaster.station.model.keys import HOUR, MINUTE, AtMost, Key, Lasting, Special, Text

MOST_SENDERS = 50
_MOST_CODES = 200
_MOST_ZONES = 100


class SenderProof(StrEnum):
    """What shows that an alert is a sender's. Each sender has one."""

    SIGNATURE = "signature"  # of the alert itself
    FEED = "feed"  # fetched from an https address
    TOKEN = "token"  # noqa: S105 - the way, not a token
    ADAPTOR = "adaptor"  # brought by a program that is installed here


class SenderRight(StrEnum):
    """What an alert of a sender may do."""

    EMERGENCY = "emergency"  # sound by itself, at night too
    INBOX = "inbox"  # wait for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTable:
    """Which alerts sound at once; all others wait for a person."""

    severity: Annotated[frozenset[AlertSeverity], AtMost(5), Key(example="[Extreme, Severe]")] = frozenset(
        {AlertSeverity.EXTREME, AlertSeverity.SEVERE}
    )
    urgency: Annotated[frozenset[AlertUrgency], AtMost(5), Key(example="[Immediate, Expected]")] = frozenset(
        {AlertUrgency.IMMEDIATE, AlertUrgency.EXPECTED}
    )
    certainty: Annotated[frozenset[Certainty], AtMost(5), Key(example="[Observed, Likely]")] = frozenset(
        {Certainty.OBSERVED, Certainty.LIKELY}
    )

    def holds(self, info: AlertInfo) -> bool:
        """True for an alert that sounds at once."""
        return (
            info.severity in self.severity
            and info.urgency in self.urgency
            and info.certainty in self.certainty
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSender:
    """One sender of people.yaml."""

    id: Annotated[str, Special.UNWRITTEN]
    name: Annotated[str, Key(example="Trung tâm Dự báo khí tượng thủy văn quốc gia")]
    proof: SenderProof
    # A certificate or several (signature), an address (feed), the SHA-256 of a token, an adaptor's name.
    key: Annotated[str, Text.WORDS, Key(example="https://…/cap.xml")]
    # Given: the certificates of `key` are authorities, and this is who they must have certified.
    subject: Annotated[str | None, Key(example="www.nchmf.gov.vn")] = None
    # Codes by which this sender means the ward, by the name of their system.
    areas: Annotated[
        Mapping[str, tuple[str, ...]], Special.WRITTEN, AtMost(_MOST_CODES), Key(example="{EMMA_ID: [VN123]}")
    ] = field(default_factory=dict)
    zones: Annotated[tuple[Annotated[str, Text.NAME], ...], AtMost(_MOST_ZONES)] = ()  # empty: all
    table: AlertTable = field(default_factory=AlertTable)
    longest: Annotated[float, Lasting(MINUTE, 72 * HOUR)] = 2 * HOUR
    may: SenderRight = SenderRight.INBOX
    # Test and Exercise are said, as such: without siren, never in quiet hours.
    tests: bool = False
    # A leader said that it may speak; of these very values.
    trusted: Annotated[bool, Special.UNWRITTEN] = False

    @property
    def shown(self) -> str:
        """Name and id, as the journal keeps them."""
        return f"{self.name} ({self.id})"
