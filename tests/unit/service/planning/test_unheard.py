"""A session counts as held if a member of it was heard, or still may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.clock import FakeClock
from broadcaster.journal.model import Airing, Kind, Outcome
from broadcaster.service.planning.unheard import unheard, unheard_here

AT = datetime(2026, 11, 27, 6, tzinfo=UTC)
MISSED = Airing(
    id="1",
    planned=AT,
    started=None,
    ended=None,
    outcome=Outcome.MISSED,
    reason=None,
    kind=Kind.SCHEDULED,
    message="m",
    schedule="s",
    who=None,
    words_digest=None,
    sound_digest=None,
    engine=None,
    session="a",
)


def test_a_session_none_of_whose_members_was_heard_is_unheard() -> None:
    refused = replace(MISSED, id="2", outcome=Outcome.REFUSED, position=1)
    assert unheard([MISSED, refused]) == {"a"}


def test_one_member_that_was_heard_or_is_to_come_is_enough() -> None:
    heard = replace(MISSED, id="2", started=AT, outcome=Outcome.CUT, position=1)
    coming = replace(MISSED, id="3", outcome=None, position=1)
    assert unheard([MISSED, heard]) == frozenset()
    assert unheard([MISSED, coming]) == frozenset()


def test_what_people_asked_for_is_no_session_of_the_plan() -> None:
    assert unheard([replace(MISSED, kind=Kind.MANUAL, session=None)]) == frozenset()


def test_without_a_journal_nothing_is_known(tmp_path: Path) -> None:
    assert unheard_here(tmp_path, FakeClock(AT), AT, AT) == frozenset()
    (tmp_path / "journal.db").write_bytes(b"x" * 5000)
    assert unheard_here(tmp_path, FakeClock(AT), AT, AT) == frozenset()
