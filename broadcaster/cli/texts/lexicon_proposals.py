"""`broadcaster lexicon propose`: what a lexicon could settle, as text and as JSON."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.reading.model import Remedy
from broadcaster.reading.proposals import Proposal, proposals
from broadcaster.station.editing.lexicon import line
from broadcaster.station.model.station import find_message

_SHOWN = 3  # places


def propose(folder: Path, message: str | None, form: str) -> int:
    """Show what a lexicon could settle."""
    station = station_of(folder)
    wanted = [find_message(station, message)] if message is not None else station.messages.values()

    def aside(_one: object, fault: BroadcasterError) -> None:
        click.echo(explain(fault), err=True)

    def home(proposal: Proposal) -> str:
        return proposal.places[0].message

    found, others = proposals(station, wanted, aside)
    if form == "json":
        objects = list(each(Kind.MESSAGE, found, home, _as_json, aside))
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
        return 0
    for lines in each(Kind.MESSAGE, found, home, _as_text, aside):
        click.echo("\n".join(lines))
    if not found:
        click.echo(say("lexicon.nothing_doubtful"), err=True)
    if others:
        click.echo(say("lexicon.only_text", count=others), err=True)
    return 0


def _as_json(proposal: Proposal) -> dict[str, object]:
    """The object of one proposal, as `lexicon propose --format json` prints it."""
    return {
        "written": proposal.form,
        "spoken": proposal.spoken,
        "code": proposal.code,
        "layer": "ward" if proposal.remedy is Remedy.WARD else f"message:{proposal.places[0].message}",
        "choices": list(proposal.choices),
        "lexicon": [line(proposal.form, choice) for choice in proposal.choices],
        "places": [{"message": place.message, "line": place.line} for place in proposal.places],
    }


def _as_text(proposal: Proposal) -> list[str]:
    """What is written and where, the choices with their lines, and the command that keeps one."""
    places = ", ".join(f"{place.message}:{place.line}" for place in proposal.places[:_SHOWN])
    facts = {"written": proposal.form, "spoken": proposal.spoken, "places": places}
    rows = [say("lexicon.proposal", **facts, count=len(proposal.places))]
    for number, choice in enumerate(proposal.choices, 1):
        shown = {"number": number, "reading": choice, "line": line(proposal.form, choice)}
        rows.append(say("reading.row_choice_line", **shown))
    written = shlex.quote(proposal.form)
    if proposal.remedy is Remedy.MESSAGE:
        rows.append(say("lexicon.how_message", written=written, message=proposal.places[0].message))
    else:
        rows.append(say("lexicon.how_ward", written=written))
    return rows
