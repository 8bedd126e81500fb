"""What a leader said, as whoever sits at the computer types it in.

Also what NAME means: a message or an airing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypedDict

import click

from broadcaster.cli.approval.desk import ApprovalDesk
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import store_error
from broadcaster.people.approval.order import ByTelephone, OnPaper, SaidBy
from broadcaster.station.model.station import Station

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{18}")


def is_airing(station: Station, name: str) -> bool:
    """True for the id of an airing; a message of that name comes first."""
    return name not in station.messages and _ID.fullmatch(name) is not None


class SaidOptions(TypedDict):
    """How whoever sits at the computer types in what a leader said."""

    telephone: str | None
    paper: str | None
    photo: Path | None
    by: str | None


def statement(given: SaidOptions) -> Callable[[ApprovalDesk], SaidBy]:
    """How the leadership said so; nothing if whoever sits here is the leadership.

    The code of a telephone is read from stdin, a photo is kept. Call the result last: a code works once.

    Raises:
        click.UsageError: one thing needs another, or excludes it.
    """
    paper, photo, leader = given["paper"], given["photo"], given["by"]
    if given["telephone"] is not None and paper is not None:
        raise click.UsageError(say("people.one_way"))
    if not (paper is None) == (photo is None) == (leader is None):
        raise click.UsageError(say("people.paper_needs"))
    return partial(_said, given)


def _said(given: SaidOptions, desk: ApprovalDesk) -> SaidBy:
    telephone, paper, photo, leader = given["telephone"], given["paper"], given["photo"], given["by"]
    if telephone is not None:
        click.echo(say("people.ask_code", leader=telephone), err=True, nl=False)
        code = click.get_text_stream("stdin").readline().strip()
        return {"telephone": ByTelephone(leader=telephone, code=code)}
    if paper is None or photo is None or leader is None:
        return {}
    try:
        raw = photo.read_bytes()
    except OSError as error:
        raise store_error(photo, error) from error
    return {"paper": OnPaper(leader=leader, form=paper, photo=desk.keep_photo(raw))}
