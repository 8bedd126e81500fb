"""What the program reports is worded whole wherever somebody reads it: no `{fact}`, no value of ours."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.api.protocol.envelope import fault
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, Phrase
from broadcaster.core.text.catalogue import COUNTED, Language, explain, say, speaking
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.tables import note_as_json, notes_as_table
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.notices.news.model import NewsLine
from broadcaster.notices.news.recognition import of_fault
from broadcaster.notices.news.wording import _what
from broadcaster.playout.desk.keying_plan import let_go
from broadcaster.playout.director.reports import fault_of
from broadcaster.playout.keying.wire import LAPSED, KeyNews, KeyReport
from tests.unit.core.text.test_catalogue import TEXTS, calls, facts, fields

BADLY = re.compile(
    r"\{\w+(![rs]|:(MB|ms|s|n|span|[.,]\d*\w))?\}|\{'|Phrase\(| object at 0x|store\.disk_full|"
    r"chưa biết gọi tên|has no words for"
)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
WHY = Phrase(code="store.disk_full", facts=(("path", "/srv/dai"),), advised=True)


def told_badly(words: str) -> bool:
    """True if somebody reads what only a program understands."""
    return BADLY.search(words) is not None


@cache
def raised() -> dict[str, BroadcasterError]:
    """An error of each code that the program raises, with a sentence wherever a fact may be one."""
    makers = {where for name, _, where in calls() if name.endswith(("Error", "Missing", "Failed", "Busy"))}
    errors = {}
    for code, given, where in facts():
        if where in makers:
            used = {name for _, name, form, _ in string.Formatter().parse(TEXTS[code][0]) if name and form}
            errors[code] = BroadcasterError(
                code, **{name: 3 if name in COUNTED or name in used else WHY for name in given}
            )
    return errors


def test_every_error_that_the_program_raises_is_looked_at() -> None:
    assert len(raised()) > 300
    assert {"playout.output_lost", "service.fell_short", "store.disk_full"} <= raised().keys()
    assert any(fields(TEXTS[code][0]) for code in raised())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.mark.parametrize("language", Language)
def test_an_error_is_worded_whole_in_answers_and_notices(language: Language) -> None:
    bad = []
    with speaking(language):
        for code, error in raised().items():
            shown = [explain(error), json.dumps(fault(error)["error"], ensure_ascii=False)]
            for over in (False, True):
                shown += [
                    _what(NewsLine(recipient="An", news=news, due=NOW, urgent=False), ZONE)
                    for news in of_fault(error, NOW, over=over)
                ]
            bad += [(code, words) for words in shown if told_badly(words.replace('"code": "' + code, ""))]
    assert bad == []


@pytest.mark.parametrize("language", Language)
def test_a_fault_is_worded_whole_in_the_log_of_events(
    language: Language, tmp_path: Path, clock: FakeClock
) -> None:
    with Journal.open(tmp_path / "journal.db", clock) as journal:
        writer = AsRunWriter()
        log = AsRunLog(journal, clock, writer, Ledger(journal, clock))
        for error in raised().values():
            log.noted(error, NOW)
        while writer.step():
            pass
        notes = journal.notes(None, None)
    assert len(notes) == len(raised())
    with speaking(language):
        table = notes_as_table(notes, ZONE)
        rows = [note_as_json(note, ZONE) for note in notes]
    assert [line for line in table.splitlines() if told_badly(line)] == []
    assert [row for row in rows if row["code"] != "store.disk_full" and told_badly(str(row["text"]))] == []
    assert (
        any(say("store.disk_full", path="/srv/dai") in str(row["text"]) for row in rows)
        or language is Language.EN
    )


REPORTS = [
    KeyReport(news=KeyNews.FAULT, name="", reason="/dev/ttyUSB0: No such file or directory"),
    KeyReport(news=KeyNews.LOST, name="", reason="exit -9"),
    KeyReport(news=KeyNews.LOST, name="", reason=LAPSED),
    KeyReport(news=KeyNews.LOST, name="", reason="not started"),
    KeyReport(news=KeyNews.TRIPPED, name=""),
]


def reports() -> Iterator[KeyReport]:
    for each in REPORTS:
        for zone in ("", "xóm đông"):
            yield KeyReport(news=each.news, name=zone, reason=each.reason)


@pytest.mark.parametrize(
    "keyed", list(reports()), ids=lambda keyed: f"{keyed.news}-{keyed.name}-{keyed.reason}"
)
def test_a_transmitter_that_was_let_go_says_why_in_the_words_of_the_reader(keyed: KeyReport) -> None:
    found = fault_of(keyed)
    assert found is not None
    cut = let_go(keyed.reason)
    with speaking(Language.VI):
        told = [explain(found), *([say(cut.code, **dict(cut.facts))] if keyed.news is KeyNews.LOST else [])]
    for words in told:
        assert not told_badly(words)
        assert "chưa biết gọi tên" not in words
        assert not words.endswith((":", ": "))
        assert not any(english in words for english in ("exit", "the station", "started", "such file"))
