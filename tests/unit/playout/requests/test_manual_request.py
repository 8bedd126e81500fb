"""What each way of asking by hand asks for: its kind, who asks, how urgent, where, in whose place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.playout.desk.request import EmergencyGround, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskHear, AskPlay, AskPlayFile, AskSay, AskTest
from broadcaster.playout.requests.lexicon_use import HeardOtherwise
from broadcaster.playout.requests.manual_request import (
    TEST_WORDS,
    both,
    continued,
    found_for,
    make_up_airing,
    pressed,
    told_of,
)
from broadcaster.station.loading.loader import take
from broadcaster.station.model.message import Play, Priority, Say
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal
from tests.house import SETTINGS

AN = Requester(shown="An", leads=True)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FILES = {
    "station.yaml": SETTINGS + "zones: {a: {channel: left}, b: {channel: right}}\n",
    "messages/tin.yaml": "title: Tin\nrepeat: 1\nparts:\n  - say: Mời bà con đi họp. Họp lúc bảy giờ.\n",
    "messages/vua.yaml": "title: Vừa\npriority: priority\nrepeat: 1\nparts:\n  - say: Mất điện.\n",
    "messages/lu.yaml": "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ về.\n",
    "schedules/sang.yaml": 'message: tin\nat: ["07:00"]\nzones: [b]\n',
}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "tieng.wav").write_bytes(b"RIFF")
    return take(tmp_path)


def terms(**more: Any) -> Terms:
    return Terms(**{"kind": AiringKind.MANUAL, "manual": True, "by": AN, **more})


URGENT = {"urgency": Urgency.EMERGENCY, "ground": EmergencyGround.PERSON}
REHEARSED = {"kind": AiringKind.REHEARSAL, "manual": False}
TEST = {"kind": AiringKind.MAINTENANCE, "manual": False}


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (AskPlay(message="tin", zones=("a",), from_sentence=2), terms(zones=("a",))),
        (AskPlay(message="vua"), terms(urgency=Urgency.PRIORITY)),
        (AskPlay(message="lu"), terms(urgency=Urgency.EMERGENCY)),
        (AskPlay(message="lu", priority="normal"), terms()),
        (AskPlay(message="tin", priority="emergency"), terms(**URGENT)),
        (AskPlay(message="lu", rehearse=True), terms(**REHEARSED)),
        (AskPlay(message="lu", rehearse=True, priority="emergency"), terms(**REHEARSED)),
        (AskSay(text="Lũ về."), terms()),
        (
            AskSay(text="Lũ về.", priority="emergency", zones=("b", "a", "b")),
            terms(zones=("b", "a"), **URGENT),
        ),
        (AskHear(text="Lũ về.", sentence=0), terms(**REHEARSED)),
        (AskHear(text="Lũ về.", message="lu", span=(0, 2)), terms(**REHEARSED)),
        (AskTest(), terms(**TEST)),
        (AskTest(zone="a"), terms(**TEST, zones=("a",))),
    ],
)
def test_what_is_asked_for_is_said_whole(station: Station, ask: AskPlay, expected: Terms) -> None:
    found = found_for(station, ask, AN)
    assert found.terms == expected
    assert found.from_sentence == getattr(ask, "from_sentence", None)
    assert (found.makes_good, found.note, found.warning, found.engine) == (None,) * 4
    assert (found.continues, found.lasting) == (None, None)
    assert found.station.root == station.root


def test_sound_file_is_asked_for_as_its_class_says(station: Station) -> None:
    path = station.root / "tieng.wav"
    found = found_for(station, AskPlayFile(path=str(path), priority="priority", zones=("a",)), AN)
    assert found.terms == terms(urgency=Urgency.PRIORITY, zones=("a",))
    assert (found.message.priority, found.message.title) == (Priority.PRIORITY, "tieng.wav")
    (part,) = found.message.parts
    assert isinstance(part, Play)
    assert found.station.recordings[part.recording].path == path


def test_part_of_a_text_is_only_ever_rehearsed() -> None:
    assert AskHear(text="Lũ về.").rehearse


def test_words_of_a_test_are_heard_once(station: Station) -> None:
    message = found_for(station, AskTest(zone="b"), AN).message
    assert (message.id, message.parts, message.repeat) == ("(keying test)", (Say(text=TEST_WORDS),), 1)


@pytest.mark.parametrize("emergency", [True, False])
def test_contact_asks_for_an_emergency_and_breaks_the_night_only_with_that_right(
    station: Station, *, emergency: bool
) -> None:
    found = pressed(station, "nut", "tin", emergency=emergency)
    by = Requester(shown="contact nut")
    ground = EmergencyGround.CONTACT if emergency else None
    assert found.terms == terms(by=by, urgency=Urgency.EMERGENCY, ground=ground)
    assert found.message.priority is Priority.EMERGENCY


def airing(**more: object) -> Airing:
    return Airing(
        **{
            "id": "cut", "planned": NOW, "started": NOW, "ended": NOW, "outcome": Outcome.CUT, "reason": None,
            "kind": AiringKind.SCHEDULED, "message": "tin", "schedule": None, "who": None,
            "words_digest": None, "sound_digest": None, "engine": None, **more,
        }  # type: ignore[arg-type]
    )  # fmt: skip


ZONES = [
    ({"schedule": "sang", "zones": ("a",)}, ("b",), ("a",)),
    ({"schedule": "sang"}, ("b",), ("b",)),
    ({"schedule": "gone", "zones": ("a",)}, ("a",), ("a",)),
    ({"zones": ("a", "c")}, ("a", "c"), ("a",)),
    ({}, (), ()),
]
"""Of an airing: where it is made good, as its schedule says now; and where it goes on, as it was heard."""


@pytest.mark.parametrize(("of", "makes_good", "_goes_on"), ZONES)
def test_airing_is_made_good_where_its_schedule_airs_and_on_nobodys_authority(
    station: Station, of: dict[str, object], makes_good: tuple[str, ...], _goes_on: object
) -> None:
    found = make_up_airing(station, airing(**of), by=AN)
    assert found.terms == terms(by=replace(AN, leads=False), zones=makes_good)
    assert make_up_airing(station, airing(message="lu"), by=AN).terms.urgency is Urgency.EMERGENCY
    assert found.entry(NOW).makes_good == "cut"
    assert found.entry(NOW).zones == makes_good


@pytest.mark.parametrize(("of", "_makes_good", "goes_on"), ZONES)
def test_airing_goes_on_where_it_was_heard_unless_a_person_says_where(
    station: Station, of: dict[str, object], _makes_good: object, goes_on: tuple[str, ...]
) -> None:
    cut = airing(**of)
    ask = AskPlay(message="cut", from_sentence=2)
    found = continued(station, cut, ask, AN)
    assert (found.terms, found.from_sentence, found.continues) == (terms(zones=goes_on), 2, cut)
    elsewhere = continued(station, cut, replace(ask, zones=("b",)), AN)
    assert elsewhere.terms.zones == ("b",)


@pytest.mark.parametrize("session", [None, "whole"])
def test_what_goes_on_is_one_session_with_what_was_cut(station: Station, session: str | None) -> None:
    cut = airing(session=session, position=3, schedule="sang")
    found = continued(station, cut, AskPlay(message="cut"), AN).entry(NOW)
    assert (found.resumes, found.session) == ("cut", session or "cut")
    assert (found.position, found.schedule, found.who) == (3, "sang", "An")
    alone = found_for(station, AskPlay(message="tin"), AN).entry(NOW)
    assert (alone.resumes, alone.session, alone.schedule) == (None, None, None)
    assert (alone.message, alone.planned, alone.pinned) == ("tin", NOW, False)


ONE, TWO = Refusal(code="a.one", facts=(("x", "1"),)), Refusal(code="a.two")


@pytest.mark.parametrize(
    ("first", "second", "told"), [(None, None, None), (ONE, None, ONE), (None, TWO, TWO)]
)
def test_one_note_is_told_as_it_is(
    first: Refusal | None, second: Refusal | None, told: Refusal | None
) -> None:
    assert both(first, second) == told


def test_two_notes_are_told_in_their_order() -> None:
    found = both(ONE, TWO)
    assert found is not None
    assert found.code == "playout.both"
    assert [(name, fact.code, fact.facts) for name, fact in found.facts] == [  # type: ignore[union-attr]
        ("first", "a.one", (("x", "1"),)),
        ("second", "a.two", ()),
    ]


@pytest.mark.parametrize(
    ("heard", "codes"),
    [
        (HeardOtherwise(), []),
        (HeardOtherwise(words="lũ về"), ["playout.heard"]),
        (HeardOtherwise(more=True), ["playout.may_be_heard"]),
        (HeardOtherwise(words="lũ về", more=True), ["playout.both"]),
    ],
)
def test_what_is_heard_otherwise_is_told_and_that_there_may_be_more(
    heard: HeardOtherwise, codes: list[str]
) -> None:
    told = told_of(heard)
    assert ([told.code] if told else []) == codes
