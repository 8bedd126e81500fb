"""The block `regulation` of station.yaml as the one rule of regulation.yaml, with its comments.

The rule says in full what the block says, its defaults too: what a rule leaves out it does not limit.
"""

from __future__ import annotations

import re
from datetime import time
from typing import NamedTuple

from broadcaster.core.errors import StationError
from broadcaster.station.editing.document import Document
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation import FILE, rules_in
from broadcaster.station.editing.settings import FILE as SETTINGS
from broadcaster.station.forms.regulation import RulebookForm, rulebook_of
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.regulation import Decision, Regulation, Rulebook
from broadcaster.station.rules.rulebook import one_rule
from broadcaster.station.yaml.structure import data_of, remove, written_at
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import Bare, Value, entry_lines, in_flow


class Moved(NamedTuple):
    """A file before and after."""

    before: Document
    now: Document


BLOCK, QUOTAS = "regulation", "quotas"
_ENTRY = re.compile(r"(?P<indent> +)(?P<key>[a-z_]+) *:(?P<rest>.*)")


def has_block(settings: str) -> bool:
    """Whether rules stand in the block of a station.yaml."""
    try:
        data = data_of(settings)
    except StationError:
        return False
    return isinstance(data, dict) and BLOCK in data


def move_block(files: Documents, decision: Decision | None, *, by: str) -> tuple[Moved, Moved]:
    """Move the rules, in both files or in none: how regulation.yaml and station.yaml were, and are now.

    Args:
        decision: the ward's own, where the quotas of the block refuse.

    Raises:
        BadStation: a file has errors; nothing was written.
        StationError: there is no block; there are other rules; quotas refuse and no decision is named.
        StoreError: see `Documents.write`.
    """
    settings, book = files.read(SETTINGS), files.read(FILE)
    rest, text = moved(settings.text, book.text, files.settings(settings).regulation, decision)
    # First the rules: if the power fails in between, the station goes on with what it has accepted.
    now = files.write_together([(book, text), (settings, rest)], by=by)
    return Moved(book, now[0]), Moved(settings, now[1])


def moved(settings: str, book: str, block: Regulation, decision: Decision | None = None) -> tuple[str, str]:
    """station.yaml without the block, and regulation.yaml with it. Pure.

    Args:
        book: regulation.yaml, "" where there is none.
        block: what the block says, with its defaults.
    """
    if not has_block(settings):
        raise StationError("station.no_block")
    rest, wanted = remove(settings, (BLOCK,)), one_rule(block)
    if rules_in(book):  # a move that was cut off in its middle is ended
        if not _says(book, wanted):
            raise StationError("station.block_and_rules")
        return rest, book
    if wanted.refuses and decision is None:
        raise StationError("station.block_needs_decision")
    made = _rule_text(settings, wanted, decision)
    text = f"{book.rstrip()}\n\n{made}" if book.strip() else made
    if not _says(text, wanted):
        raise StationError("station.edit_not_possible")
    return rest, text


def book_in(text: str) -> Rulebook | None:
    """What a regulation.yaml says by itself; None where it has errors, or says nothing."""
    root, _ = parse(FILE, text.encode())
    form = None if root is None else typed(FILE, root, RulebookForm)[0]
    return None if form is None else rulebook_of(form)


def _says(text: str, wanted: Rulebook) -> bool:
    """Whether a regulation.yaml says just this."""
    book = book_in(text)
    return book is not None and (book.rules, book.refuses) == (wanted.rules, wanted.refuses)


def _rule_text(settings: str, wanted: Rulebook, decision: Decision | None) -> str:
    written = written_at(settings, (BLOCK,)).splitlines()
    head = next(number for number, line in enumerate(written) if line.startswith(BLOCK))
    above, body = [line for line in written[:head] if line.startswith("#")], written[head + 1 :]
    (rule,) = wanted.rules
    values: dict[str, Value] = {
        "quiet": [_span(span) for span in rule.quiet or ()] or "none",
        "sessions_per_day": Bare(rule.sessions_per_day),
        "minutes_per_session": Bare(f"{rule.minutes_per_session:g}"),
        "days_per_week": Bare(rule.days_per_week),
    }
    if len(rule.quiet or ()) == 1:
        values["quiet"] = _span((rule.quiet or ())[0])
    quotas = f"{QUOTAS}: {wanted.quotas}\n" if decision is not None or wanted.refuses else ""
    if all(_ENTRY.fullmatch(line) or not line.split("#")[0].strip() for line in body):
        above += _comments(written[head : head + 1])
        lines, own = _as_item(body)
        quotas = f"{own}\n" if own else quotas
    else:  # a flow of several lines
        above += _comments(written[head:])
        lines = []
    known = {found["key"] for line in lines if (found := _ENTRY.fullmatch(line.replace("- ", "  ", 1)))}
    for key, value in values.items():
        if key not in known:
            lines.append(f"    {key}: {in_flow(value)}")
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[first] = f"  - {lines[first][4:]}"
    named: dict[str, Value] = {}
    if decision is not None:
        named = {"number": decision.number, "on": Bare(decision.on.isoformat())}
    head_lines = entry_lines("decision", named, 0) if named else ""
    return "\n".join([*above, ""] if above else []) + head_lines + quotas + "\n".join(["rules:", *lines, ""])


def _as_item(body: list[str]) -> tuple[list[str], str]:
    """The lines of a block as those of an item, four columns in; and the line that says what quotas do."""
    lines, quotas = [], ""
    for line in body:
        found = _ENTRY.fullmatch(line)
        if found is not None and found["key"] == QUOTAS:
            quotas = line.strip()
        elif line.strip():
            lines.append(f"    {line.strip()}")
    return lines, quotas


def _comments(lines: list[str]) -> list[str]:
    """What is said behind `#` in lines that hold no text with such a sign."""
    return [f"#{line.partition('#')[2]}" for line in lines if "#" in line]


def _span(span: tuple[time, time]) -> str:
    return "-".join(f"{at:%H:%M:%S}".removesuffix(":00") for at in span)
