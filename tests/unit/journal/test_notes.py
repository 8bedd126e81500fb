"""Notes: faults and findings in the same chain, apart from the airings."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.cli import _main
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import Phrase
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason

LOST = Reason(code="playout.output_lost", facts=(("reason", "hung"),))


def test_note_is_kept_in_the_chain_and_is_no_airing(journal: Journal, clock: FakeClock) -> None:
    airing = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    journal.started(airing, clock.now())
    name = journal.note(clock.now(), LOST, airing)
    journal.ended(airing, clock.now(), Outcome.AIRED)

    (note,) = journal.notes()
    assert (note.id, note.at, note.what, note.airing) == (name, clock.now(), LOST, airing)
    assert [a.outcome for a in journal.airings()] == [Outcome.AIRED]
    assert journal.open_airings() == []
    assert journal.verify().ok


def test_note_alone_is_not_left_open_after_a_restart(journal: Journal, clock: FakeClock) -> None:
    journal.note(clock.now(), LOST)
    assert journal.open_airings() == []
    assert journal.close_interrupted(clock.now()) == []
    assert journal.airings() == []


def test_notes_are_found_by_the_instant_at_which_it_happened(journal: Journal, clock: FakeClock) -> None:
    first = clock.now()
    journal.note(first, LOST)
    journal.note(first + timedelta(hours=2), LOST)
    assert len(journal.notes(first, first + timedelta(hours=1))) == 1
    assert len(journal.notes(first + timedelta(hours=1), None)) == 1
    assert len(journal.notes()) == 2


def test_events_are_printed_for_people_and_machines(
    journal: Journal, path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    journal.note(clock.now(), LOST)
    folder = str(path.parent.parent)
    (path.parent.parent / "station.yaml").write_text("name: A\ntimezone: UTC\n")
    assert _main(["--station", folder, "log", "events", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["code"] == "playout.output_lost"
    assert row["at"] == "2026-03-01T23:29:55+00:00"
    assert "lost: it hung" in row["text"]
    assert _main(["--station", folder, "log", "events"]) == 0
    assert "01/03/2026 23:29:55" in capsys.readouterr().out


def test_reason_within_a_reason_is_kept_and_worded_for_whoever_reads(
    journal: Journal, clock: FakeClock
) -> None:
    full = Phrase(code="store.disk_full", facts=(("path", "/x"),), advised=True)
    quiet = Phrase(code="clock.no_quiet")
    reason = Reason(code="service.contact_lost", facts=(("contact", "nut"), ("reason", full)))
    took = Reason(code="clock.took_quiet", facts=(("who", "An"), ("old", "21:00-06:00"), ("new", quiet)))
    journal.note(clock.now(), reason)
    airing = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    journal.ended(airing, clock.now(), Outcome.REFUSED, took)

    (note,), (row,) = journal.notes(), journal.airings()
    assert row.reason is not None
    assert dict(note.what.facts) == dict(reason.facts)
    assert dict(row.reason.facts) == dict(took.facts)
    assert journal.verify().ok
    assert note.what.text.startswith("Không đọc được nút bấm nut: Ổ đĩa đã đầy, không ghi được /x (")
    with speaking(Language.EN):
        assert note.what.text.startswith(
            "The contact nut cannot be read: The disk is full, cannot write /x ("
        )
        assert row.reason is not None
        assert row.reason.text == "An has confirmed the quiet hours none in place of 21:00-06:00"
