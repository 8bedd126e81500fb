"""A bulletin that is asked for as an emergency is not mute, whatever silence was written into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.journal.rows.model import Outcome
from broadcaster.people.decisions.overview import overview
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.manual_request import GAP, LONGEST, as_emergency, by_name, pressed
from broadcaster.station.model.message import Message, Pause, Priority, Say
from broadcaster.station.model.station import timing_digest
from tests.house import SETTINGS, House, MakeHouse
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
TEXT = "title: Họp\nrepeat: 2\nparts:\n  - say: Mời bà con họp.\n"
MUTED = {
    "silence before its words": TEXT.replace("parts:\n", "parts:\n  - pause: 10m\n"),
    "silence between two times through": TEXT.replace("parts:\n", "gap: 2h\nparts:\n"),
}
LAN = Requester(shown="Lan (lan)")
URGENT = AskPlay(message="hop", priority="emergency")
EDIT = pytest.mark.parametrize("edited", MUTED.values(), ids=MUTED)


def opened(make_house: MakeHouse, text: str = TEXT, priority: str = "normal") -> House:
    files = {"station.yaml": STRICT, "messages/hop.yaml": f"priority: {priority}\n{text}"}
    return make_house("2026-11-23T08:00", files)


def edit(house: House, text: str, priority: str = "normal") -> None:
    (house.folder / "messages/hop.yaml").write_text(f"priority: {priority}\n{text}")
    house.reload()


@EDIT
@pytest.mark.parametrize("priority", ["normal", "priority"])
def test_approved_bulletin_is_not_made_mute_by_its_file_alone(
    make_house: MakeHouse, edited: str, priority: str
) -> None:
    house = opened(make_house, priority=priority)
    house.approve("hop")
    approved = timing_digest(house.station, house.station.messages["hop"])
    edit(house, edited, priority)
    assert timing_digest(house.station, house.station.messages["hop"]) == approved
    digest, pins = house.approvals.digest, house.versions._pins
    found = overview(
        house.filed, house.book.decisions, (), house.versions.found, digest, pins.version, house.clock.now()
    )
    assert [(one.state, one.pinned, one.valid) for one in found.messages] == [("draft", True, False)]
    house.approve("hop")
    assert timing_digest(house.station, house.station.messages["hop"]) != approved


@EDIT
def test_bulletin_asked_for_as_an_emergency_is_heard_at_once_whatever_its_file_says(
    make_house: MakeHouse, edited: str
) -> None:
    """Nobody approved it, or the row is one of before, which tells no pauses."""
    plain = Post(opened(make_house))
    plain.asked(lambda: plain.manual.take(URGENT, LAN))
    plain.run_for(seconds=120)
    assert plain.log()[-1].outcome is Outcome.AIRED
    house = plain.house
    edit(house, edited)
    plain.asked(lambda: plain.manual.take(URGENT, LAN))
    plain.run_for(seconds=120)
    first, second = plain.log()[-2:]
    assert second.outcome is Outcome.AIRED
    assert lasted(second.started, second.ended) == pytest.approx(lasted(first.started, first.ended), abs=1)


def lasted(started: datetime | None, ended: datetime | None) -> float:
    assert started is not None
    assert ended is not None
    return (ended - started) / timedelta(seconds=1)


def test_contact_airs_a_bulletin_without_its_silence(make_house: MakeHouse) -> None:
    house = opened(make_house, MUTED["silence before its words"])
    found = pressed(house.station, "nut", "hop", emergency=True).message
    assert (found.priority, [type(part) for part in found.parts]) == (Priority.EMERGENCY, [Say])


def test_bulletin_that_is_no_emergency_keeps_its_silence(make_house: MakeHouse) -> None:
    house = opened(make_house, MUTED["silence before its words"])
    for ask in (
        AskPlay(message="hop"),
        AskPlay(message="hop", priority="priority"),
        AskPlay(message="hop", rehearse=True, priority="emergency"),
    ):
        found = by_name(house.station, ask, LAN).message
        assert found.parts == house.station.messages["hop"].parts


def test_silence_is_bounded_wherever_it_stands(make_house: MakeHouse) -> None:
    rest, word, dots = Pause(length=60), Say(text="Lũ về."), Say(text="…")
    message = Message(
        id="a", title="", parts=(rest, dots, rest, word, rest, rest, dots, rest, word), gap=7200
    )
    station = make_house("2026-11-23T08:00", {}).station
    found = as_emergency(station, message)
    short = Pause(length=LONGEST)
    assert (found.parts, found.gap) == ((dots, word, short, dots, word), GAP)
    urgent = replace(message, priority=Priority.EMERGENCY)
    assert as_emergency(station, urgent) == urgent, "nobody has to approve it"
    rule = replace(station.settings, approval=replace(station.settings.approval, required=True))
    asked = replace(station, settings=rule)
    assert as_emergency(asked, urgent).parts == found.parts, "no leader has seen its silence"
    assert as_emergency(replace(asked, approved={"a": "words"}), urgent) == urgent
