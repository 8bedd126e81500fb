"""`broadcaster approve`: the leadership's yes to what was shown."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.airing.airing import air
from broadcaster.cli.approval.desk import ApprovalDesk
from broadcaster.cli.approval.statement import SaidOptions, is_airing, statement
from broadcaster.cli.approval.view import brief, doubt, when
from broadcaster.cli.asking.station_files import loaded_of
from broadcaster.cli.terminal.options import agreed
from broadcaster.core.answers import plain
from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.people.approval.decision import DecisionKind
from broadcaster.people.approval.order import AskApprove, AskConfirm, Decided
from broadcaster.people.decisions.conditions import check_blanks
from broadcaster.people.versions.version import doubts
from broadcaster.playout.requests.by_hand import AskCatchUp
from broadcaster.reading.model import Span
from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import Bind
from broadcaster.station.model.station import Station, find_message, timing_digest
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.digest import words_digest

_NUMBERS = re.compile(r"all|\d+(?:,\d+)*")


def approve(
    folder: Path, name: str, accept: str | None, yes: bool, form: str, **given: Unpack[SaidOptions]
) -> int:
    """Show what will be heard, ask, and record who has approved which words."""
    if accept is not None and not _NUMBERS.fullmatch(accept):
        raise click.UsageError(say("people.accept_numbers", written=accept))
    said = statement(given)
    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    station = desk.station  # under the rules that hold

    if is_airing(station, name):
        if not (yes or agreed(say("people.ask_confirm", airing=name))):
            return _not_done()
        done = desk.decide(AskConfirm(airing=name, **said(desk)))
        _tell(form, done, _noted(done) or say("people.confirmed", airing=name))
        return 0
    message = find_message(station, name)
    spans = _shown_spans(desk, station, message, accept, to_stderr=form == "json")
    shown = _as_shown(station, message, spans)
    if not (yes or agreed(say("people.ask_approve", title=message.title))):
        return _not_done()
    done = desk.decide(replace(shown, **said(desk)))
    told = _noted(done) or say(
        "timetable.approved", title=message.title, message=message.id, by=done.rows[-1].by, digest=shown.words
    )
    _tell(form, done, told, _facts(message, shown))
    return _catch_up(folder, done) if form == "text" else 0


def _shown_spans(
    desk: ApprovalDesk, station: Station, message: Message, accept: str | None, *, to_stderr: bool
) -> list[Span]:
    """Show the message; the doubtful readings, each accepted.

    Raises:
        PeopleError: it has blanks, or a reading was not accepted.
    """

    check_blanks(station, message)
    standing = next((each for each in desk.overview().messages if each.message == message.id), None)
    for line in brief(station, message, standing, desk.former(message.id)):
        click.echo(line, err=to_stderr)
    found = list(doubts(station, message))
    taken = range(1, len(found) + 1) if accept == "all" else map(int, accept.split(",") if accept else [])
    accepted = set(taken)
    for number, span in enumerate(found, start=1):
        click.echo(doubt(number, span), err=to_stderr)
        if number not in accepted and (
            accept is not None or not agreed(say("people.ask_doubt", number=number))
        ):
            left = len(found) - len(accepted & set(range(1, len(found) + 1)))
            raise PeopleError(
                "people.doubt_left", message=message.id, count=max(1, left), written=span.written
            )
    return found


def _as_shown(station: Station, message: Message, spans: list[Span]) -> AskApprove:
    return AskApprove(
        message=message.id,
        words=words_digest(station, message),
        sound=_sound(station, message) if station.settings.approval.bind is Bind.SOUND else None,
        spans=tuple((span.written, span.spoken) for span in spans),
        priority=str(message.priority),
        siren=message.siren,
        timing=timing_digest(station, message),
    )


def _sound(station: Station, message: Message) -> str:
    """The digest of the message as it sounds now; it is rendered if needed."""
    click.echo(say("cli.preparing"), err=True)
    studio = open_studio(station)
    try:
        return studio.render(message).sound_digest
    finally:
        studio.close()


def _noted(done: Decided) -> str:
    """What is told where a yes on paper only waits from now on; "" where it counts."""
    row = done.rows[-1]
    return say("people.noted", leader=row.by) if row.what == DecisionKind.NOTED else ""


def _not_done() -> int:
    click.echo(say("people.not_done"), err=True)
    return 1


def _facts(message: Message, shown: AskApprove) -> dict[str, object]:
    return {
        "message": message.id,
        "title": message.title,
        "source": message.source,
        "basis": message.basis,
        "words_digest": shown.words,
        "sound_digest": shown.sound,
    }


def _tell(form: str, done: Decided, text: str, facts: dict[str, object] | None = None) -> None:
    if form == "json":
        click.echo(json.dumps({**(facts or {}), **plain(done)}, ensure_ascii=False, indent=2))
        return
    click.echo(text)
    if done.next is not None:
        click.echo(say("people.brief.next", start=when(done.next)))
    for missed in done.missed:
        click.echo(say("people.missed", planned=f"{missed.planned:%H:%M}", airing=missed.id), err=True)


def _catch_up(folder: Path, done: Decided) -> int:
    """Offer to air now what was missed for want of this approval."""
    if not done.missed or not sys.stdin.isatty() or not agreed(say("people.ask_catch_up")):
        return 0

    return air(folder, AskCatchUp(what=done.missed[-1].id), wait=True)
