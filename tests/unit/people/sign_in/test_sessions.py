"""Sessions last fifteen minutes from their last request, and end with the person."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.people.roles.model import OriginPlace, Person, Role
from broadcaster.people.sign_in.sessions import Sessions
from broadcaster.people.store.sign_ins import TokenTable
from broadcaster.people.store.store import NAME, PeopleStore
from tests.unit.people.conftest import SOCKET, TECHNICIAN, Ward, person

LAN = person("lan", Role.OFFICER)


def person_of(
    sessions: Sessions, token: str, place: OriginPlace = SOCKET, *, use: bool = True
) -> Person | None:
    known = sessions.known(token, place, use=use)
    return None if known is None else known.person


@pytest.fixture
def lan(ward: Ward) -> Ward:
    ward.admin.add(LAN, ward.by(TECHNICIAN))
    return ward


@pytest.fixture
def sessions(lan: Ward) -> Sessions:
    return Sessions(lan.store, lan.clock)


def test_a_token_tells_the_person_and_another_one_nobody(sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    assert person_of(sessions, token) == LAN
    assert person_of(sessions, token[:-1]) is None
    assert person_of(sessions, "") is None


def test_a_token_counts_only_where_it_was_given(sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    assert person_of(sessions, token, OriginPlace.WEB) is None


def test_it_ends_after_fifteen_minutes_without_a_request(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    for _ in range(10):
        lan.clock.advance(14 * 60)
        assert person_of(sessions, token) == LAN
    lan.clock.advance(15 * 60 + 1)
    assert person_of(sessions, token) is None
    assert person_of(sessions, token) is None


def test_what_a_page_asks_for_by_itself_makes_no_session_last_longer(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    lan.clock.advance(600)
    assert person_of(sessions, token, use=False) is not None
    lan.clock.advance(301)
    assert person_of(sessions, token, use=False) is None


def test_it_ends_after_twelve_hours_whatever_is_asked(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    for _ in range(72):
        lan.clock.advance(600)
        person_of(sessions, token)
    assert person_of(sessions, token) == LAN
    lan.clock.advance(60)
    assert person_of(sessions, token) is None


def test_a_clock_that_is_set_back_gives_nobody_more_time(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    lan.clock.step(-3600)
    assert person_of(sessions, token) is None


def test_who_signs_out_is_out(sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    sessions.close(token)
    assert person_of(sessions, token) is None
    sessions.close(token)


def test_another_process_knows_the_session_and_a_minute_later_its_last_request(
    lan: Ward, sessions: Sessions
) -> None:
    token = sessions.open(LAN, SOCKET)
    lan.clock.advance(14 * 60)
    person_of(sessions, token)
    sessions.keep()
    other = PeopleStore(lan.folder / "state" / NAME, lan.clock)
    try:
        lan.clock.advance(2 * 60)
        assert person_of(Sessions(other, lan.clock), token) == LAN
    finally:
        other.close()


def test_who_is_removed_or_disabled_is_out_at_once(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    lan.admin.edit("lan", lambda one: replace(one, enabled=False), lan.by(TECHNICIAN))
    assert person_of(sessions, token) is None
    lan.admin.edit("lan", lambda one: replace(one, enabled=True), lan.by(TECHNICIAN))
    assert person_of(sessions, token) is None, "the session has ended"
    token = sessions.open(LAN, SOCKET)
    lan.admin.remove("lan", lan.by(TECHNICIAN))
    lan.admin.add(LAN, lan.by(TECHNICIAN))
    assert person_of(sessions, token) is None


def test_a_new_password_ends_the_sessions_of_that_person_only(lan: Ward, sessions: Sessions) -> None:
    token, other = sessions.open(LAN, SOCKET), sessions.open(TECHNICIAN, SOCKET)
    lan.admin.set_password("lan", "trâu vàng mưa chợ", lan.by(TECHNICIAN))
    assert person_of(sessions, token) is None
    assert person_of(sessions, other) == TECHNICIAN


def test_a_role_taken_away_counts_in_the_session(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    lan.admin.edit("lan", lambda one: replace(one, roles=frozenset({Role.VIEWER})), lan.by(TECHNICIAN))
    found = person_of(sessions, token)
    assert found is not None
    assert found.roles == {Role.VIEWER}


def test_a_full_disk_lets_people_sign_in_until_the_restart(
    lan: Ward, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.disk_full", path="x")

    for method in ("put", "touch", "remove_before"):
        monkeypatch.setattr(TokenTable, method, full)
    token = sessions.open(LAN, SOCKET)
    lan.clock.advance(120)
    assert person_of(sessions, token) == LAN


def test_the_file_holds_no_token(lan: Ward, sessions: Sessions, tmp_path: Path) -> None:
    token = sessions.open(LAN, SOCKET)
    assert token.encode() not in (tmp_path / "state" / NAME).read_bytes()


@pytest.fixture
def often_interrupted() -> Iterator[None]:
    """Threads change places at almost every step."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("often_interrupted")
def test_many_are_signed_in_while_others_sign_in(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.disk_full", path="x")

    for method in ("put", "get", "touch", "remove_before"):  # a slow disk would only hide a race
        monkeypatch.setattr(TokenTable, method, full)
    monkeypatch.setattr("broadcaster.people.sign_in.sessions.log.warning", lambda *_, **__: None)
    failed: list[BaseException] = []

    def signs_in() -> None:
        try:
            for _ in range(100):
                person_of(sessions, sessions.open(LAN, SOCKET))
                sessions.keep()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=signs_in) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(lan: Ward, sessions: Sessions) -> None:
    token = sessions.open(LAN, SOCKET)
    for _ in range(14):
        lan.clock.advance(60)
        assert person_of(sessions, token, use=False) == LAN
    lan.clock.advance(61)
    assert person_of(sessions, token, use=False) is None


def test_a_person_sees_their_sessions_and_ends_those_they_choose(lan: Ward, sessions: Sessions) -> None:
    first, second, other = (sessions.open(LAN, OriginPlace.WEB) for _ in range(3))
    stranger = sessions.open(TECHNICIAN, OriginPlace.WEB)
    seen = sessions.of(LAN, second)
    assert [each.current for each in seen].count(True) == 1
    assert len(seen) == 3
    mine = next(each.id for each in seen if each.current)
    theirs = sessions.of(TECHNICIAN)[0].id
    assert sessions.end(LAN, [each.id for each in seen if each.id != mine] + [theirs]) == 2
    assert person_of(sessions, second, OriginPlace.WEB) == LAN
    assert person_of(sessions, first, OriginPlace.WEB) is None
    assert person_of(sessions, other, OriginPlace.WEB) is None
    assert person_of(sessions, stranger, OriginPlace.WEB) is not None
    lan.clock.advance(15 * 60 + 1)
    assert sessions.of(LAN) == ()


def test_what_is_told_of_its_end_is_when_it_ends(lan: Ward, sessions: Sessions) -> None:
    token, until = sessions.open(LAN, SOCKET), sessions.until()
    for late, there in ((-1, True), (0, True), (1, False)):
        left = (until - lan.clock.now()).total_seconds()
        lan.clock.advance(left + late)
        assert (person_of(sessions, token, use=False) is not None) is there
