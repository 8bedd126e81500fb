"""Ways round the approval, as somebody would try them who may write the station's folder but not `state/`."""

from __future__ import annotations

import io
import shutil
import wave
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.people.access.access import Access
from broadcaster.people.approval.decision import DecisionKind, Signer, SigningWay
from broadcaster.people.approval.order import AskApprove, AskConfirm, ByTelephone, Order
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.orders import carry_out, signer_of
from broadcaster.people.roles.model import Action, Caller, Delegation, Grant, OriginPlace, Role
from broadcaster.people.sign_in import proofs
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay, AskSay
from broadcaster.station.editing import approvals as copies
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.regulation import Approval
from broadcaster.studio.script.digest import words_digest
from tests.fakes import people
from tests.house import LEADER, SETTINGS, House, MakeHouse, local
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
GOOD = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
BAD = GOOD.replace("Kính thưa bà con", "Lời chưa ai duyệt")
HOURLY = 'message: ngan\nevery: 1h\nbetween: "06:00-20:00"\n'
FILES = {"station.yaml": STRICT, "messages/ngan.yaml": GOOD, "schedules/a.yaml": HOURLY}
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Open = Callable[..., House]


@pytest.fixture
def approved(make_house: MakeHouse) -> Open:
    """The station at 08:30; its message is approved as it is."""

    def opened(files: dict[str, str] | None = None) -> House:
        house = make_house("2026-11-23T08:30", FILES | (files or {}))
        house.approve("ngan")
        return house

    return opened


def write(house: House, name: str, text: str) -> None:
    path = house.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    house.reload()


def digest(house: House, text: str) -> str:
    station = take(house.folder)
    path = house.folder / "messages/ngan.yaml"
    kept = path.read_text()
    path.write_text(text)
    station = take(house.folder)
    path.write_text(kept)
    return words_digest(station, station.messages["ngan"])


def aired(house: House) -> set[str | None]:
    """The digests of all that was heard."""
    return {airing.words_digest for airing in house.log() if airing.started is not None}


def next_hour(house: House) -> Airing:
    house.run_until(house.clock.now() + timedelta(hours=1))
    return house.log()[-1]


def code(airing: Airing) -> str | None:
    return None if airing.reason is None else airing.reason.code


def test_1_edit_while_it_is_on_air(approved: Open) -> None:
    long = GOOD + "  - pause: 6s\n  - say: Xin hết.\n"
    house = approved({"messages/ngan.yaml": long})
    good = digest(house, long)
    house.run_until(local("2026-11-23T09:00:05"))
    assert house.director.desk.on_air is not None
    write(house, "messages/ngan.yaml", BAD)
    next_hour(house)
    next_hour(house)
    assert aired(house) == {good}


def test_2_recording_swapped_under_the_same_name(approved: Open) -> None:
    plays = "title: Ngắn\nrepeat: 1\nparts:\n  - play: recordings/a.wav\n  - say: Xin hết.\n"
    good, other = wav(1.0), wav(2.0)
    house = approved({"messages/ngan.yaml": GOOD})
    (house.folder / "recordings").mkdir()
    (house.folder / "recordings/a.wav").write_bytes(good)
    write(house, "messages/ngan.yaml", plays)
    house.approve("ngan")
    allowed = digest(house, plays)
    (house.folder / "recordings/a.wav").write_bytes(other)
    house.reload()
    assert digest(house, plays) != allowed
    airing = next_hour(house)
    assert (airing.outcome, airing.words_digest) == (Outcome.AIRED, allowed)


def test_3_symlink_out_of_the_folder_or_to_another_text(
    approved: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    house = approved()
    good = digest(house, GOOD)
    outside = tmp_path_factory.mktemp("ngoai") / "ngan.yaml"
    outside.write_text(BAD)
    path = house.folder / "messages/ngan.yaml"
    path.unlink()
    path.symlink_to(outside)
    assert load(house.folder).station is None  # nothing of it is taken: the last good station airs on
    path.unlink()
    (house.folder / "messages/khac.yaml").write_text(BAD)
    path.symlink_to(house.folder / "messages/khac.yaml")
    assert load(house.folder).station is None
    next_hour(house)
    assert aired(house) == {good}


def test_5_older_folder_put_back(approved: Open) -> None:
    house = approved({"messages/ngan.yaml": BAD})  # was approved once
    older = house.folder.parent / "older"
    shutil.copytree(house.folder, older, ignore=shutil.ignore_patterns("state", "audio_cache"))
    write(house, "messages/ngan.yaml", GOOD)
    house.approve("ngan")
    good = digest(house, GOOD)
    for name in ("messages/ngan.yaml", "approvals/ngan.yaml"):
        shutil.copy(older / name, house.folder / name)
    house.reload()
    next_hour(house)
    assert aired(house) == {good}


def test_6_approval_written_by_hand(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:30", FILES)
    forge(house, digest(house, GOOD))
    assert code(next_hour(house)) == "timetable.not_approved"
    copy = house.folder / "approvals/ngan.yaml"
    copy.write_text(copy.read_text() + f'row: "1"\nrow_hash: "{"0" * 64}"\n')
    house.reload()
    assert code(next_hour(house)) == "timetable.not_approved"
    assert aired(house) == set()


def test_7_row_of_the_journal_of_another_station(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:30", FILES)
    station = house.filed
    with Journal.in_memory(house.clock) as foreign:
        elsewhere = Book(foreign, "9" * 32, house.clock)
        shown = AskApprove(message="m", words=digest(house, GOOD))
        Deciding(elsewhere).approve(station, station.messages["ngan"], LEADER, shown)
        assert house.journal.take_over(foreign.lines()) == 1
    house.book.refresh()
    house.reload()
    assert house.book.decisions.foreign == 1
    assert code(next_hour(house)) == "timetable.not_approved"


def test_8_catch_up_of_what_was_refused(approved: Open) -> None:
    house = approved({"messages/xau.yaml": BAD, "schedules/b.yaml": 'message: xau\nat: ["09:30"]\n'})
    house.run_until(local("2026-11-23T09:40"))
    (refused,) = [airing for airing in house.log() if airing.message == "xau"]
    post = Post(house)
    post.asked(lambda: post.manual.catch_up(refused, by=Requester(shown="Lan")))
    house.run_until(local("2026-11-23T09:50"))
    assert code(house.log()[-1]) == "timetable.not_approved"
    assert aired(house) == {digest(house, GOOD)}


def test_9_manual_play_of_what_is_not_approved_in_any_class_but_emergency(approved: Open) -> None:
    house = approved({"messages/xau.yaml": BAD})
    post = Post(house)
    for priority in (None, "normal", "priority"):
        ask = AskPlay(message="xau", priority=priority)
        post.asked(lambda ask=ask: post.manual.take(ask, Requester(shown="Lan")))  # type: ignore[misc]
        house.run_until(house.clock.now() + timedelta(minutes=1))
        assert code(house.log()[-1]) == "timetable.not_approved"
    assert aired(house) == set()


def test_10_in_one_session_with_what_is_approved(approved: Open) -> None:
    house = approved(
        {"messages/xau.yaml": BAD, "schedules/a.yaml": 'messages: [xau, ngan, xau]\nat: ["09:00"]\n'}
    )
    house.run_until(local("2026-11-23T09:30"))
    assert sorted((a.message, a.outcome) for a in house.log() if a.outcome) == [
        ("ngan", Outcome.AIRED),
        ("xau", Outcome.REFUSED),
        ("xau", Outcome.REFUSED),
    ]


def test_11_delegation_that_is_over(tmp_path: Path, quick_hashes: None) -> None:
    clock = FakeClock(local("2026-11-23T08:30"))
    access = ward(tmp_path, clock)
    try:
        today = clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        given = Delegation(to="officer", start=today, until=today)
        people.change(tmp_path, lambda admin, by: admin.delegate("leader", given, by), clock)
        officer = Caller(person=people.person(Role.OFFICER), account="lan", own=False)
        assert access.require(officer, Action.APPROVE) == Grant(role=Role.LEADER, delegated_by="leader")
        clock.advance(24 * 3600)
        with pytest.raises(PeopleError, match="not_allowed"):
            access.require(officer, Action.APPROVE)
    finally:
        access.close()


def test_leader_who_is_removed_while_their_approval_is_read_approves_nothing(
    tmp_path: Path, quick_hashes: None, approved: Open
) -> None:
    clock = FakeClock(local("2026-11-23T08:30"))
    access = ward(tmp_path, clock)
    try:
        leader = Caller(person=people.person(Role.LEADER), account="lan", own=False)
        house = approved({"messages/moi.yaml": GOOD.replace("bà con", "cô bác")})
        message = house.filed.messages["moi"]
        shown = AskApprove(message="moi", words=words_digest(house.filed, message))
        house.deciding.submit(house.filed, message, LEADER)
        removed = partial(people.change, tmp_path, lambda admin, by: admin.remove("leader", by), clock)
        signer = signer_of(access, leader, access.require(leader, Action.APPROVE), shown)
        with pytest.raises(PeopleError, match="not_allowed"):
            house.deciding.approve(house.filed, message, replace(signer, prove=removed), shown)
        assert house.book.decisions.of("moi").yes is None
    finally:
        access.close()


def test_12_approval_of_an_older_text_sent_again(approved: Open) -> None:
    house = approved({"messages/ngan.yaml": BAD})
    old = AskApprove(message="m", words=digest(house, BAD))
    write(house, "messages/ngan.yaml", GOOD)
    house.approve("ngan")
    with pytest.raises(PeopleError, match="changed_meanwhile"):
        house.deciding.approve(house.filed, house.filed.messages["ngan"], LEADER, old)
    write(house, "messages/ngan.yaml", BAD)
    next_hour(house)
    assert aired(house) == {digest(house, GOOD)}


def test_13_code_of_the_telephone_used_twice(tmp_path: Path, quick_hashes: None) -> None:
    clock = FakeClock(local("2026-11-23T08:30"))
    access = ward(tmp_path, clock)
    try:
        first = str(pyotp.TOTP(KEY).generate_otp(int(clock.now().timestamp()) // proofs.TOTP_STEP))
        people.change(tmp_path, lambda admin, by: admin.set_totp("leader", KEY, first, by), clock)
        clock.advance(60)
        fresh = str(pyotp.TOTP(KEY).generate_otp(int(clock.now().timestamp()) // proofs.TOTP_STEP))
        officer = Caller(person=people.person(Role.OFFICER), account="lan", own=False)
        order = AskApprove(message="m", words="0" * 64, telephone=ByTelephone(leader="leader", code=fresh))
        signer = signer_of(access, officer, Grant(role=Role.OFFICER), order)
        assert signer.person == "leader"
        signer.prove()
        with pytest.raises(PeopleError, match=r"people\.leader_code_wrong"):
            signer.prove()
    finally:
        access.close()


def test_codes_that_come_from_the_network_are_counted_and_told_as_such(
    tmp_path: Path, quick_hashes: None
) -> None:
    """Guesses of a leader's code in a browser were counted as if they came from the station's own account."""
    clock = FakeClock(local("2026-11-23T08:30"))
    access = ward(tmp_path, clock)
    try:
        first = str(pyotp.TOTP(KEY).generate_otp(int(clock.now().timestamp()) // proofs.TOTP_STEP))
        people.change(tmp_path, lambda admin, by: admin.set_totp("leader", KEY, first, by), clock)
        browser = Caller(person=people.person(Role.OFFICER), account="", own=False, place=OriginPlace.WEB)
        order = AskApprove(message="m", words="0" * 64, telephone=ByTelephone(leader="leader", code="000000"))
        signer = signer_of(access, browser, Grant(role=Role.OFFICER), order)
        codes = []
        for _ in range(14):
            with pytest.raises(PeopleError) as caught:
                signer.prove()
            codes.append(caught.value.code)
        assert codes[0] == "people.leader_code_wrong"
        assert codes[-1] == "people.locked"
        # Whoever sits at the station's own terminal is not locked out by that.
        fresh = str(pyotp.TOTP(KEY).generate_otp(int(clock.now().timestamp()) // proofs.TOTP_STEP + 1))
        clock.advance(proofs.TOTP_STEP)
        here = Caller(person=people.person(Role.OFFICER), account="lan", own=True)
        said = ByTelephone(leader="leader", code=fresh)
        there = signer_of(access, here, Grant(role=Role.OFFICER), replace(order, telephone=said))
        there.prove()
    finally:
        access.close()


def test_14_approved_version_changed_on_the_disk(make_house: MakeHouse, approved: Open) -> None:
    house = approved()
    (pin,) = (house.state / "pinned").glob("*.zip")
    raw = pin.read_bytes()
    assert raw.count("Kính thưa".encode()) == 1
    pin.write_bytes(raw.replace("Kính thưa".encode(), "Kính thưb".encode()))
    again = make_house("2026-11-23T10:30", FILES | {"messages/ngan.yaml": BAD}, journal=house.journal)
    assert code(next_hour(again)) == "timetable.not_approved"


def test_decision_needs_the_leader_last_and_only_once_all_else_is_right(approved: Open) -> None:
    house = approved({"messages/xau.yaml": BAD})
    order = AskApprove(message="xau", words="0" * 64)
    assert refused_before_the_code(house, order, LEADER) == "people.changed_meanwhile"


def test_telephone_code_for_an_own_text_is_not_used_up(approved: Open) -> None:
    """The code was taken first: the leader had to read out another one for whoever may type it in."""
    house = approved({"messages/xau.yaml": BAD})
    message = house.filed.messages["xau"]
    house.deciding.submit(house.filed, message, Signer(by="Lan (lan)", person="lan"))
    order = AskApprove(message="xau", words=words_digest(house.filed, message))
    chi = replace(LEADER, person="chi", way=SigningWay.TELEPHONE)
    typed = replace(chi, entered_by="Lan (lan)", entered_person="lan")
    assert refused_before_the_code(house, order, typed) == "people.own_text"
    asked: list[str] = []
    colleague = replace(typed, entered_by="Tú (tu)", entered_person="tu")
    proved = replace(colleague, prove=lambda: asked.append("code"))
    (row,) = carry_out(order, house.deciding, house.filed, proved)
    assert (row.decision.what, asked) == (DecisionKind.APPROVED, ["code"])


def test_telephone_code_for_own_words_at_once_is_not_used_up(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:30", FILES)
    post = Post(house)
    post.asked(lambda: post.manual.take(AskSay(text="Mời bà con họp."), Requester(shown="Chi (chi)")))
    house.run_until(house.clock.now() + timedelta(minutes=1))
    (airing,) = house.log()
    order = AskConfirm(airing=airing.id)
    chi = replace(LEADER, person="chi", way=SigningWay.TELEPHONE)
    assert refused_before_the_code(house, order, chi) == "people.own_words"
    assert refused_before_the_code(house, replace(order, airing="9" * 9), chi) == "people.nothing_waits"


def refused_before_the_code(house: House, order: Order, signer: Signer) -> str:
    """Why an order is refused; no code was looked at for that."""
    asked: list[str] = []
    proved = replace(signer, prove=lambda: asked.append("code"))
    with pytest.raises(PeopleError) as caught:
        carry_out(order, house.deciding, house.filed, proved)
    assert asked == []
    return caught.value.code


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)


def ward(folder: Path, clock: FakeClock) -> Access:
    people.found(folder, people.person(Role.OFFICER), people.person(Role.LEADER))
    return Access(folder, folder / "state", clock, lambda: ZoneInfo("Asia/Ho_Chi_Minh"))


def forge(house: House, words: str) -> None:
    approval = Approval(message="ngan", words_digest=words, by="Chủ tịch", at=house.clock.now())
    copies.write(house.folder, approval)
    house.reload()


def wav(seconds: float) -> bytes:
    """A sound file of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(2 * int(16000 * seconds)))
    return made.getvalue()
