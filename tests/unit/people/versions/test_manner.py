"""A yes to a message is no yes to the same words as an emergency, nor to another siren."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.summary import MessageStanding
from broadcaster.people.decisions.overview import overview
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.manual_request import by_name
from broadcaster.playout.requests.message_version import meant, offered
from broadcaster.station.model.message import Cause, Priority, Say
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import timing_digest
from tests.house import LEADER, SETTINGS, House, MakeHouse

PIN = SETTINGS.replace("required: false", "required: true")
STOP = SETTINGS.replace("required: false", "required: true, edit: stop")
MESSAGE = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con phường Tân Phong.\n"
URGENT = f"priority: emergency\n{MESSAGE}"
OTHER_SIREN = f"siren: siren-steady\n{URGENT}"
FILES = {
    "messages/ngan.yaml": MESSAGE,
    "schedules/a.yaml": 'message: ngan\nevery: 1h\nbetween: "06:00-20:00"\n',
}
Open = Callable[..., House]


@pytest.fixture
def approved(make_house: MakeHouse) -> Open:
    """A station whose message is approved as it is; it is 08:30."""

    def opened(settings: str = PIN, message: str = MESSAGE, *, of_before: bool = False) -> House:
        house = make_house(
            "2026-11-23T08:30", FILES | {"station.yaml": settings, "messages/ngan.yaml": message}
        )
        if of_before:
            write = house.book.write
            house.book.write = lambda decision, *more: write(  # type: ignore[method-assign]
                replace(
                    decision,
                    version=None
                    if decision.version is None
                    else replace(decision.version, priority=None, siren=None, timing=None),
                ),
                *more,
            )
        house.approve("ngan")
        return house

    return opened


def edit(house: House, text: str) -> None:
    (house.folder / "messages/ngan.yaml").write_text(text)
    house.reload()


def aired_class(house: House) -> Priority:
    return house.station.messages["ngan"].priority


def next_hour(house: House) -> Airing:
    house.run_until(house.clock.now() + timedelta(hours=1))
    return house.log()[-1]


def standing(house: House) -> MessageStanding:
    pins = house.versions._pins
    digest = house.approvals.digest
    found = overview(
        house.filed, house.book.decisions, (), house.versions.found, digest, pins.version, house.clock.now()
    )
    return found.messages[0]


BEFORE = pytest.mark.parametrize("of_before", [False, True], ids=["row", "row of an earlier version"])


@BEFORE
def test_approved_message_that_became_an_emergency_airs_as_it_was_approved(
    approved: Open, of_before: bool
) -> None:
    house = approved(of_before=of_before)
    edit(house, URGENT)
    assert aired_class(house) is Priority.NORMAL
    airing = next_hour(house)
    assert (airing.outcome, airing.pinned) == (Outcome.AIRED, True)
    assert (standing(house).state, standing(house).pinned, standing(house).valid) == ("draft", True, False)
    house.approve("ngan")
    assert aired_class(house) is Priority.EMERGENCY


@BEFORE
def test_approved_message_that_became_an_emergency_is_not_heard_where_an_edit_stops(
    approved: Open, of_before: bool
) -> None:
    house = approved(STOP, of_before=of_before)
    edit(house, URGENT)
    assert house.approvals.objection(house.station, house.station.messages["ngan"]) is not None
    airing = next_hour(house)
    assert (airing.outcome, airing.started) == (Outcome.REFUSED, None)
    assert (standing(house).state, standing(house).valid) == ("draft", False)
    edit(house, MESSAGE)
    assert next_hour(house).outcome is Outcome.AIRED


@BEFORE
def test_another_siren_needs_a_yes_of_its_own(approved: Open, of_before: bool) -> None:
    house = approved(message=URGENT, of_before=of_before)
    assert standing(house).valid
    assert house.approvals.holds(house.station, house.station.messages["ngan"])
    edit(house, OTHER_SIREN)
    assert house.station.messages["ngan"].siren is None
    assert standing(house).state == "draft"


OWN = "sirens: {xa-dap: {times: 5, steps: [{from: 420, for: 20s}, {rest: 6s}]}}\n"
DIFFERS = {
    "another pattern": "sirens: {xa-dap: {steps: [{from: 3900, for: 0.2s}]}}\n",
    "fewer times": OWN.replace("times: 5", "times: 1"),
    "none of that name": "",  # and the message names none
}


@pytest.mark.parametrize("row", ["row", "named", "untold"])
@pytest.mark.parametrize("sirens", DIFFERS.values(), ids=DIFFERS)
def test_siren_of_the_wards_own_sounds_as_it_was_approved_whatever_station_yaml_makes_of_its_name(
    approved: Open, row: str, sirens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        if row == "named":  # an earlier version's rows know a siren by its name alone
            less = partial(timing_digest, pattern=False)
            before.setattr("broadcaster.people.versions.version.timing_digest", less)
        house = approved(PIN + OWN, f"siren: xa-dap\n{URGENT}", of_before=row == "untold")
    assert standing(house).valid
    (house.folder / "station.yaml").write_text(PIN + sirens)
    edit(house, f"siren: xa-dap\n{URGENT}" if sirens else URGENT)
    found = meant(house.station, "ngan", urgent=True)
    siren = named(found.station.house_of("ngan").settings.sirens, found.message.siren or "")
    assert (found.message.siren, siren and siren.length) == ("xa-dap", 124.0)
    assert house.approvals.holds(house.station, house.station.messages["ngan"])
    assert (standing(house).state, standing(house).pinned) == ("draft", True)
    house.approve("ngan")
    assert not house.station.pinned


@BEFORE
def test_lower_class_than_approved_needs_no_yes(approved: Open, of_before: bool) -> None:
    house = approved(message=f"priority: priority\n{MESSAGE}", of_before=of_before)
    edit(house, MESSAGE)
    assert not house.station.pinned
    assert next_hour(house).outcome is Outcome.AIRED
    assert standing(house).valid


LOWERED = {
    "normal": MESSAGE,
    "priority": f"priority: priority\n{MESSAGE}",
    "its siren kept": f"siren: siren-steady\n{MESSAGE}",
    "other words besides": MESSAGE.replace("Tân Phong", "Tân Lập"),
}


@BEFORE
@pytest.mark.parametrize("settings", [PIN, STOP], ids=["edits are pinned", "edits stop"])
@pytest.mark.parametrize("lowered", LOWERED.values(), ids=LOWERED)
def test_approved_emergency_stays_one_whatever_class_its_file_says(
    approved: Open, settings: str, lowered: str, of_before: bool
) -> None:
    house = approved(settings, OTHER_SIREN, of_before=of_before)
    was = meant(house.station, "ngan", urgent=True).shown
    edit(house, lowered)
    offered_now = {
        one.message.id: one for one in offered(house.station, house.held, lambda *_: None, urgent=True)
    }
    message = offered_now["ngan"].message
    assert (message.priority, message.siren) == (Priority.EMERGENCY, "siren-steady")
    assert offered_now["ngan"].shown == was, "a page that was open goes on airing it"
    assert (standing(house).state, standing(house).pinned, standing(house).valid) == ("draft", True, False)
    house.approve("ngan")
    assert not house.station.pinned
    assert aired_class(house) is house.filed.messages["ngan"].priority is not Priority.EMERGENCY


@pytest.mark.parametrize("settings", [PIN, STOP], ids=["edits are pinned", "edits stop"])
def test_lowered_emergency_is_none_once_the_leader_ends_it(approved: Open, settings: str) -> None:
    house = approved(settings, OTHER_SIREN)
    edit(house, MESSAGE)
    house.deciding.end(house.filed, "ngan", LEADER, "hết lũ")
    house.reload()
    assert aired_class(house) is Priority.NORMAL
    assert next_hour(house).outcome is Outcome.REFUSED


MUTED = [
    pytest.param(URGENT.replace("parts:\n", "parts:\n  - pause: 60s\n"), id="silence before its words"),
    pytest.param(URGENT.replace("repeat: 1", "repeat: 1\nvalid: {until: 2020-01-01}"), id="no longer valid"),
    pytest.param(URGENT.replace("repeat: 1", "repeat: 1\nvalid: {from: 2090-01-01}"), id="not yet valid"),
    pytest.param(
        MESSAGE.replace("repeat: 1", "repeat: 1\nvalid: {until: 2020-01-01}"),
        id="no longer valid, in a lower class",
    ),
    pytest.param(
        MESSAGE.replace("parts:\n", "parts:\n  - pause: 10m\n"),
        id="silence before its words, in a lower class",
    ),
]


@BEFORE
@pytest.mark.parametrize("edited", MUTED)
def test_approved_emergency_is_not_made_mute_without_a_yes(
    approved: Open, edited: str, of_before: bool
) -> None:
    house = approved(message=URGENT, of_before=of_before)
    before = house.station.messages["ngan"]
    edit(house, edited)
    now = house.station.messages["ngan"]
    assert (len(now.parts), now.valid) == (len(before.parts), before.valid)
    assert (standing(house).state, standing(house).pinned) == ("draft", True)
    house.approve("ngan")
    assert not house.station.pinned
    filed = house.filed.messages["ngan"]
    assert house.station.messages["ngan"] == filed
    assert (len(filed.parts), filed.valid) != (len(before.parts), before.valid)


CAUSED = f"cause: disaster\n{MESSAGE}"


@BEFORE
def test_event_that_puts_an_approved_message_outside_the_quotas_needs_a_yes(
    approved: Open, of_before: bool
) -> None:
    house = approved(of_before=of_before)
    edit(house, CAUSED)
    assert house.station.messages["ngan"].cause is None
    assert (standing(house).state, standing(house).pinned) == ("draft", True)
    house.approve("ngan")
    assert house.station.messages["ngan"].cause is Cause.DISASTER


@pytest.mark.parametrize("row", ["row", "told no cause", "untold"])
def test_event_that_was_approved_stays(approved: Open, row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        if row == "told no cause":  # an earlier version's rows say nothing of it
            before.setattr(
                "broadcaster.people.versions.version.timing_digest",
                lambda station, message, *more, **other: timing_digest(
                    station, replace(message, cause=None), *more, **other
                ),
            )
        house = approved(message=CAUSED, of_before=row == "untold")
    house.reload()
    assert standing(house).valid
    assert not house.station.pinned
    assert house.station.messages["ngan"].cause is Cause.DISASTER


def test_siren_of_an_approved_message_that_is_no_emergency_needs_a_yes(approved: Open) -> None:
    house = approved()
    edit(house, f"siren: siren-steady\n{MESSAGE}")
    assert house.station.messages["ngan"].siren is None
    assert standing(house).state == "draft"


def test_silence_that_is_moved_before_the_words_needs_a_yes(approved: Open) -> None:
    house = approved(message=URGENT + "  - pause: 20s\n")
    edit(house, URGENT.replace("parts:\n", "parts:\n  - pause: 20s\n"))
    assert house.station.pinned
    assert isinstance(house.station.messages["ngan"].parts[0], Say)


def test_leader_who_was_shown_other_pauses_approves_nothing(approved: Open) -> None:
    house = approved(message=URGENT)
    shown = timing_digest(house.filed, house.filed.messages["ngan"])
    edit(house, URGENT.replace("parts:\n", "parts:\n  - pause: 60s\n"))
    message = house.filed.messages["ngan"]
    seen = AskApprove(
        message="m", words=house.approvals.digest(house.filed, message), priority="emergency", timing=shown
    )
    with pytest.raises(PeopleError) as caught:
        house.deciding.approve(house.filed, message, LEADER, seen)
    assert caught.value.code == "people.changed_meanwhile"
    house.deciding.approve(
        house.filed, message, LEADER, replace(seen, timing=timing_digest(house.filed, message))
    )


def test_days_of_an_approved_message_that_is_no_emergency_are_shortened_by_an_edit(approved: Open) -> None:
    house = approved()
    edit(house, MESSAGE.replace("repeat: 1", "repeat: 1\nvalid: {until: 2020-01-01}"))
    assert next_hour(house).outcome is Outcome.REFUSED


def test_emergency_of_an_earlier_version_without_archive_is_not_approved(approved: Open) -> None:
    house = approved(message=URGENT, of_before=True)
    for path in (house.state / "pinned").glob("*.zip"):
        path.unlink()
    house.versions._pins._read.clear()
    house.reload()
    assert not house.approvals.holds(house.station, house.station.messages["ngan"])


def test_person_with_the_right_still_airs_it_as_an_emergency(approved: Open) -> None:
    house = approved()
    edit(house, URGENT)
    found = by_name(house.station, AskPlay(message="ngan", priority="emergency"), Requester(shown="Lan"))
    assert found.message.priority is Priority.EMERGENCY


def test_leader_who_was_shown_another_class_approves_nothing(approved: Open) -> None:
    house = approved()
    edit(house, URGENT)
    message = house.filed.messages["ngan"]
    words = house.approvals.digest(house.filed, message)
    for priority, siren in (("normal", None), ("emergency", "siren-steady")):
        shown = AskApprove(message="m", words=words, priority=priority, siren=siren)
        with pytest.raises(PeopleError) as caught:
            house.deciding.approve(house.filed, message, LEADER, shown)
        assert caught.value.code == "people.changed_meanwhile"
    house.deciding.approve(
        house.filed, message, LEADER, AskApprove(message="m", words=words, priority="emergency")
    )
