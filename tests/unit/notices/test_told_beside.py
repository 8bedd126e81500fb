"""One item costs only itself in what people are told: each step made to raise for one of them."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from types import FunctionType

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, MessageSummary, Outcome, Reason
from broadcaster.notices.news.model import NewsLine
from broadcaster.notices.news.recognition import NewsContext, ended, ends_soon, of_rows
from broadcaster.notices.news.wording import short_words, words
from broadcaster.station.loading.loader import take
from tests.fakes.faulty import may_raise, raising, watched
from tests.unit.notices.conftest import NOON, ZONE

BAD, WORD = "hong", "Zanzibar"
NETS = {"_contained", "_title", "heading", "lines"}
"""They hold the net, or look into a table."""


def told(folder: Path, journal: Journal) -> str:
    """The bodies of the messages, long and short, that tell all news."""
    rows = journal.after(0, 1000)
    airings = {one.id: one for one in journal.named(ended(rows))}
    news = [*of_rows(rows, NewsContext(airings=airings, title=str, zone=ZONE), NOON)]
    news += ends_soon(take(folder), NOON)
    found = [NewsLine(recipient="An", news=one, urgent=True, due=NOON) for one in news]
    return words(found, "Đài", ZONE, "vi")[1] + short_words(found, "Đài", ZONE, "vi")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A station with messages and schedules that end soon."""
    until = f"{NOON.astimezone(ZONE) + timedelta(days=1):%Y-%m-%d}"
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    for kind in ("messages", "schedules"):
        (tmp_path / kind).mkdir()
    for name, title in (("chao", "Lời chào"), (BAD, f"Tin {WORD}"), ("lu", "Phòng lũ")):
        text = f"title: {title}\nvalid: {{until: {until}}}\nparts: [{{say: Xin chào.}}]\n"
        (tmp_path / f"messages/{name}.yaml").write_text(text)
        text = f"message: {name}\nat: ['07:00']\nvalid: {{until: {until}}}\n"
        (tmp_path / f"schedules/{name}.yaml").write_text(text)
    return tmp_path


def missed(journal: Journal) -> None:
    for number, (name, title) in enumerate((("chao", "Lời chào"), (BAD, f"Tin {WORD}"), ("lu", "Phòng lũ"))):
        entry = Entry(
            kind=AiringKind.SCHEDULED,
            message=name,
            schedule=name,
            planned=NOON + timedelta(minutes=number),
            about=MessageSummary(title=title),
        )
        journal.decline([(Outcome.MISSED, entry, Reason(code="timetable.absent"))])


def test_a_step_that_raises_for_one_item_keeps_nobody_from_being_told_of_the_others(folder: Path) -> None:
    with Journal.in_memory(FakeClock(NOON)) as journal:
        missed(journal)
        before = told(folder, journal)
        with watched(BAD, WORD, ("notices/",)) as met:
            told(folder, journal)
        steps: list[FunctionType] = [one for one in met if may_raise(one) and one.__qualname__ not in NETS]
        wrong = []
        for step in steps:
            with raising(step, BAD, WORD, thread=threading.get_ident()):
                try:
                    after = told(folder, journal)
                except IndexError:
                    after = ""
            lost = [word for word in ("Lời chào", "Phòng lũ") if after.count(word) < before.count(word)]
            if lost or not (BAD in after or WORD in after):
                wrong.append((step.__qualname__, lost))
    assert {"_of_airing", "_told", "_what"} <= {step.__qualname__ for step in steps}
    assert wrong == []
