"""Words that nobody approved ahead: who may air them, and what waits for the leadership afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.core.errors import FaultList, PeopleError
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.people.approval.decision import Signer
from broadcaster.people.decisions.book import Overdue
from broadcaster.people.roles.model import Grant, Role
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AirTerms, AskPlay, AskSay
from tests.house import SETTINGS, House, MakeHouse
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
LEADER_ONLY = SETTINGS.replace("required: false", "required: true, at_once: leader")
MESSAGE = "title: Lũ\nrepeat: 1\nparts:\n  - say: Nước lên.\n"
CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
LAN, CHIEF = Requester(shown="Lan (lan)"), Requester(shown="Chi (chi)", leads=True)
PLAIN, EMERGENCY, REHEARSED = AirTerms(), AirTerms(priority="emergency"), AirTerms(rehearse=True)


def opened(make_house: MakeHouse, settings: str = STRICT) -> tuple[House, Post]:
    house = make_house("2026-11-23T08:30", {"station.yaml": settings, "messages/lu.yaml": MESSAGE})
    return house, Post(house)


def said(house: House, post: Post, by: Requester, how: AirTerms = PLAIN) -> Airing:
    post.asked(lambda: post.manual.take(AskSay(text="Mời bà con họp.", **how), by))
    house.run_until(house.clock.now() + timedelta(minutes=2))
    return house.log()[-1]


def played(house: House, post: Post, by: Requester, how: AirTerms = PLAIN) -> Airing:
    post.asked(lambda: post.manual.take(AskPlay(message="lu", **how), by))
    house.run_until(house.clock.now() + timedelta(minutes=2))
    return house.log()[-1]


def waiting(house: House) -> list[str]:
    house.write()
    return [each.airing.id for each in house.book.to_confirm()]


def test_officer_s_sentence_airs_and_waits_for_the_leadership(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    airing = said(house, post, LAN)
    assert (airing.outcome, airing.confirm) == (Outcome.AIRED, True)
    assert waiting(house) == [airing.id]
    house.deciding.answer(house.filed, airing.id, CHI, right=True)
    assert waiting(house) == []
    with pytest.raises(PeopleError, match="nothing_waits"):
        house.deciding.answer(house.filed, airing.id, CHI, right=True)


def test_leader_s_own_words_wait_for_nobody(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    assert said(house, post, CHIEF).outcome is Outcome.AIRED
    assert waiting(house) == []


@pytest.mark.parametrize(
    ("by", "how", "outcome"),
    [(LAN, PLAIN, Outcome.REFUSED), (CHIEF, PLAIN, Outcome.AIRED), (LAN, EMERGENCY, Outcome.AIRED)],
)
def test_ward_may_let_only_leaders_speak_at_once(
    make_house: MakeHouse, by: Requester, how: AirTerms, outcome: Outcome
) -> None:
    house, post = opened(make_house, LEADER_ONLY)
    airing = said(house, post, by, how)
    assert airing.outcome is outcome
    if outcome is Outcome.REFUSED:
        assert airing.reason is not None
        assert airing.reason.code == "playout.say_not_approved"
    assert waiting(house) == ([airing.id] if how is EMERGENCY else [])


def test_where_nothing_is_approved_ahead_nothing_is_confirmed_afterwards(make_house: MakeHouse) -> None:
    house, post = opened(make_house, SETTINGS)
    assert said(house, post, LAN).outcome is Outcome.AIRED
    assert waiting(house) == []


def test_emergency_waits_only_where_its_words_are_not_approved(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    assert played(house, post, LAN).outcome is Outcome.REFUSED
    airing = played(house, post, LAN, EMERGENCY)
    assert (airing.outcome, waiting(house)) == (Outcome.AIRED, [airing.id])
    house.approve("lu")
    assert not played(house, post, LAN, EMERGENCY).confirm
    # Of an edited one what was approved airs; where the ward stops edited ones, what is written.
    (house.folder / "messages/lu.yaml").write_text(MESSAGE.replace("lên", "lên nhanh"))
    house.reload()
    airing = played(house, post, LAN, EMERGENCY)
    assert (airing.pinned, airing.confirm) == (True, False)
    (house.folder / "station.yaml").write_text(STRICT.replace("required: true", "required: true, edit: stop"))
    house.reload()
    airing = played(house, post, LAN, EMERGENCY)
    assert (airing.pinned, airing.confirm) == (False, True)


def test_objection_needs_a_reason_and_is_an_answer_too(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    airing = said(house, post, LAN)
    with pytest.raises(PeopleError, match="no_reason"):
        house.deciding.answer(house.filed, airing.id, CHI, right=False, why=" ")
    row = house.deciding.answer(house.filed, airing.id, CHI, right=False, why="sai giờ họp")
    assert (row.decision.why, waiting(house)) == ("sai giờ họp", [])


def test_whoever_aired_it_does_not_confirm_it(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    airing = said(house, post, LAN)
    lan = Signer(by="Lan (lan)", person="lan", grant=Grant(role=Role.LEADER, delegated_by="chi"))
    with pytest.raises(PeopleError, match="own_words"):
        house.deciding.answer(house.filed, airing.id, lan, right=True)


def test_whoever_got_another_name_meanwhile_is_still_the_one_who_aired_it(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    airing = said(house, post, LAN)
    renamed = Signer(by="Lò Thị Lan (lan)", person="lan", grant=Grant(role=Role.LEADER, delegated_by="chi"))
    with pytest.raises(PeopleError, match="own_words"):
        house.deciding.answer(house.filed, airing.id, renamed, right=True)
    namesake = Signer(by="Lan (lan-2)", person="lan-2", grant=Grant(role=Role.LEADER))
    house.deciding.answer(house.filed, airing.id, namesake, right=True)
    assert waiting(house) == []


def test_what_was_refused_or_only_rehearsed_waits_for_nobody(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    assert said(house, post, LAN, REHEARSED).outcome is Outcome.AIRED
    house.clock.step(13 * 3600)  # into the night
    assert said(house, post, LAN).outcome is Outcome.REFUSED
    assert waiting(house) == []


def test_rehearsal_that_the_ward_hears_waits_for_the_leadership_like_an_airing(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    house.air_guard._loud = True
    airing = said(house, post, LAN, REHEARSED)
    assert (airing.kind, airing.outcome, airing.confirm) == ("rehearsal", Outcome.AIRED, True)
    assert waiting(house) == [airing.id]
    refused = played(house, post, LAN, REHEARSED)
    assert (refused.outcome, refused.reason and refused.reason.code) == (
        Outcome.REFUSED,
        "timetable.not_approved",
    )
    assert said(house, post, CHIEF, REHEARSED).confirm is False


def test_overdue_is_told_once_and_stays_open(make_house: MakeHouse) -> None:
    house, post = opened(make_house)
    told = FaultList()
    watch = Overdue(house.book, told)
    airing = said(house, post, LAN)
    house.write()
    watch.look()
    house.clock.advance(timedelta(hours=25).total_seconds())
    watch.look()
    watch.look()
    assert [(error.code, error.facts["airing"]) for error in told] == [("people.confirm_overdue", airing.id)]
    assert waiting(house) == [airing.id]
