"""Decisions are checked, written as rows of the journal and copied for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import DecisionKind, Signer, SigningWay, Version
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.version import version_of
from broadcaster.station.loading.loader import take
from broadcaster.station.model.station import Station
from tests.house import STATION_ID, local

LAN = Signer(by="Lan (lan)", person="lan", grant=Grant(role=Role.OFFICER))
CHI = Signer(by="Chi (chi)", person="chi", grant=Grant(role=Role.LEADER))
ALONE = Signer(by="dai", grant=Grant(role=None))
TEXT = "Kính thưa bà con."
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


def approve(book: Book, station: Station, signer: Signer, *spans: tuple[str, str]) -> None:
    message = station.messages["m"]
    shown = AskApprove(message="m", words=version_of(station, message).words, spans=spans)
    Deciding(book).approve(station, message, signer, shown)


def state(book: Book, station: Station) -> ApprovalState:
    words = version_of(station, station.messages["m"]).words
    return book.decisions.of("m").state(Version(words=words))


def refused(book: Book, station: Station, signer: Signer, *spans: tuple[str, str]) -> str:
    with pytest.raises(PeopleError) as caught:
        approve(book, station, signer, *spans)
    assert state(book, station) is not ApprovalState.APPROVED
    return caught.value.code


def test_message_goes_from_draft_to_approved_and_its_copy_names_the_row(book: Book, write: Write) -> None:
    station = write()
    assert state(book, station) is ApprovalState.DRAFT
    Deciding(book).submit(station, station.messages["m"], LAN)
    assert state(book, station) is ApprovalState.WAITING
    approve(book, station, CHI)
    assert state(book, station) is ApprovalState.APPROVED
    row = book.decisions.of("m").yes
    copy = take(station.root).approvals["m"]
    assert row is not None
    assert (copy.by, copy.row, copy.row_hash) == ("Chi (chi)", row.row.seq, row.row.hash)
    assert state(book, write(TEXT + " Xin hết.")) is ApprovalState.DRAFT


def test_author_does_not_approve_and_nobody_approves_what_was_not_handed_in(book: Book, write: Write) -> None:
    station = write()
    assert refused(book, station, CHI) == "people.not_submitted"
    Deciding(book).submit(station, station.messages["m"], CHI)
    assert refused(book, station, CHI) == "people.own_text"
    Deciding(book).submit(station, station.messages["m"], LAN)
    edited = write(TEXT + " Xin hết.")
    assert refused(book, edited, CHI) == "people.not_submitted"


def test_second_leader_is_told_that_it_is_approved_already(book: Book, write: Write) -> None:
    station = write()
    Deciding(book).submit(station, station.messages["m"], LAN)
    approve(book, station, CHI)
    with pytest.raises(PeopleError) as caught:
        approve(book, station, replace(CHI, by="Hoa (hoa)", person="hoa"))
    assert (caught.value.code, caught.value.facts["by"]) == ("people.approved_already", "Chi (chi)")


def test_a_message_that_a_colleague_returns_in_the_same_moment_is_not_approved_over_it(
    book: Book, write: Write
) -> None:
    station = write()
    message = station.messages["m"]
    Deciding(book).submit(station, message, LAN)

    def returned_meanwhile(*_: object) -> None:
        """What an approval waits for: the disk keeps its version."""
        Deciding(book).send_back(station, message, replace(CHI, by="Hoa (hoa)", person="hoa"), "sai giờ")

    with pytest.raises(PeopleError) as caught:
        Deciding(book, returned_meanwhile).approve(
            station, message, CHI, AskApprove(message="m", words=version_of(station, message).words)
        )
    assert caught.value.code == "people.not_submitted"
    assert state(book, station) is ApprovalState.RETURNED


def test_ward_may_let_authors_approve_and_without_people_nobody_is_asked(book: Book, write: Write) -> None:
    approve(book, write(rule="{own: true}"), CHI)
    approve(book, write(TEXT + " Hết."), ALONE)


def test_approval_of_another_text_than_the_one_shown_is_refused(book: Book, write: Write) -> None:
    old = write()
    shown = AskApprove(message="m", words=version_of(old, old.messages["m"]).words)
    station = write(TEXT + " Xin hết.")
    with pytest.raises(PeopleError, match="changed_meanwhile"):
        Deciding(book).approve(station, station.messages["m"], ALONE, shown)


def test_each_doubtful_reading_must_be_accepted(book: Book, write: Write) -> None:
    station = write("Họp lúc 7h30, gặp ông Trần Văn ABCXYZ và QWRT.")
    assert refused(book, station, ALONE) == "people.doubt_left"
    from broadcaster.people.versions.version import doubts

    spans = [(s.written, s.spoken) for s in doubts(station, station.messages["m"])]
    assert len(spans) > 1
    assert refused(book, station, ALONE, *spans[1:]) == "people.doubt_left"
    approve(book, station, ALONE, *spans)
    yes = book.decisions.of("m").yes
    assert yes is not None
    assert yes.row.decision.spans == tuple(spans)


@pytest.mark.parametrize(
    "text",
    [
        "Họp ngày … tháng 3.",
        "Họp lúc ...... giờ.",
        "Họp tại ___ .",
        "Họp {{ngày họp: ngày}}.",
        "Họp ngày .... .",
    ],
)
def test_blank_is_never_waived(book: Book, write: Write, text: str) -> None:
    station = write(text, rule="{own: true}")
    from broadcaster.people.versions.version import doubts

    spans = [(s.written, s.spoken) for s in doubts(station, station.messages["m"])]
    with pytest.raises(PeopleError) as caught:
        approve(book, station, ALONE, *spans)
    assert caught.value.code == "people.blank"
    assert "messages/m.yaml:4" in str(caught.value.facts["places"])


def test_blank_of_a_title_keeps_it_from_being_handed_in(book: Book, write: Write, tmp_path: Path) -> None:
    write()
    file = tmp_path / "messages/m.yaml"
    file.write_text(file.read_text().replace("title: M", 'title: "Tiêm {{tên vắc xin: tên}}"'))
    station = take(tmp_path)
    with pytest.raises(PeopleError) as caught:
        Deciding(book).submit(station, station.messages["m"], CHI)
    assert (caught.value.code, caught.value.facts["places"]) == (
        "people.blank",
        "messages/m.yaml “tên vắc xin”",
    )


def test_return_and_end_need_a_reason_and_take_the_approval_away(book: Book, write: Write) -> None:
    station, deciding = write(), Deciding(book)
    message = station.messages["m"]
    approve(book, station, ALONE)
    with pytest.raises(PeopleError, match="no_reason"):
        deciding.end(station, "m", CHI, " ")
    with pytest.raises(PeopleError, match="no_reason"):
        deciding.send_back(station, message, CHI, "")
    deciding.end(station, "m", CHI, "hết dịch")
    assert state(book, station) is ApprovalState.ENDED
    assert not (station.root / "approvals/m.yaml").exists()
    approve(book, station, ALONE)
    deciding.send_back(station, message, CHI, "sai số điện thoại")
    returned = book.decisions.of("m").returned
    assert state(book, station) is ApprovalState.RETURNED
    assert returned is not None
    assert returned.decision.why == "sai số điện thoại"
    with pytest.raises(PeopleError, match="not_approved"):
        deciding.end(station, "m", CHI, "x")


def test_by_telephone_neither_who_approves_nor_who_types_it_in_is_the_author(
    book: Book, write: Write
) -> None:
    """One officer wrote a text, and typed a leader's code for it."""
    station = write()
    by_phone = replace(CHI, way=SigningWay.TELEPHONE, entered_by="Lan (lan)", entered_person="lan")
    assert refused(book, station, by_phone) == "people.not_submitted"
    Deciding(book).submit(station, station.messages["m"], LAN)
    assert refused(book, station, by_phone) == "people.own_text"
    Deciding(book).submit(station, station.messages["m"], replace(LAN, by="Tú (tu)", person="tu"))
    approve(book, station, by_phone)
    yes = book.decisions.of("m").yes
    assert yes is not None
    assert (yes.row.decision.way, yes.row.decision.entered_by) == (SigningWay.TELEPHONE, "Lan (lan)")
    own = replace(by_phone, entered_person="chi")
    assert refused(book, write(TEXT + " Hết."), own) == "people.own_text"


def test_choice_about_the_approved_version_is_a_row_of_its_own(book: Book, write: Write) -> None:
    approve(book, write(), ALONE)
    station = write(TEXT + " Hết.")
    Deciding(book).submit(station, station.messages["m"], LAN, keep=True)
    assert book.decisions.of("m").keep is True
    Deciding(book).submit(station, station.messages["m"], LAN, keep=False)
    assert (book.decisions.of("m").keep, book.decisions.of("m").yes) == (False, None)
    assert [row.decision.what for row in (book.decisions.of("m").submitted,) if row] == [
        DecisionKind.SUBMITTED
    ]


def by_telephone(signer: Signer, typist: Signer) -> Signer:
    return replace(signer, way=SigningWay.TELEPHONE, entered_by=typist.by, entered_person=typist.person)


def hand_in(book: Book, station: Station, author: Signer) -> None:
    Deciding(book).submit(station, station.messages["m"], author)


TU = replace(LAN, by="Tú (tu)", person="tu")
HOA = replace(CHI, by="Hòa (hoa)", person="hoa")


@pytest.mark.parametrize("between", ["nothing", "returned", "other words", "another class"])
def test_nobody_approves_words_that_they_handed_in_before_a_colleague_did(
    book: Book, write: Write, between: str
) -> None:
    station = write()
    hand_in(book, station, CHI)
    if between == "returned":
        Deciding(book).send_back(station, station.messages["m"], HOA, "xem lại")
    elif between == "other words":
        hand_in(book, write(TEXT + " Hết."), LAN)
        station = write()
    elif between == "another class":
        path = station.root / "messages/m.yaml"
        path.write_text("priority: priority\n" + path.read_text())
        station = take(station.root)
    hand_in(book, station, LAN)
    message = station.messages["m"]
    told = replace(AskApprove(message="m", words=""), words=version_of(station, message).words)
    with pytest.raises(PeopleError, match=r"people\.own_text"):
        Deciding(book).approve(station, message, CHI, replace(told, priority=str(message.priority)))
    with pytest.raises(PeopleError, match=r"people\.own_text"):
        Deciding(book).approve(station, message, by_telephone(CHI, TU), told)
    approve(book, station, HOA)
    assert state(book, station) is ApprovalState.APPROVED


def test_leader_who_handed_in_once_types_in_no_form_that_counts_at_once(book: Book, write: Write) -> None:
    station = write()
    on_paper = replace(
        CHI, way=SigningWay.PAPER, entered_by=HOA.by, entered_person="hoa", entered_leads=True, photo="0" * 64
    )
    hand_in(book, station, HOA)
    hand_in(book, station, TU)
    approve(book, station, on_paper)
    noted = book.decisions.of("m").noted
    assert (state(book, station), noted is not None) == (ApprovalState.WAITING, True)


def test_own_words_are_approved_where_the_ward_allows_it(book: Book, write: Write) -> None:
    station = write(rule="{own: true}")
    hand_in(book, station, CHI)
    hand_in(book, station, LAN)
    approve(book, station, CHI)
    assert state(book, station) is ApprovalState.APPROVED


def test_words_are_open_to_their_author_again_once_they_were_approved_and_others_came(
    book: Book, write: Write
) -> None:
    """What is remembered of authors ends with an approval: it needs nothing of years ago."""
    station = write()
    hand_in(book, station, LAN)
    approve(book, station, CHI)
    assert not book.decisions.of("m").authors


@pytest.mark.parametrize(("signer", "ends"), [(LAN, False), (replace(CHI, leads=True), True), (ALONE, True)])
def test_approved_emergency_is_no_editor_s_to_silence(
    book: Book, write: Write, signer: Signer, ends: bool
) -> None:
    def urgent(text: str) -> Station:
        path = write(text).root / "messages/m.yaml"
        path.write_text("priority: emergency\n" + path.read_text())
        return take(path.parents[1])

    approve(book, urgent(TEXT), ALONE)
    edited = urgent(TEXT + " Hết.")
    Deciding(book).submit(edited, edited.messages["m"], LAN, keep=True)
    if ends:
        Deciding(book).keep(edited, "m", signer, keep=False)
    else:
        with pytest.raises(PeopleError, match=r"people\.emergency_stays"):
            Deciding(book).keep(edited, "m", signer, keep=False)
        before = book.decisions.of("m")
        with pytest.raises(PeopleError, match=r"people\.emergency_stays"):
            Deciding(book).submit(edited, edited.messages["m"], signer, keep=False)
        assert book.decisions.of("m") == before, "nothing is handed in by halves"
    assert (book.decisions.of("m").yes is None) is ends
