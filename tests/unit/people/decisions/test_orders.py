"""An order is carried out as it says, and who decides is proved last: what is refused uses up no code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, PeopleError, StationError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome
from broadcaster.people.approval.decision import DecisionKind, Signer
from broadcaster.people.approval.order import (
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReread,
    AskReturn,
    AskSubmit,
    ByTelephone,
    OnPaper,
    Order,
    SeenWords,
)
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.orders import carry_out
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.version import version_of
from broadcaster.station.loading.loader import take
from broadcaster.station.model.station import Station
from tests.house import STATION_ID, local

LAN = Signer(by="Lan", person="lan", grant=Grant(role=Role.OFFICER))
CHI = Signer(by="Chi", person="chi", grant=Grant(role=Role.LEADER))
NOW = local("2026-11-23T08:00")
PAPER = OnPaper(leader="chi", form="7", photo="f" * 64)
TELEPHONE = ByTelephone(leader="chi", code="123456")


class Desk:
    """One station with one message, its book, and how often somebody was asked for a proof."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        (folder / "messages").mkdir()
        (folder / "station.yaml").write_text("name: x\nspeech: {engines: [tone]}\napproval: {own: true}\n")
        (folder / "messages/m.yaml").write_text("title: M\nparts:\n  - say: Kính thưa bà con.\n")
        self.station = take(folder)
        self.journal = journal
        self.book = Book(journal, STATION_ID, FakeClock(NOW))
        self.reread: dict[str, str] = {}
        self.deciding = Deciding(self.book, reread=self)
        self.proofs = 0

    @property
    def shown(self) -> AskApprove:
        return AskApprove(message="m", words=version_of(self.station, self.station.messages["m"]).words)

    def order(
        self, wanted: Order, signer: Signer = CHI, station: Station | None = None
    ) -> list[DecisionKind]:
        """The decisions that the order brought about."""

        def prove() -> None:
            assert self.book.decisions.last == before, "nothing is written before it is proved"
            self.proofs += 1

        before = self.book.decisions.last
        rows = carry_out(wanted, self.deciding, station or self.station, replace(signer, prove=prove))
        assert rows[-1].seq == self.book.decisions.last
        return [row.decision.what for row in rows]

    def refused(self, wanted: Order, station: Station | None = None) -> str:
        before, proofs = self.book.decisions, self.proofs
        with pytest.raises(BroadcasterError) as caught:
            self.order(wanted, CHI, station)
        assert (self.book.decisions, self.proofs) == (before, proofs)
        return caught.value.code

    def aired(self) -> str:
        entry = Entry(kind=AiringKind.MANUAL, message="(say) Mất điện", who="Lan", planned=NOW, confirm=True)
        airing = self.journal.plan(entry)
        self.journal.started(airing, NOW)
        self.journal.ended(airing, NOW, Outcome.AIRED)
        return airing


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Journal.in_memory(FakeClock(NOW)) as journal:
        yield Desk(tmp_path, journal)


def test_each_order_about_a_message_is_the_decision_of_its_name_and_only_a_leader_s_is_proved(
    desk: Desk,
) -> None:
    submit, keep, stop = (
        AskSubmit(message="m"),
        AskKeep(message="m", keep=True),
        AskKeep(message="m", keep=False),
    )
    steps: list[tuple[Order, DecisionKind, int]] = [
        (submit, DecisionKind.SUBMITTED, 0),
        (AskReturn(message="m", why="  hết hạn "), DecisionKind.RETURNED, 1),
        (desk.shown, DecisionKind.APPROVED, 1),
        (keep, DecisionKind.PINNED, 0),
        (AskEndApproval(message="m", why="  hết hạn "), DecisionKind.ENDED, 1),
        (desk.shown, DecisionKind.APPROVED, 1),
        (stop, DecisionKind.STOPPED, 0),
    ]
    for order, what, proofs in steps:
        before = desk.proofs
        assert desk.order(order, CHI if proofs else LAN) == [what]
        assert desk.proofs - before == proofs
        newest = desk.book.decisions.of("m")
        told = {DecisionKind.RETURNED: newest.returned, DecisionKind.ENDED: newest.ended}.get(what)
        assert told is None or told.decision.why == "hết hạn"
        if order in (keep, stop):
            assert newest.keep is (order is keep)


@pytest.mark.parametrize("right", [True, False])
def test_what_aired_at_once_is_answered_as_it_was_said(desk: Desk, *, right: bool) -> None:
    def wanted(airing: str) -> Order:
        return AskConfirm(airing=airing) if right else AskObject(airing=airing, why="sai giờ")

    airing = desk.aired()
    assert desk.refused(wanted("none")) == "people.nothing_waits"
    assert desk.order(wanted(airing)) == [DecisionKind.CONFIRMED if right else DecisionKind.OBJECTED]
    assert desk.proofs == 1
    assert desk.refused(wanted(airing)) == "people.nothing_waits"


def test_new_readings_that_were_shown_are_confirmed_together(desk: Desk) -> None:
    def reread(words: str) -> Order:
        return AskReread(seen=(SeenWords(message="m", words=words),))

    words = desk.shown.words
    assert desk.refused(reread(words)) == "people.changed_meanwhile"
    desk.order(desk.shown)
    desk.reread = {"m": words}
    assert desk.refused(reread("0" * 64)) == "people.changed_meanwhile"
    assert desk.order(reread(words)) == [DecisionKind.APPROVED]
    assert desk.proofs == 2


def test_without_a_reason_nobody_knows_what_to_change(desk: Desk) -> None:
    desk.order(desk.shown)
    airing = desk.aired()
    for order in (
        AskReturn(message="m", why=" \n"),
        AskEndApproval(message="m", why=" \n"),
        AskObject(airing=airing, why=" \n"),
    ):
        assert desk.refused(order) == "people.no_reason"


def test_what_may_not_be_decided_is_refused_before_a_code_is_used_up(desk: Desk) -> None:
    assert desk.refused(AskApprove(message="m", words="0" * 64)) == "people.changed_meanwhile"
    assert desk.refused(AskEndApproval(message="m", why="x")) == "people.not_approved"
    with pytest.raises(StationError):
        desk.order(AskSubmit(message="none"))


@pytest.mark.parametrize("said", [TELEPHONE, PAPER], ids=["telephone", "paper"])
@pytest.mark.parametrize("allowed", [True, False])
def test_only_the_ways_that_the_ward_allows_carry_a_leader_s_word(
    desk: Desk, said: ByTelephone | OnPaper, *, allowed: bool
) -> None:
    rule = replace(desk.station.settings.approval, telephone=allowed, paper=allowed)
    station = replace(desk.station, settings=replace(desk.station.settings, approval=rule))
    way = {"telephone": said} if isinstance(said, ByTelephone) else {"paper": said}
    wanted = replace(desk.shown, **way)
    if allowed:
        assert desk.order(wanted, CHI, station) == [DecisionKind.APPROVED]
        return
    code = "people.not_by_telephone" if said is TELEPHONE else "people.not_on_paper"
    assert desk.refused(wanted, station) == code


def test_a_photo_by_which_something_was_decided_carries_no_second_order(desk: Desk) -> None:
    rule = replace(desk.station.settings.approval, paper=True)
    station = replace(desk.station, settings=replace(desk.station.settings, approval=rule))
    desk.order(replace(desk.shown, paper=PAPER), replace(CHI, photo=PAPER.photo), station)
    again = AskEndApproval(message="m", why="x", paper=PAPER)
    assert desk.refused(again, station) == "people.photo_used"
    assert desk.order(replace(again, paper=replace(PAPER, photo="e" * 64)), CHI, station) == [
        DecisionKind.ENDED
    ]


def test_row_that_the_disk_does_not_take_is_no_decision(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise PeopleError("people.not_pinned", message="m")

    monkeypatch.setattr(desk.journal, "decide", full)
    with pytest.raises(PeopleError):
        desk.order(AskSubmit(message="m"), LAN)
    assert desk.book.decisions.of("m").submitted is None
