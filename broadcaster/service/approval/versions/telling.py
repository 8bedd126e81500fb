"""What people are told of approved versions: one is read otherwise now, one is lost. Pure."""

from __future__ import annotations

from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.service.approval.versions.pinning import PinnedVersions
from broadcaster.service.approval.versions.pins import Lost


def faults(found: PinnedVersions) -> list[BroadcasterError]:
    """A fault for each thing that somebody must do, or know."""
    reread = sorted(found.reread.keys() & found.pinned.keys())
    told: list[BroadcasterError] = []
    if reread:
        told.append(PeopleError("people.reread", count=len(reread), messages=", ".join(reread)))
    told += [PeopleError(code_of(found, name), message=name) for name in sorted(found.lost)]
    told += [PeopleError("people.pin_made_again", message=name) for name in sorted(found.mended)]
    return told


def code_of(found: PinnedVersions, name: str) -> str:
    """What is told of a message whose approved version is lost."""
    if name not in found.silent:
        return "people.pin_lost"
    return "people.pin_unread" if found.lost[name] is Lost.UNREAD else "people.pin_silent"
