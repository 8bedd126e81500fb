"""Nobody who presses a button sees its words: it airs only what the leadership approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.people.approval.decision import Signer
from broadcaster.playout.desk.request import EmergencyGround, Item, Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.studio.script.digest import words_digest
from broadcaster.timetable.rules.guard import NOT_APPROVED
from tests.house import LEADER, SETTINGS, House, MakeHouse
from tests.unit.app.urgency import FLOOD as REPEATING
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
FLOOD = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
CONTRARY = FLOOD.replace("đang lên", "không lên")
RELAYED = (
    "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ.\n  - relay: vov\n    for: 10s\n"
)
SOURCES = "sources: {vov: https://radio.example/vov1.mp3}\n"


@pytest.fixture
def flood(make_house: MakeHouse) -> Callable[..., Post]:
    """08:00, or the hour that is named: a station whose contact has this emergency."""

    def made(message: str = FLOOD, settings: str = STRICT, hour: str = "08:00") -> Post:
        return Post(make_house(f"2026-11-23T{hour}", {"station.yaml": settings, "messages/lu.yaml": message}))

    return made


def write(house: House, text: str) -> None:
    (house.folder / "messages/lu.yaml").write_text(text)
    house.reload()


def pressed(post: Post, *, emergency: bool = True) -> Airing:
    """The row of a press."""
    ticket = post.asked(lambda: post.manual.press("nut", "lu", emergency=emergency))
    post.run_for(seconds=40)
    return next(row for row in post.log() if row.id == ticket)


def refused(row: Airing) -> str | None:
    """Why it was not heard."""
    assert row.outcome is Outcome.REFUSED, row
    return None if row.reason is None else row.reason.code


def ended(house: House) -> None:
    house.deciding.end(house.filed, "lu", LEADER, "sai")
    house.reload()


def stopped(house: House) -> None:
    """As rows of earlier versions say it of somebody who was no leader."""
    house.deciding.keep(house.filed, "lu", Signer(by="Kỹ thuật", grant=LEADER.grant), keep=False)
    house.reload()


def never(_house: House) -> None:
    """Nobody decided anything."""


WITHDRAWN: Mapping[str, Callable[[House], None]] = {"ended": ended, "stopped": stopped}


def test_button_says_nothing_that_was_never_approved(flood: Callable[..., Post]) -> None:
    assert refused(pressed(flood())) == "timetable.not_approved"


@pytest.mark.parametrize("text", [FLOOD, CONTRARY], ids=["as approved", "rewritten"])
@pytest.mark.parametrize("withdraw", WITHDRAWN.values(), ids=WITHDRAWN)
def test_button_says_nothing_once_its_approval_is_over(
    flood: Callable[..., Post], withdraw: Callable[[House], None], text: str
) -> None:
    post = flood()
    post.house.approve("lu")
    assert pressed(post).outcome is Outcome.AIRED
    withdraw(post.house)
    write(post.house, text)
    assert refused(pressed(post)) == "timetable.not_approved"


def test_button_says_what_was_approved_whatever_its_file_says(flood: Callable[..., Post]) -> None:
    post = flood()
    post.house.approve("lu")
    before = pressed(post)
    write(post.house, CONTRARY)
    after = pressed(post)
    assert (after.outcome, after.words_digest, after.pinned) == (Outcome.AIRED, before.words_digest, True)


def test_button_says_nothing_of_an_edited_text_where_an_edit_stops_it(flood: Callable[..., Post]) -> None:
    post = flood(settings=STRICT.replace("required: true", "required: true, edit: stop"))
    post.house.approve("lu")
    write(post.house, CONTRARY)
    assert refused(pressed(post)) == "timetable.not_approved"


def test_button_of_a_station_without_approval_airs_as_its_file_is(flood: Callable[..., Post]) -> None:
    assert pressed(flood(settings=SETTINGS)).outcome is Outcome.AIRED


def test_button_with_the_right_passes_quiet_hours_in_approved_words(flood: Callable[..., Post]) -> None:
    post = flood(hour="23:00")
    assert refused(pressed(post)) == "timetable.not_approved"
    post.house.approve("lu")
    assert pressed(post).outcome is Outcome.AIRED
    assert refused(pressed(post, emergency=False)) == "playout.quiet_for_people"


@pytest.mark.parametrize("live", [True, False], ids=["relay", "words beside it"])
def test_each_piece_of_what_a_button_airs_is_judged(flood: Callable[..., Post], *, live: bool) -> None:
    post = flood(RELAYED, STRICT + SOURCES)
    house, now = post.house, post.now
    words = words_digest(house.filed, house.filed.messages["lu"])
    item = Item(
        id="a#0",
        message="lu",
        title="",
        path="",
        rate=1,
        start_frame=0,
        end_frame=1,
        words_digest=words,
        live=live,
        part_of="a",
    )
    request = Request(
        id="a",
        terms=Terms(
            kind=AiringKind.MANUAL,
            urgency=Urgency.EMERGENCY,
            manual=True,
            by=Requester(shown="contact nut"),
            ground=EmergencyGround.CONTACT,
        ),
        planned=now,
        items=(item,),
    )
    assert house.air_guard.guard(request, item, now, now) == NOT_APPROVED
    by_lan = replace(
        request, terms=replace(request.terms, by=Requester(shown="Lan (lan)"), ground=EmergencyGround.PERSON)
    )
    assert house.air_guard.guard(by_lan, item, now, now) is None
    house.approve("lu")
    assert house.air_guard.guard(request, item, now, now) is None


def test_person_airs_what_the_button_may_not(flood: Callable[..., Post]) -> None:
    post = flood()
    assert refused(pressed(post)) == "timetable.not_approved"
    post.asked(
        lambda: post.manual.take(AskPlay(message="lu", priority="emergency"), Requester(shown="Lan (lan)"))
    )
    post.run_for(seconds=40)
    assert post.log()[-1].outcome is Outcome.AIRED


def test_press_that_airs_nothing_ends_no_chain_of_a_person(flood: Callable[..., Post]) -> None:
    post = flood(REPEATING)
    post.play("lu")
    post.run_for(seconds=30)
    assert refused(pressed(post)) == "timetable.not_approved"
    assert [chain.request.terms.by.shown for chain in post.repeating.chains] == ["An"]
    post.run_for(minutes=6)
    assert [row.outcome for row in post.log() if row.who == "An" and row.ended] == [Outcome.AIRED] * 2


def test_what_a_button_airs_is_refused_where_it_cannot_be_judged(
    flood: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = flood()
    post.house.approve("lu")

    def broken(*_asked: object) -> None:
        raise ValueError

    monkeypatch.setattr(post.house.approvals, "objection_to", broken)
    row = pressed(post)
    assert refused(row) == "timetable.set_aside"
