"""Phát tiếp: the sentence in which an airing was cut, what is left from there, and what may go on at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.fold import slot_of
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.playout.desk.request import Item
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.make_up import lasting, may_continue, onward, place_of
from broadcaster.playout.requests.manual_request import continued
from broadcaster.playout.requests.members import Member, items
from broadcaster.station.model.equipment import Zone
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Cue, Programme, Segment, SegmentKind

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
RATE = 1000
SECOND = timedelta(seconds=1)
MESSAGE = Message(id="hop", title="Họp", parts=(Say(text="Một. Hai. Ba."),))


def cue(start: float, end: float, words: str, repeat: int = 0) -> Cue:
    return Cue(
        start_frame=int(start * RATE),
        end_frame=int(end * RATE),
        part=0,
        sentence=0,
        repeat=repeat,
        words=words,
    )


# A chime of 5 s, three sentences with a pause before the third, a closing of 2 s.
PROGRAMME = Programme(
    message="hop",
    path=Path("a.wav"),
    rate=RATE,
    frames=27 * RATE,
    loudness_lufs=-16,
    true_peak_dbtp=-2,
    words_digest="w",
    sound_digest="s",
    engine="tone",
    segments=(
        Segment(kind=SegmentKind.OPENING, start_frame=0, end_frame=5 * RATE),
        Segment(kind=SegmentKind.BODY, start_frame=5 * RATE, end_frame=25 * RATE),
        Segment(kind=SegmentKind.CLOSING, start_frame=25 * RATE, end_frame=27 * RATE),
    ),
    cues=(cue(5, 9, "một"), cue(10, 14, "hai"), cue(15, 18, ""), cue(20, 25, "ba")),
    clips_made=0,
    clips_reused=0,
)


def airing(seconds: float = 12, **known: Any) -> Airing:
    facts: dict[str, Any] = {
        "id": "a1", "planned": NOON, "started": NOON, "ended": NOON + seconds * SECOND,
        "outcome": Outcome.CUT, "reason": None, "kind": AiringKind.MANUAL, "message": "hop", "schedule": None,
        "who": "Lan", "words_digest": "w", "sound_digest": "s", "engine": "tone",
    }  # fmt: skip
    return Airing(**{**facts, **known})


@pytest.mark.parametrize(
    ("seconds", "number"),
    [(0.5, 1), (4.9, 1), (7, 1), (8.85, 2), (12, 2), (13.9, 3), (16, 3), (19, 3), (22, 3), (25.5, None)],
)
def test_an_airing_goes_on_at_the_sentence_that_was_cut(seconds: float, number: int | None) -> None:
    found = onward(airing(seconds), PROGRAMME)
    assert (None if found is None else found.number) == number


def test_a_later_member_of_a_session_had_no_opening() -> None:
    found = onward(airing(6, position=1), PROGRAMME)
    assert found is not None
    assert (found.number, found.words) == (2, "hai")


@pytest.mark.parametrize(
    "known",
    [{"sound_digest": "other"}, {"resumes": "a0"}, {"started": None}, {"ended": None}],
    ids=["other sound", "a rest itself", "never heard", "still heard"],
)
def test_where_it_was_cut_is_not_guessed(known: dict[str, Any]) -> None:
    assert onward(airing(**known), PROGRAMME) is None


def test_only_what_was_cut_while_it_was_heard_may_go_on() -> None:
    others = [
        airing(id="aired", outcome=Outcome.AIRED),
        airing(id="refused", outcome=Outcome.REFUSED, started=None),
        airing(id="live", kind=AiringKind.LIVE),
        airing(id="test", kind=AiringKind.REHEARSAL),
        airing(id="piece", part_of="x"),
        airing(id="typed", message="#spoken"),
    ]
    cut, broken = (
        airing(id="cut"),
        airing(id="broken", outcome=Outcome.INTERRUPTED, kind=AiringKind.SCHEDULED),
    )
    assert [each.id for each in may_continue([*others[:5], cut, broken])] == ["cut", "broken"]


def test_what_has_gone_on_or_was_made_good_does_not_go_on_again() -> None:
    rest = airing(id="a2", resumes="a1", outcome=Outcome.AIRED)
    assert may_continue([airing(), rest]) == []
    assert may_continue([airing(), replace(rest, resumes=None, makes_good="a1")]) == []
    # A rest that was refused was not heard: it may be asked for again.
    assert [each.id for each in may_continue([airing(), replace(rest, outcome=Outcome.REFUSED)])] == ["a1"]


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_sentence_that_there_is_not_is_refused_with_their_number(number: int) -> None:
    with pytest.raises(ServiceError) as caught:
        place_of(PROGRAMME, number)
    assert (caught.value.code, caught.value.facts["most"]) == ("service.no_sentence", 3)


def pieces(programme: Programme = PROGRAMME) -> tuple[Item, ...]:
    return items([Member(airing="a2", message=MESSAGE, programme=programme, place=place_of(programme, 2))])


def test_the_chime_is_heard_then_the_rest_and_both_are_one_airing() -> None:
    opening, rest = pieces()
    assert (opening.start_frame, opening.end_frame) == (0, 5 * RATE)
    assert (rest.start_frame, rest.end_frame, rest.joined) == (10 * RATE, 27 * RATE, True)
    assert {opening.part_of, rest.part_of} == {"a2"}
    assert {opening.words_digest, rest.words_digest} == {"w"}  # the guard knows them as approved
    assert lasting(PROGRAMME, rest.start_frame) == 22


def test_without_a_chime_the_rest_is_the_airing_itself() -> None:
    plain = replace(PROGRAMME, segments=(Segment(kind=SegmentKind.BODY, start_frame=0, end_frame=27 * RATE),))
    (rest,) = pieces(plain)
    assert (rest.id, rest.part_of, rest.start_frame) == ("a2", "", 10 * RATE)


def test_the_row_of_the_rest_names_what_went_before_and_is_of_its_session() -> None:
    station = Station(
        root=Path("/x"),
        settings=Settings(name="Đài", zones={"tren": Zone(name="tren")}),
        messages={"hop": MESSAGE},
        schedules={"sang": Schedule(id="sang", messages=("hop",), zones=("tren",))},
    )
    cut = airing(schedule="sang", session="sang@x", position=1, kind=AiringKind.SCHEDULED)
    wanted = continued(station, cut, AskPlay(message="", from_sentence=2), Requester(shown="Lan"))
    entry = wanted.entry(NOON)
    assert (entry.resumes, entry.session, entry.position) == ("a1", "sang@x", 1)
    assert (entry.kind, entry.who, entry.zones) == (AiringKind.MANUAL, "Lan", ("tren",))
    assert slot_of(entry) is None  # a person may ask for it again
    by_hand = continued(
        station, airing(), AskPlay(message="", from_sentence=2), Requester(shown="Lan")
    ).entry(NOON)
    assert (by_hand.resumes, by_hand.session) == ("a1", "a1")
