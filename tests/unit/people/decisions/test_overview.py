"""What waits for the leadership: one message that cannot be told costs only itself, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.people.approval.decision import DecisionKind, Signer, SigningWay
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.decisions.book import WITHIN, Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.overview import overview
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.selection import PinnedVersions
from broadcaster.people.versions.version import nothing_kept
from broadcaster.people.versions.words import Digests
from broadcaster.station.loading.loader import take
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from tests.house import STATION_ID, local

NOW = local("2026-11-23T08:00")
LAN = Signer(by="Lan", person="lan", grant=Grant(role=Role.OFFICER))
CHI = Signer(by="Chi", person="chi", grant=Grant(role=Role.LEADER))


@pytest.fixture
def book() -> Iterator[Book]:
    clock = FakeClock(NOW)
    with Journal.in_memory(clock) as journal:
        yield Book(journal, STATION_ID, clock)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "station.yaml").write_text("name: x\nspeech: {engines: [tone]}\n")
    for folder in ("messages", "schedules"):
        (tmp_path / folder).mkdir()
    for name, at in (("b", "10:00"), ("a", "09:00"), ("hong", "08:30")):
        (tmp_path / f"messages/{name}.yaml").write_text(f"title: {name}\nparts:\n  - say: Bản tin {name}.\n")
        (tmp_path / f"schedules/{name}.yaml").write_text(f'message: {name}\nat: ["{at}"]\n')
    return take(tmp_path)


def test_message_whose_words_break_counts_as_a_draft_and_the_others_are_told_what_waits_first(
    book: Book, station: Station
) -> None:
    digests = Digests()

    def digest(where: Station, message: Message) -> str:
        if message.id == "hong":
            raise RuntimeError("a rule of the reading")
        return digests.words(where, message)

    Deciding(book).submit(station, station.messages["b"], LAN)
    found = overview(station, book.decisions, (), PinnedVersions(), digest, nothing_kept, NOW)
    assert [(one.message, one.state) for one in found.messages] == [
        ("b", ApprovalState.WAITING),
        ("hong", ApprovalState.DRAFT),
        ("a", ApprovalState.DRAFT),
    ]
    waits, broken, draft = found.messages
    assert (waits.by, waits.submitted_by, waits.title, waits.next) == (
        "Lan",
        "Lan",
        "b",
        local("2026-11-23T10:00"),
    )
    assert (draft.next, draft.valid, draft.fault) == (local("2026-11-23T09:00"), False, None)
    assert broken.fault
    assert (broken.next, broken.valid, broken.pinned) == (local("2026-11-23T08:30"), False, False)
    assert (broken.words_digest, broken.reading_changed) == (None, False)


@pytest.mark.parametrize(("late", "overdue"), [(timedelta(), False), (timedelta(seconds=1), True)])
def test_what_aired_at_once_waits_by_its_name_since_it_was_heard(
    book: Book, station: Station, late: timedelta, *, overdue: bool
) -> None:
    entry = Entry(
        kind=AiringKind.MANUAL, message="(say) Mất điện", who="contact cổng", planned=NOW, confirm=True
    )
    airing = book._journal.plan(entry)
    book._journal.started(airing, NOW)
    paper = replace(
        CHI, way=SigningWay.PAPER, form="7", photo="f" * 64, entered_by="Lan", entered_person="lan"
    )
    assert Deciding(book).answer(station, airing, paper, right=True).decision.what is DecisionKind.NOTED
    found = overview(
        station,
        book.decisions,
        book.to_confirm(),
        PinnedVersions(),
        Digests().words,
        nothing_kept,
        NOW + WITHIN + late,
    )
    (one,) = found.to_confirm
    assert (one.id, one.message, one.overdue) == (airing, "Lời phát ngay: Mất điện", overdue)
    assert (one.who, one.since, one.since.utcoffset()) == (
        "nút bấm cổng",
        NOW.astimezone(UTC),
        timedelta(hours=7),
    )
    assert one.noted is not None
    assert (one.noted.by, one.noted.entered_by, one.noted.form) == ("Chi", "Lan", "7")
    assert isinstance(one.noted.at, datetime)
