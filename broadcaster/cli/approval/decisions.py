"""`broadcaster submit` and `reject`: a message on its way to the leadership's yes, and back from there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.approval.desk import ApprovalDesk
from broadcaster.cli.approval.statement import SaidOptions, is_airing, statement
from broadcaster.cli.asking.station_files import loaded_of
from broadcaster.cli.terminal.options import agreed
from broadcaster.core.text.catalogue import say
from broadcaster.people.approval.order import AskEndApproval, AskObject, AskReturn, AskSubmit
from broadcaster.station.model.station import find_message


def submit(folder: Path, name: str, keep: bool | None) -> int:
    """Hand a message in for approval."""
    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    message = find_message(station, name)
    if keep is None and sys.stdin.isatty():
        keep = _asked(desk, message.id)
    desk.decide(AskSubmit(message=message.id, keep=keep))
    click.echo(say("people.submitted", title=message.title, message=message.id))
    return 0


def _asked(desk: ApprovalDesk, name: str) -> bool | None:
    """Whether the approved version of an edited message airs on; None where there is none."""
    standing = next((each for each in desk.overview().messages if each.message == name), None)
    if standing is None or standing.approved_digest in (None, standing.words_digest):
        return None
    when = "–" if standing.next is None else f"{standing.next:%H:%M %d/%m}"
    return agreed(say("people.ask_keep", by=standing.approved_by or "–", next=when))


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
