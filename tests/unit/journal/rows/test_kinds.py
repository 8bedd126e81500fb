"""Every place that lists kinds of airings knows what an alert is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import broadcaster
from broadcaster.core.text.catalogue import Language
from broadcaster.journal.rows.chain import ChainRow
from broadcaster.journal.rows.events import entry_body
from broadcaster.journal.rows.fold import fold
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.report.month import NOT_BROADCASTING
from tests.catalogue import forms

PACKAGE = Path(broadcaster.__file__).parent
TESTS = frozenset({"REHEARSAL", "MAINTENANCE"})
REVIEWED = {
    "report/month.py": TESTS,
    "web/playout/day.py": TESTS,
    "web/playout/on_air.py": TESTS,
    "web/schedules/slots.py": TESTS,
    "playout/requests/make_up.py": frozenset({"SCHEDULED", "MANUAL"}),  # what is in a file of the station
    "web/templates/strip.html": TESTS,
}
"""The places, each with the kinds that it lists. An alert is in none: it is a real airing that no file of
the station holds."""


def listed() -> Iterator[tuple[str, frozenset[str]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Tuple | ast.List | ast.Set):
                kinds = frozenset(
                    each.attr
                    for each in node.elts
                    if isinstance(each, ast.Attribute)
                    and isinstance(each.value, ast.Name)
                    and each.value.id == "AiringKind"
                )
                if kinds:
                    yield str(path.relative_to(PACKAGE)), kinds
    words = "|".join(AiringKind)
    for path in sorted(PACKAGE.rglob("*.html")):
        for found in re.findall(rf"in \(((?:'(?:{words})'(?:, )?)+)\)", path.read_text()):
            yield str(path.relative_to(PACKAGE)), frozenset(re.findall("[a-z]+", found))


def test_every_list_of_kinds_was_looked_at_for_alerts() -> None:
    found = {place: frozenset(one.upper() for one in kinds) for place, kinds in listed()}
    assert found == REVIEWED


def test_every_kind_has_its_words_wherever_kinds_are_shown() -> None:
    for language in Language:
        known = forms(language)
        for kind in AiringKind:
            for prefix in ("journal.kind", "console.kind", "console.by_"):
                key = f"{prefix}{kind}" if prefix.endswith("_") else f"{prefix}.{kind}"
                assert key in known, key


def test_alert_counts_as_a_broadcast_of_the_month() -> None:
    assert AiringKind.ALERT not in NOT_BROADCASTING


def test_rows_without_an_alert_are_as_before_there_were_alerts() -> None:
    assert '"alert"' not in entry_body(Entry(kind=AiringKind.MANUAL, message="tin"))


def test_row_of_an_alert_keeps_its_id() -> None:
    body = entry_body(Entry(kind=AiringKind.ALERT, message="(alert) Bão.", alert="ab12"))
    row = ChainRow(seq=1, written="", event="planned", airing="a", moment=None, slot=None, body=body)
    (airing,) = fold([row])
    assert (airing.kind, airing.alert) == (AiringKind.ALERT, "ab12")
