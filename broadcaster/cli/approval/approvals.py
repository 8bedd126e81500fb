"""`broadcaster approvals`: how each message stands with the leadership, what waits first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from broadcaster.cli.approval.desk import ApprovalDesk
from broadcaster.cli.asking.station_files import loaded_of
from broadcaster.cli.terminal.options import agreed, terminal_width
from broadcaster.core.answers import plain
from broadcaster.core.clock import SystemClock
from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table
from broadcaster.people.approval.order import AskReread, SeenWords
from broadcaster.people.approval.summary import (
    ChangePiece,
    MessageStanding,
    NotedYes,
    Overview,
    RereadMessage,
    UnansweredAiring,
    difference,
)


def listed(folder: Path, form: str) -> int:
    """List what waits, then what is approved."""
    found = _desk(folder).overview()
    if form == "json":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return 0
    if not found.messages and not found.to_confirm:
        click.echo(say("timetable.no_approvals"), err=True)
        return 0
    now = SystemClock().now()
    _show_to_confirm(found, now)
    if found.messages:
        columns = ("message", "status", "submitted_by", "by", "at", "age", "next")
        headings = [say(f"timetable.column.{name}") for name in columns]
        lines = [
            attempt(Kind.MESSAGE, each.message, partial(_cells, each, now), partial(_bare, each))
            for each in found.messages
        ]
        click.echo(table(headings, lines, most=terminal_width()))
    if found.reread:
        click.echo(say("people.reread_how"), err=True)
    return 0


def confirm(folder: Path, yes: bool) -> int:
    """Say yes to what this version of the program reads otherwise than it was approved."""
    desk = _desk(folder)
    found = desk.overview()
    anew = _show_reread(found)
    if not anew:
        raise PeopleError("people.nothing_to_confirm")
    if not (yes or agreed(say("people.ask_reread", count=len(anew)))):
        click.echo("\n".join(not_confirmed(found.reread)), err=True)
        return 1
    done = desk.decide(AskReread(seen=anew))
    click.echo(say("people.confirmed_reread", count=len(done.rows)))
    return 0


def not_confirmed(reread: Sequence[RereadMessage]) -> list[str]:
    """What is so where nobody says yes: what is read otherwise airs as approved, where that was kept."""
    kept = sum(1 for each in reread if each.was)
    counts = (("people.still_airs", kept), ("people.still_silent", len(reread) - kept))
    return [say("people.not_confirmed"), *(say(code, count=count) for code, count in counts if count)]


def _show_reread(found: Overview) -> tuple[SeenWords, ...]:
    """Show what is read otherwise, old and new; what of it a yes is for."""
    for each in found.reread:
        click.echo(say("people.reread_title", title=each.title, message=each.message))
        if not each.was:
            click.echo("  " + say("people.reread_unknown"))
        click.echo("  " + (changed(each.was, each.now) if each.was else " ".join(each.now)))
        if each.doubtful:
            click.echo("  " + say("people.reread_doubtful"))
    return tuple(
        SeenWords(message=each.message, words=each.words) for each in found.reread if not each.doubtful
    )


def _desk(folder: Path) -> ApprovalDesk:
    return ApprovalDesk(folder, *loaded_of(folder))


def _show_to_confirm(found: Overview, now: datetime) -> None:
    for each in found.to_confirm:
        click.echo(_unanswered(each, now))
        if each.noted is not None:
            click.echo("  " + noted(each.noted))
    if found.to_confirm:
        click.echo(say("people.confirm_how"), err=True)


def _unanswered(each: UnansweredAiring, now: datetime) -> str:
    code = "people.waits_overdue" if each.overdue else "people.waits"
    facts = {"airing": each.id, "message": each.message, "who": each.who or "–"}
    return say(code, since=f"{each.since:%H:%M %d/%m}", age=age(now, each.since), **facts)


def _bare(each: MessageStanding, fault: BroadcasterError) -> list[str]:
    return [each.message, explain(fault), "", "", "", "", ""]


def _cells(each: MessageStanding, now: datetime) -> list[str]:
    at = each.at or (each.approved_at if each.state == "approved" else None)
    return [
        each.message,
        status(each),
        each.submitted_by or "",
        "" if each.state == "waiting" else each.by or "",
        "" if at is None else f"{at:%d/%m/%Y %H:%M}",
        age(now, at) if at is not None and each.state == "waiting" else "",
        "" if each.next is None else f"{each.next:%H:%M %d/%m}",
    ]


def status(each: MessageStanding) -> str:
    """The state for people, and what of an older version is still approved."""
    if each.fault is not None:
        return each.fault
    if each.title is None:
        return say("timetable.approval_orphan")
    text = say(f"people.state.{each.state}")
    if each.state == "approved" and not each.valid:
        return say("people.sound_changed" if each.pinned else "people.words_only")
    if each.noted is not None:
        text = noted(each.noted)
    if each.state == "returned" and each.why:
        text = say("people.returned_why", state=text, why=each.why)
    if each.state != "approved" and each.approved_digest is not None:
        changed = "people.reading_changed" if each.reading_changed else "people.edited"
        airs = say("people.older_airs" if each.pinned else "people.older_stopped")
        return say("people.state_with", state=text, changed=say(changed), airs=airs)
    return text


def noted(each: NotedYes) -> str:
    """What waits for a leader's own word."""
    return say("people.noted_waits", leader=each.by, number=each.form or "–", typist=each.entered_by or "–")


def age(now: datetime, since: datetime) -> str:
    """How long something has waited, for people."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return say("people.age.days", days=days, hours=hours)
    return say("people.age.hours", hours=hours, minutes=minutes % 60)


def changed(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """What is another in the new sentences, word by word."""
    return shown_change(difference(split_words(old), split_words(new)))


def split_words(texts: tuple[str, ...]) -> list[str]:
    """The words of some texts."""
    return [word for text in texts for word in text.split()]


def shown_change(pieces: tuple[ChangePiece, ...]) -> str:
    """A difference in one line: `[-gone-]` and `{+new+}`, as `git diff --word-diff` has it."""
    forms = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(forms[piece.kind].format(piece.words) for piece in pieces)
