"""What a lexicon could settle, as text and as JSON."""

from __future__ import annotations

import shlex

from broadcaster.core.text.catalogue import say
from broadcaster.reading.model import Remedy
from broadcaster.reading.proposals import Proposal
from broadcaster.station.editing.lexicon import line

_SHOWN = 3  # places


def as_json(proposal: Proposal) -> dict[str, object]:
    """The object of one proposal, as `lexicon propose --format json` prints it."""
    return {
        "written": proposal.form,
        "spoken": proposal.spoken,
        "code": proposal.code,
        "layer": _layer(proposal),
        "choices": list(proposal.choices),
        "lexicon": [line(proposal.form, choice) for choice in proposal.choices],
        "places": [{"message": place.message, "line": place.line} for place in proposal.places],
    }


def as_text(proposal: Proposal) -> list[str]:
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


def _layer(proposal: Proposal) -> str:
    return "ward" if proposal.remedy is Remedy.WARD else f"message:{proposal.places[0].message}"
