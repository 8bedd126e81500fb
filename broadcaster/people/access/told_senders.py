"""A sender of alerts in words, for whoever accepts or trusts it: each value, who may sign first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from broadcaster.core.errors import Fact, Phrase
from broadcaster.people.roles.senders import AlertSender

_SHORT = 16  # hexadecimal digits of a key: enough to compare by telephone
_ALWAYS = ("proof", "key", "may")


def values_told(one: AlertSender) -> list[Phrase]:
    """One sentence for each value of a sender that is not its default; what has none is always told."""
    plain = _values(AlertSender(id=one.id, name=one.name, proof=one.proof, key=one.key))
    told = [name for name, new in _values(one).items() if name in _ALWAYS or new != plain[name]]
    return [
        Phrase(code="people.change.sender_value", facts=(*_of(one, name), ("new", _values(one)[name])))
        for name in told
    ]


def changes_told(before: AlertSender, after: AlertSender) -> Iterator[Phrase]:
    """One sentence for each value that changed, with the old and the new one."""
    old, new = _values(before), _values(after)
    for name in new:
        if old[name] != new[name]:
            facts = (*_of(before, name), ("old", old[name]), ("new", new[name]))
            yield Phrase(code="people.change.sender_changed", facts=facts)


def _of(one: AlertSender, name: str) -> tuple[tuple[str, Fact], ...]:
    return ("sender", one.shown), ("what", Phrase(code=f"people.sender.{name}"))


def _values(one: AlertSender) -> dict[str, Fact]:
    """What a sender's keys say; in the order in which they matter."""
    key = one.key.strip()
    short = f"sha256:{hashlib.sha256(key.encode()).hexdigest()[:_SHORT]}" if "\n" in key else key
    certified = Phrase(code="people.sender.certified", facts=(("key", short), ("subject", str(one.subject))))
    areas = "; ".join(f"{system} {', '.join(codes)}" for system, codes in sorted(one.areas.items()))
    table = one.table
    return {
        "subject": Phrase(code="people.sender.itself") if one.subject is None else certified,
        "proof": Phrase(code=f"people.sender.proof_{one.proof}"),
        "key": short,
        "may": Phrase(code=f"people.sender.may_{one.may}"),
        "name": one.name,
        "areas": areas or "–",
        "severity": _words(table.severity),
        "urgency": _words(table.urgency),
        "certainty": _words(table.certainty),
        "zones": ", ".join(one.zones) or Phrase(code="people.sender.everywhere"),
        "longest": Phrase(code="people.sender.for", facts=(("seconds", str(one.longest)),)),
        "tests": Phrase(code=f"people.sender.tests_{'said' if one.tests else 'unsaid'}"),
    }


def _words(words: frozenset[str]) -> str:
    """The words of a table as CAP and people.yaml write them."""
    return ", ".join(sorted(words)) or "–"
