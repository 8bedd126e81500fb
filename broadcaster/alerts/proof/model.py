"""What is known of who an alert is from, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from broadcaster.people.roles.senders import AlertSender, SenderProof


class SignatureState(StrEnum):
    """What an alert's own signature shows."""

    GOOD = "good"  # of a sender of the ward
    BAD = "bad"
    NONE = "none"
    UNPROVEN = "unproven"  # of somebody whom the ward does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who an alert is from."""

    raw: bytes = b""  # what of the file may be used: where a sender signed, just what was signed
    signature: SignatureState = SignatureState.NONE
    sender: AlertSender | None = None  # whose signature it has, or who is said to have brought it
    accepted: bool = True  # the sender is in force
    expired: bool = False  # the certificate
    stranger: bool = False  # the signature is not by the sender's certificate

    @property
    def proven(self) -> AlertSender | None:
        """The sender whom the alert proves to be from."""
        if self.sender is None or not self.accepted:
            return None
        signs = self.sender.proof is SenderProof.SIGNATURE
        return None if signs and self.signature is not SignatureState.GOOD else self.sender
