"""What was corrected stays off the air by what its file says, in the version that is meant, over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import EmergencyGround, Item, Request, Terms
from broadcaster.playout.operator.suspensions import NAME, Suspensions, content, release_here
from broadcaster.station.model.message import Message, Pause, Play, Priority, Relay, Say, Validity
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import FakeInForce, Recording, Station
from broadcaster.timetable.rules.guard import Refusal

GOLDEN = (
    "005739550c9fb059af5cee0ca61d64e93c23f1cc44d0b515358b16e68b9b5035",
    "943b5f3b5ca0bfed2ec038cab05fbf329852d76f7032824ed44594f9111ccec5",
)
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
WRONG = Message(id="sai", title="Sai", parts=(Say(text="Nghỉ học."),))
RIGHT = replace(WRONG, parts=(Say(text="Đi học."),))
WHOLE = Message(
    id="dai",
    title="Dài",
    parts=(
        Say(text="Một."),
        Pause(length=2),
        Play(recording="recordings/a.ogg", title="Mông", language="hmn"),
        Relay(source="vov1", length=60, fallback="ngan"),
    ),
    repeat=3,
    lexicon=MappingProxyType({"a": "b"}),
    priority=Priority.PRIORITY,
    valid=Validity(first=date(2026, 1, 2), until=None),
    bed="recordings/nen.ogg",
)


def station(*messages: Message, **more: Any) -> Station:
    found: Mapping[str, Message] = {message.id: message for message in messages}
    return Station(root=Path("/x"), settings=Settings(name="Đài"), messages=found, schedules={}, **more)


def recording(digest: str) -> Recording:
    return Recording(name="x", path=Path("/x"), sha256=digest * 64)


SOUNDS = {
    "recordings/a.ogg": recording("a"),
    "recordings/nen.ogg": recording("b"),
    "recordings/c.ogg": recording("c"),
}


def test_digest_of_a_file_is_that_of_the_program_that_wrote_it_down() -> None:
    """Another one would let every message that is suspended air again with an update."""
    assert content(station(), WRONG) == GOLDEN[0]
    assert content(station(recordings=SOUNDS), WHOLE) == GOLDEN[1]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Khác"},
        {"parts": (*WHOLE.parts[:1], *WHOLE.parts[2:])},
        {"parts": (Say(text="Hai."), *WHOLE.parts[1:])},
        {"parts": (WHOLE.parts[0], Pause(length=3), *WHOLE.parts[2:])},
        {"repeat": 2},
        {"lexicon": {"a": "c"}},
        {"priority": Priority.NORMAL},
        {"valid": Validity(first=date(2026, 1, 2), until=date(2026, 1, 3))},
        {"bed": "recordings/c.ogg"},
    ],
    ids="-".join,
)
def test_whatever_people_change_in_a_file_is_another_content(change: dict[str, Any]) -> None:
    assert content(station(recordings=SOUNDS), replace(WHOLE, **change)) != GOLDEN[1]


@pytest.mark.parametrize("name", SOUNDS)
def test_only_its_own_recordings_are_of_its_content(name: str) -> None:
    other = station(recordings={**SOUNDS, name: recording("d")})
    same = content(other, WHOLE) == GOLDEN[1]
    assert same is (name == "recordings/c.ogg")


def suspended(*names: str, file: Path | None = None) -> Suspensions:
    held = Suspensions(file)
    for name in names:
        held.suspend(station(replace(WRONG, id=name)), replace(WRONG, id=name), "Lan", NOON)
    return held


def why(found: Refusal | None) -> tuple[str, object] | None:
    return None if found is None else (found.code, dict(found.facts)["who"])


@pytest.mark.parametrize("urgent", [True, False])
def test_of_an_edited_message_an_emergency_is_held_only_if_its_file_still_says_what_was_wrong(
    *, urgent: bool
) -> None:
    held, no = suspended("sai"), ("playout.held", "Lan")
    approved = station(WRONG)

    def edited(now: Message) -> Station:
        return replace(approved, pinned={"sai": approved}, edited={"sai": now})

    assert why(held.refusal(approved, "sai", urgent=urgent, reads=False)) == no
    assert why(held.refusal(edited(WRONG), "sai", urgent=urgent, reads=False)) == no
    assert why(held.refusal(edited(RIGHT), "sai", urgent=urgent, reads=False)) == (None if urgent else no)
    newer = replace(station(RIGHT), pinned={"sai": station(RIGHT)}, edited={"sai": WRONG})
    assert held.refusal(newer, "sai", urgent=urgent, reads=False) is None
    assert held.refusal(station(RIGHT), "sai", urgent=urgent) is None
    assert held.refusal(station(replace(WRONG, id="khac")), "khac", urgent=urgent) is None
    assert held.refusal(station(), "sai") is None


def asked(kind: AiringKind, *, emergency: bool = False) -> tuple[Request, Item]:
    item = Item(id="a", message="sai", title="Sai", path="", rate=1, start_frame=0, end_frame=1)
    terms = Terms(kind=kind, ground=EmergencyGround.PERSON if emergency else None)
    request = Request(id="a", terms=terms, planned=NOON, items=(item,))
    return request, item


@pytest.mark.parametrize("emergency", [True, False])
def test_what_goes_wrong_with_the_question_is_no_reason_against_an_emergency(*, emergency: bool) -> None:
    class Broken:
        @property
        def station(self) -> Station:
            raise RuntimeError("the station")

    other = Refusal(code="timetable.quiet_hours")
    judge = suspended("sai").over(lambda *_: other, Broken())
    found = judge(*asked(AiringKind.MANUAL, emergency=emergency), NOON, NOON)
    assert found is not None
    assert (found == other) is emergency
    free = suspended().over(lambda *_: other, FakeInForce(station(WRONG)))
    assert free(*asked(AiringKind.MANUAL), NOON, NOON) == other


def test_release_where_no_station_runs_is_kept_and_has_its_note(tmp_path: Path) -> None:
    clock = FakeClock(NOON)
    suspended("sai", "khac", file=tmp_path / NAME)
    assert release_here(tmp_path, "sai", "Chi", clock)
    assert not release_here(tmp_path, "sai", "Chi", clock)
    left = Suspensions(tmp_path / NAME)
    assert left.refusal(station(WRONG), "sai") is None
    assert left.refusal(station(replace(WRONG, id="khac")), "khac") is not None
    with Journal.open_to_read(tmp_path / JOURNAL, clock) as journal:
        (note,) = journal.notes()
    assert (note.what.code, dict(note.what.facts)) == ("playout.released", {"message": "sai", "who": "Chi"})
    assert note.at == NOON
