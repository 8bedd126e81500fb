"""A yes on paper: what whoever types it in may not say themselves waits for a leader's own word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import (
    ApprovalDecision,
    DecisionEntry,
    DecisionKind,
    Signer,
    SigningWay,
    Version,
)
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.approval.summary import MessageStanding
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.overview import overview
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.selection import PinnedVersions
from broadcaster.people.versions.version import nothing_kept, version_of
from broadcaster.people.versions.words import Digests
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskSay
from broadcaster.station.loading.loader import take
from broadcaster.station.model.regulation import Second
from broadcaster.station.model.station import Station
from tests.house import SETTINGS, STATION_ID, MakeHouse, local
from tests.unit.app.urgency import Post

LAN = Signer(by="Lan (lan)", person="lan", grant=Grant(role=Role.OFFICER))
TU = replace(LAN, by="Tú (tu)", person="tu")
CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
HOA = replace(CHI, by="Hoa (hoa)", person="hoa")
PAPER = replace(CHI, way=SigningWay.PAPER, form="12/PD", photo="f" * 64)
BY_LAN = replace(PAPER, entered_by="Lan (lan)", entered_person="lan")
BY_HOA = replace(PAPER, entered_by="Hoa (hoa)", entered_person="hoa", entered_leads=True)
BY_CHI = replace(PAPER, entered_by="Chi (chi)", entered_person="chi", entered_leads=True)
TEXT = "Kính thưa bà con."


def next_photo(typed: Signer, photo: str = "e") -> Signer:
    """The same by a further paper: a photo stands for one decision."""
    return replace(typed, photo=photo * 64)


Write = Callable[..., Station]


@pytest.fixture
def book() -> Iterator[Book]:
    clock = FakeClock(local("2026-11-23T08:00"))
    with Journal.in_memory(clock) as journal:
        yield Book(journal, STATION_ID, clock)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the station; the message `m` says the text."""

    def written(text: str = TEXT, rule: str = "{}") -> Station:
        (tmp_path / "messages").mkdir(exist_ok=True)
        (tmp_path / "station.yaml").write_text(f"name: x\nspeech: {{engines: [tone]}}\napproval: {rule}\n")
        (tmp_path / "messages/m.yaml").write_text(f"title: M\nparts:\n  - say: |\n      {text}\n")
        return take(tmp_path)

    return written


def approve(book: Book, station: Station, signer: Signer) -> DecisionEntry:
    message = station.messages["m"]
    return Deciding(book).approve(
        station, message, signer, AskApprove(message="m", words=version_of(station, message).words)
    )


def submit(book: Book, station: Station, signer: Signer) -> None:
    Deciding(book).submit(station, station.messages["m"], signer)


def shown(book: Book, station: Station) -> MessageStanding:
    now = book.now()
    found = overview(station, book.decisions, (), PinnedVersions(), Digests().words, nothing_kept, now)
    return found.messages[0]


@pytest.mark.parametrize("rule", ["{}", "{own: true}"])
def test_officer_s_photograph_airs_nothing_before_the_leader_s_own_word(
    book: Book, write: Write, rule: str
) -> None:
    """One officer with a photograph approved "by" a leader, and nobody else was in the loop."""
    station = write(rule=rule)
    submit(book, station, TU)
    assert approve(book, station, BY_LAN).decision.what is DecisionKind.NOTED
    one = shown(book, station)
    assert (one.state, one.valid, one.approved_digest) == (ApprovalState.WAITING, False, None)
    assert one.noted is not None
    assert (one.noted.by, one.noted.entered_by, one.noted.form) == ("Chi (chi)", "Lan (lan)", "12/PD")
    assert approve(book, station, CHI).decision.what is DecisionKind.APPROVED
    one = shown(book, station)
    assert (one.state, one.valid, one.noted) == (ApprovalState.APPROVED, True, None)


def test_officer_who_types_in_the_paper_of_an_own_text_hands_it_in(book: Book, write: Write) -> None:
    station = write()
    approve(book, station, BY_LAN)
    assert shown(book, station).state == ApprovalState.WAITING
    with pytest.raises(PeopleError, match="own_text"):
        approve(book, station, replace(CHI, person="lan"))  # a leader who is the author
    assert approve(book, station, CHI).decision.what is DecisionKind.APPROVED


@pytest.mark.parametrize("typed", [BY_CHI, BY_HOA], ids=["the leader", "another leader"])
def test_paper_that_a_leader_types_in_counts_at_once(book: Book, write: Write, typed: Signer) -> None:
    station = write()
    submit(book, station, LAN)
    row = approve(book, station, typed)
    assert (row.decision.what, row.decision.form) == (DecisionKind.APPROVED, "12/PD")
    assert shown(book, station).valid


def test_paper_is_no_way_round_the_second_proof_of_a_yes(book: Book, write: Write) -> None:
    station = write()
    approval = replace(station.settings.approval, second=Second.PIN)
    strict = replace(station, settings=replace(station.settings, approval=approval))
    submit(book, strict, LAN)
    assert approve(book, strict, BY_CHI).decision.what is DecisionKind.NOTED


def test_leader_gives_no_yes_to_an_own_text_by_the_paper_of_another(book: Book, write: Write) -> None:
    station = write()
    submit(book, station, HOA)
    assert approve(book, station, BY_HOA).decision.what is DecisionKind.NOTED
    edited = write(TEXT + " Hết.")  # nobody handed it in: whoever types it in does
    assert approve(book, edited, next_photo(BY_HOA)).decision.what is DecisionKind.NOTED
    with pytest.raises(PeopleError, match="own_text"):
        approve(book, edited, HOA)
    other = write(TEXT + " Xin hết.")
    with pytest.raises(PeopleError, match="own_text"):
        approve(book, other, next_photo(BY_CHI, "d"))
    assert (
        approve(book, write(TEXT + " Hết ạ.", "{own: true}"), next_photo(BY_HOA, "c")).decision.what
        is DecisionKind.APPROVED
    )


def test_paper_of_words_that_were_edited_meanwhile_is_not_shown_and_binds_nothing(
    book: Book, write: Write
) -> None:
    station = write()
    submit(book, station, TU)
    approve(book, station, BY_LAN)
    edited = write(TEXT + " Hết.")
    assert shown(book, edited).noted is None
    with pytest.raises(PeopleError, match="not_submitted"):
        approve(book, edited, CHI)
    submit(book, edited, TU)
    assert shown(book, edited).noted is None
    assert book.decisions.of("m").noted is None


def test_paper_that_waits_ends_when_the_text_is_returned(book: Book, write: Write) -> None:
    station = write()
    submit(book, station, TU)
    approve(book, station, BY_LAN)
    returned = Deciding(book).send_back(station, station.messages["m"], next_photo(BY_LAN), "sai giờ")
    assert returned.decision.what is DecisionKind.RETURNED
    assert (shown(book, station).state, shown(book, station).noted) == (ApprovalState.RETURNED, None)


def test_end_on_paper_counts_at_once_whoever_types_it_in(book: Book, write: Write) -> None:
    station = write()
    submit(book, station, TU)
    approve(book, station, CHI)
    Deciding(book).end(station, "m", BY_LAN, "hết việc")
    assert shown(book, station).state == ApprovalState.ENDED


def test_paper_of_what_is_approved_already_is_told_so(book: Book, write: Write) -> None:
    station = write(rule="{own: true}")
    approve(book, station, CHI)
    with pytest.raises(PeopleError, match="approved_already"):
        approve(book, station, BY_LAN)
    assert book.decisions.of("m").submitted is None


def test_approval_on_paper_of_an_earlier_version_of_the_program_stays(book: Book, write: Write) -> None:
    station = write()
    words = version_of(station, station.messages["m"]).words
    book.write(
        ApprovalDecision(
            what=DecisionKind.APPROVED, station=book.station, by="Chi (chi)", person="chi", grant=CHI.grant,
            way=SigningWay.PAPER, entered_by="Lan (lan)", message="m", version=Version(words=words), form="9",
            photo="e" * 64,
        )
    )  # fmt: skip
    assert shown(book, station).valid


def test_airing_that_is_confirmed_on_paper_stays_open_until_the_leader_s_own_word(
    make_house: MakeHouse,
) -> None:
    house = make_house(
        "2026-11-23T08:30", {"station.yaml": SETTINGS.replace("required: false", "required: true")}
    )
    post = Post(house)
    post.asked(lambda: post.manual.take(AskSay(text="Mời bà con họp."), Requester(shown="Tú (tu)")))
    post.asked(lambda: post.manual.take(AskSay(text="Mời bà con về."), Requester(shown="Hoa (hoa)")))
    house.run_until(house.clock.now() + timedelta(minutes=2))
    first, second = (airing.id for airing in house.log())
    row = house.deciding.answer(house.filed, first, BY_LAN, right=True)
    assert row.decision.what is DecisionKind.NOTED
    assert [each.airing.id for each in house.book.to_confirm()] == [first, second]
    assert house.book.decisions.noted[first].decision.form == "12/PD"
    # Whoever aired it types in the paper of a colleague.
    assert (
        house.deciding.answer(house.filed, second, next_photo(BY_HOA), right=True).decision.what
        is DecisionKind.NOTED
    )
    assert (
        house.deciding.answer(house.filed, first, next_photo(BY_HOA, "d"), right=True).decision.what
        is DecisionKind.CONFIRMED
    )
    # Nor do they take their own words off the table by a paper on which a leader objects.
    with pytest.raises(PeopleError, match="own_words"):
        house.deciding.answer(house.filed, second, next_photo(BY_HOA, "b"), right=False, why="sai giờ")
    house.deciding.answer(house.filed, second, next_photo(BY_LAN, "c"), right=False, why="sai giờ")
    assert house.book.to_confirm() == []


def louder(tmp_path: Path, manner: str) -> Station:
    """The station once the message's own file says how it is to be heard, in the same words."""
    file = tmp_path / "messages/m.yaml"
    file.write_text(f"{manner}\n{file.read_text()}")
    return take(tmp_path)


@pytest.mark.parametrize("manner", ["priority: priority", "priority: emergency"])
def test_paper_about_a_higher_class_is_not_called_approved_already(
    book: Book, write: Write, tmp_path: Path, manner: str
) -> None:
    """The overview said draft, the telephone worked; the paper was refused for a yes that did not count."""
    station = write()
    submit(book, station, TU)
    approve(book, station, CHI)
    raised = louder(tmp_path, manner)
    assert not shown(book, raised).valid
    submit(book, raised, TU)
    assert approve_raised(book, raised, BY_LAN).decision.what is DecisionKind.NOTED
    assert approve_raised(book, raised, CHI).decision.what is DecisionKind.APPROVED
    assert shown(book, raised).valid
    with pytest.raises(PeopleError, match="approved_already"):
        approve_raised(book, raised, next_photo(BY_LAN))


def test_paper_about_a_lower_class_is_approved_already(book: Book, write: Write, tmp_path: Path) -> None:
    write()
    station = louder(tmp_path, "priority: priority")
    submit(book, station, TU)
    approve_raised(book, station, CHI)
    lowered = write()
    assert shown(book, lowered).valid
    with pytest.raises(PeopleError, match="approved_already"):
        approve_raised(book, lowered, BY_LAN)


def test_paper_about_an_emergency_that_was_lowered_is_noted(book: Book, write: Write, tmp_path: Path) -> None:
    write()
    station = louder(tmp_path, "priority: emergency")
    submit(book, station, TU)
    approve_raised(book, station, CHI)
    lowered = write()
    assert not shown(book, lowered).valid
    submit(book, lowered, TU)
    assert approve_raised(book, lowered, BY_LAN).decision.what is DecisionKind.NOTED
    assert approve_raised(book, lowered, CHI).decision.what is DecisionKind.APPROVED
    assert shown(book, lowered).valid


def test_paper_about_another_sound_is_not_called_approved_already(book: Book, write: Write) -> None:
    station = write(rule="{bind: sound}")
    submit(book, station, TU)
    words = version_of(station, station.messages["m"]).words
    decide = Deciding(book).approve
    decide(station, station.messages["m"], CHI, AskApprove(message="m", words=words, sound="a" * 64))
    heard = AskApprove(message="m", words=words, sound="b" * 64)
    assert decide(station, station.messages["m"], BY_LAN, heard).decision.what is DecisionKind.NOTED
    with pytest.raises(PeopleError, match="approved_already"):
        decide(station, station.messages["m"], next_photo(BY_LAN), replace(heard, sound="a" * 64))


def approve_raised(book: Book, station: Station, signer: Signer) -> DecisionEntry:
    """The same with the class that the approver was shown."""
    message = station.messages["m"]
    shown_as = AskApprove(
        message="m", words=version_of(station, message).words, priority=str(message.priority)
    )
    return Deciding(book).approve(station, message, signer, shown_as)
