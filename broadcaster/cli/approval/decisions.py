"""`broadcaster submit` and `reject`: a message on its way to the leadership's yes, and back from there."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.approval.desk import ApprovalDesk
from broadcaster.cli.approval.statement import SaidOptions, is_airing, statement
from broadcaster.cli.asking.station_files import loaded_of
from broadcaster.core.text.catalogue import say
from broadcaster.people.approval.order import (
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReturn,
    AskSubmit,
)
from broadcaster.station.model.station import find_message


def submit(folder: Path, name: str, keep: bool | None) -> int:
    """Hand a message in for approval."""
    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    message = find_message(station, name)
    if keep is not None:  # a leader's to decide: refused before anything is handed in
        desk.decide(AskKeep(message=message.id, keep=keep))
    desk.decide(AskSubmit(message=message.id))
    click.echo(say("people.submitted", title=message.title, message=message.id))
    return 0


def reject(folder: Path, name: str, why: str, end: bool, **given: Unpack[SaidOptions]) -> int:
    """Send a message back to its author, or end its approval; object to what was aired at once."""
    said = statement(given)
    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    if is_airing(station, name):
        desk.decide(AskObject(airing=name, why=why, **said(desk)))
        click.echo(say("people.objected", airing=name))
        return 0
    message = find_message(station, name)
    kind = AskEndApproval if end else AskReturn
    desk.decide(kind(message=message.id, why=why, **said(desk)))
    code = "people.ended" if end else "people.sent_back"
    click.echo(say(code, title=message.title, message=message.id))
    return 0
