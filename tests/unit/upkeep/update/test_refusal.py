from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadcaster.core.text.catalogue import Language, explain, speaking
from broadcaster.upkeep.update.packaged import NO_ROOM
from broadcaster.upkeep.update.record import UpdateRecord, UpdateStep
from broadcaster.upkeep.update.refusal import kept_reason, refused, refused_here

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
KEPT = UpdateRecord(refused={"1.0.1": "update.why.memory 240", "1.0.2": "what nobody words"})


def test_what_stands_against_the_newest_version_is_told_in_words() -> None:
    with speaking(Language.EN):
        told = {version: refused(KEPT, version, NOON) for version in ("1.0.1", "1.0.2", "1.0.3")}
        assert told["1.0.3"] is None
        words = [explain(fault) for fault in told.values() if fault is not None]
    assert words == [
        "The update 1.0.1 was not taken: it takes too much memory: 240 MB",
        "The update 1.0.2 was not taken: what nobody words",
    ]


def test_a_version_that_waits_is_told_once_it_has_waited_for_long() -> None:
    began = UpdateRecord(waits="2026-12-01T00:00:00+00:00").told(NOON, UpdateStep.WAITS, "1.0.1")
    assert refused(began, "1.0.1", NOON) is None
    long = began.told(NOON, UpdateStep.WAITS, "1.0.1", "update.why.never_quiet")
    fault = refused(long, "1.0.1", NOON)
    assert fault is not None
    with speaking(Language.EN):
        assert explain(fault) == "The update 1.0.1 was not taken: a week without a quiet moment"


def test_a_repository_that_cannot_be_used_is_told_after_a_week() -> None:
    down = UpdateRecord(fetched=NOON.isoformat()).told(
        NOON, UpdateStep.NOT_FETCHED, "", "Release file expired"
    )
    assert refused(down, "1.0.1", NOON + timedelta(days=6)) is None
    fault = refused(down, "1.0.1", NOON + timedelta(days=8))
    assert fault is not None
    with speaking(Language.EN):
        assert explain(fault) == "Nothing newer can be fetched: Release file expired"


def test_a_reason_is_kept_so_that_it_is_worded_again() -> None:
    kept = kept_reason(NO_ROOM)
    down = UpdateRecord(fetched=NOON.isoformat()).told(NOON, UpdateStep.NOT_FETCHED, "", kept)
    fault = refused(down, "1.0.1", NOON + timedelta(days=8))
    assert fault is not None
    with speaking(Language.EN):
        assert explain(fault) == "Nothing newer can be fetched: the disk has less than 300 MB free"
    assert kept_reason("E: a line of apt") == "E: a line of apt"


def test_a_program_that_was_not_installed_as_packages_has_no_updates() -> None:
    assert refused_here() is None
