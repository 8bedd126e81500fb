"""What is watched while the station runs, opened over the air path; a pressed contact airs its message."""

from __future__ import annotations

from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.service.monitoring import DiskWatch, LastingFaults, ProgramWatch, Watches
from broadcaster.service.operator.operator import Operator
from broadcaster.service.station.opening.air_path import AirPath
from broadcaster.service.station.opening.closing import ClosingSteps
from broadcaster.station.model.equipment.contact import Contact


def open_watches(
    air: AirPath, operator: Operator, closing: ClosingSteps, *, folder: Path, contacts: bool
) -> Watches:
    """Watch outputs, mains and contacts. A contact may fire at once.

    Args:
        air: where faults are reported.
        operator: airs the message of a contact.
        closing: takes what ends the watches.
        folder: the station's.
        contacts: whether contacts fire.
    """

    def fire(name: str, _contact: Contact) -> None:
        # By the station that airs now, not by the one that was opened.
        contact = air.files.station.settings.contacts.get(name)
        if contact is not None:
            operator.manual.press(name, contact.message, emergency=contact.emergency)

    watches = Watches(
        air.files.station.settings,
        contacts=contacts,
        root=folder,
        clock=air.clock,
        device=air.choice.device if air.choice.kind == "device" else None,
        fire=fire,
        report=air.report,
    )
    watches.start()
    air.files.current.on_switched.append(lambda station: watches.follow(station.settings))
    closing.add(watches.close)
    return watches


def watch_disk(air: AirPath, lasting: LastingFaults, closing: ClosingSteps) -> None:
    """End the faults of disks that take files again."""
    disk = DiskWatch(air.director, lasting, air.files.retry)
    disk.start()
    closing.add(disk.close)


def watch_program(air: AirPath, closing: ClosingSteps) -> ProgramWatch:
    """Notice that the program was updated."""

    def end(fault: BroadcasterError) -> None:
        air.director.post(lambda: air.director.faults.end([fault]))

    watch = ProgramWatch(air.report, end)
    watch.start()
    closing.add(watch.close)
    return watch
