"""What a verification of the log found, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from broadcaster.journal.model import Verified
from broadcaster.text import say


def verdict(found: Verified, zone: ZoneInfo, head: str | None = None) -> str:
    """A text: whether the log is whole and, if not, all its faults.

    Args:
        found: the result of the verification.
        zone: for the times at which rows were lost.
        head: the head hash of an earlier day that should be in the chain.
    """
    faults = [*_faults(found, zone)]
    if found.first_bad is not None and len(faults) == 1:
        return say("journal.broken", row=found.first_bad, rows=found.rows, head=found.head)
    if faults:
        return say("journal.not_whole", rows=found.rows, head=found.head, faults="\n".join(faults))
    if not found.ok:
        return say("journal.head_missing", wanted=head, rows=found.rows, head=found.head)
    return say("journal.whole", rows=found.rows, head=found.head)


def verified_as_json(found: Verified) -> dict[str, object]:
    """`log verify --format json`."""
    return {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "first_bad": found.first_bad,
        "missing": found.missing,
        "head_damaged": found.head_damaged,
        "head_gone": found.head_gone,
        "damage": found.damage,
        "losses": [loss.id for loss in found.losses],
    }


def _faults(found: Verified, zone: ZoneInfo) -> Iterator[str]:
    if found.first_bad is not None:
        yield say("journal.fault_of_chain", row=found.first_bad)
    if found.missing is not None:
        yield say("journal.fault_of_end", row=found.missing)
    if found.head_damaged:
        yield say("journal.head_damaged")
    if found.head_gone:
        yield say("journal.head_gone")
    if found.damage is not None:
        yield say("journal.fault_of_file", damage=found.damage)
    for loss in found.losses:
        at = f"{loss.at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
        yield say("journal.fault_told", at=at, text=loss.what.text)
