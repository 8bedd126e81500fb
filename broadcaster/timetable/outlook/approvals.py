"""Messages that wait for the leadership's yes, and files under approvals/ that have no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from broadcaster.core.clock import SystemClock
from broadcaster.core.containment import Kind
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.words import Digests
from broadcaster.station.loading.archive import reload
from broadcaster.station.model.message import Priority, Relay
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Place, problems_of
from broadcaster.timetable.outlook.view import View, warning

if TYPE_CHECKING:
    from broadcaster.people.decisions.opening import DecisionsView


def approvals(view: View) -> Iterator[Problem]:
    """What of the messages that are to air is not approved; nothing where no approval is required."""
    station = view.station
    if not station.settings.approval.required:
        return
    from broadcaster.people.decisions.opening import decisions_view, versions_here
    from broadcaster.people.versions.clearance import Approvals
    from broadcaster.people.versions.selection import loss_code, with_versions

    looked = decisions_view(station, SystemClock())
    if not looked.readable:
        yield warning(view.trees.station, START, "outlook.decisions_hidden")
        return
    kept = Pins(station.root / "state", station.root).version
    judged = Approvals(looked, kept=kept)
    versions = versions_here(station, view.loaded.files, looked.decisions)
    airs = with_versions(station, versions)

    def of_one(name: str, codes: Sequence[str]) -> Iterator[Problem]:
        message, standing = station.messages[name], looked.decisions.of(name)
        place = view.trees.messages[name]
        if name in airs.pinned:
            yield warning(place, place.mark("title"), "outlook.pinned", message=name)
        elif not judged.holds(station, message):
            for code in codes:
                void = code == "outlook.not_approved" and standing.yes is not None
                told = "outlook.approval_void" if void else code
                yield warning(place, place.mark("title"), told, message=name)

    for name, codes in _wanted(view).items():
        if name not in versions.lost and name not in versions.reread:  # else it is told below
            judge = partial(of_one, name, codes)
            yield from problems_of(Kind.MESSAGE, view.trees.messages[name], judge, Severity.WARNING)
    for name in sorted(versions.lost.keys() | versions.reread.keys()):
        code = loss_code(versions, name) if name in versions.lost else "outlook.reread"
        place = view.trees.messages[name]
        yield warning(place, place.mark("title"), code, message=name)
    yield from _voids(view, looked)
    for name, copy in sorted(station.approvals.items()):
        yes = looked.decisions.of(name).yes
        if yes is None and name in view.trees.approvals:
            yield warning(view.trees.approvals[name], START, "outlook.copy_without_row", by=copy.by)


def _voids(view: View, looked: DecisionsView) -> Iterator[Problem]:
    """What the files would make void, told once where they differ from what is accepted."""
    from broadcaster.people.versions.comparison import voided

    station = view.station
    accepted = reload(station.root / "state", station.root)
    before = None if accepted is None else accepted.station
    if before is None or _house(before) == _house(station):
        return
    # What was edited itself is told by its own warning.
    same = {name for name, message in before.messages.items() if station.messages.get(name) == message}
    void = voided(before, station, looked.decisions, Digests().words)
    found = [name for name in void if name in same]
    if not found:
        return
    place = view.trees.station if before.lexicon == station.lexicon else Place("lexicon.yaml", None)
    yield warning(place, START, "outlook.voids", count=len(found), messages=", ".join(found))


def _house(station: Station) -> tuple[object, ...]:
    """What all messages share of their words and their sound."""
    settings = station.settings
    sound = (settings.speech, settings.voices, settings.sound, settings.sirens)
    return (station.lexicon, settings.place, settings.reading, *sound)


def _wanted(view: View) -> dict[str, list[str]]:
    """Message → what to say of it if it is not approved: scheduled, in the place of a relay, at a contact."""
    messages = view.station.messages
    found = {message.id: ["outlook.not_approved"] for message in view.scheduled}
    urgent = (message for message in messages.values() if message.priority is Priority.EMERGENCY)
    stand_ins = {
        part.fallback
        for message in (*view.scheduled, *urgent)
        for part in message.parts
        if isinstance(part, Relay) and part.fallback is not None
    }
    for name in sorted(stand_ins & messages.keys()):
        found.setdefault(name, ["outlook.stand_in_not_approved"])
    contacts = {contact.message for contact in view.station.settings.contacts.values()}
    for name in sorted(contacts & messages.keys()):
        found.setdefault(name, []).append("outlook.contact_not_approved")
    return found
