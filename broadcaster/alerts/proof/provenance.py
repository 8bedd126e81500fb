"""Who an alert is from, as far as it proves that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cryptography import x509

from broadcaster.alerts.cap.xml import SIGNATURE, BadXml, parsed
from broadcaster.alerts.proof import signature
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.people.roles.senders import AlertSender, SenderProof


def provenance(
    raw: bytes, senders: Iterable[AlertSender], at: datetime, named: AlertSender | None = None
) -> Provenance:
    """Find who an alert is from.

    Args:
        named: who brought it, where somebody says so: by their feed or token, or by mistake.
    """
    try:
        root = parsed(raw, whole=True)
    except BadXml:
        return Provenance(raw=raw, sender=named)  # whoever reads it says why
    if root.find(SIGNATURE) is None:
        return Provenance(raw=raw, sender=named)
    brought = signature.certificates_in(root)
    known = [named] if named is not None else senders
    tried = [_of_sender(raw, brought, one, at) for one in known if one.proof is SenderProof.SIGNATURE]
    candidates = sorted(filter(None, tried), key=lambda one: one.signature is SignatureState.BAD)
    # Without a certificate all are tried, and that it is nobody's says nothing of any.
    if candidates and (brought or named or candidates[0].signature is not SignatureState.BAD):
        return candidates[0]
    told = bool(brought) and signature.is_over_all(root)  # else nobody can say whether it holds
    holds = told and any(signature.signed_by(raw, one) for one in brought)
    if named is not None and named.proof is SenderProof.SIGNATURE:
        return Provenance(raw=raw, sender=named, signature=SignatureState.BAD, stranger=holds)
    state = SignatureState.BAD if told and not holds else SignatureState.UNPROVEN
    return Provenance(raw=raw, sender=named, signature=state)


def _of_sender(
    raw: bytes, brought: Sequence[x509.Certificate], sender: AlertSender, at: datetime
) -> Provenance | None:
    own = [*_certificates(brought, sender, at)]
    for one in own:
        if signed := signature.signed_by(raw, one):
            over = signature.is_over(one, at)
            state = SignatureState.UNPROVEN if over else SignatureState.GOOD
            return Provenance(raw=signed, sender=sender, signature=state, expired=over)
    return Provenance(raw=raw, sender=sender, signature=SignatureState.BAD) if own else None


def _certificates(
    brought: Sequence[x509.Certificate], sender: AlertSender, at: datetime
) -> Iterator[x509.Certificate]:
    """The certificates by which a sender may have signed."""
    try:
        own = signature.certificates_of(sender.key)
    except ValueError:
        return  # a key that was accepted and is damaged proves nothing
    if sender.subject is None:
        yield from (one for one in own if one in brought or not brought)
        return
    for leaf in brought:
        if signature.certified(leaf, [one for one in brought if one != leaf], own, sender.subject, at):
            yield leaf
