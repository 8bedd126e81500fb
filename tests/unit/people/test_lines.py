"""From the network: who guesses keeps nobody out who comes from elsewhere, and gets few guesses."""

from __future__ import annotations

import threading
from contextlib import suppress
from itertools import count

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Origin, OriginPlace, Role
from broadcaster.people.sign_in.sign_in import SigningIn
from tests.unit.people.conftest import TECHNICIAN, Ward, person

LAN, THU = person("lan", Role.OFFICER), person("thu", Role.LEADER)
PASSWORD, PIN = "trâu vàng mưa chợ", "482913"
NUMBERS = count()
HOME = Origin(place=OriginPlace.WEB, address="192.0.2.20")
KNOWN = Origin(place=OriginPlace.WEB, address="192.0.2.66", device="dien-thoai-cua-lan")


def attacker(number: int = 66) -> Origin:
    return Origin(place=OriginPlace.WEB, address=f"192.0.2.{number}")


@pytest.fixture
def signing(ward: Ward) -> SigningIn:
    for one in (LAN, THU):
        ward.admin.add(one, ward.by(TECHNICIAN), password=PASSWORD)
        ward.admin.set_pin(one.id, PIN, ward.by(TECHNICIAN))
    return SigningIn(ward.store, ward.clock, "pi")


def guess(signing: SigningIn, origin: Origin, who: str = "lan") -> str:
    with pytest.raises(PeopleError) as error:
        signing.enter(who, f"sai rồi {next(NUMBERS)}", origin)
    return error.value.code


def guess_pin(signing: SigningIn, origin: Origin, who: str = "lan") -> str:
    with pytest.raises(PeopleError) as error:
        signing.on_duty(who, f"{next(NUMBERS):06}", origin)
    return error.value.code


def test_thirty_requests_lock_nobody_out_but_who_made_them(signing: SigningIn) -> None:
    for who in ("lan", "thu", "ky-thuat", "khong-ai", "lan", "thu"):
        for _ in range(5):
            guess(signing, attacker(), who)
    assert guess(signing, attacker()) == "people.locked"
    for who in ("lan", "thu"):
        assert signing.enter(who, PASSWORD, HOME).person.id == who
        assert signing.on_duty(who, PIN, attacker()).person.id == who


def test_who_has_many_addresses_keeps_nobody_from_a_device_that_is_known(signing: SigningIn) -> None:
    for number in range(40):
        guess(signing, attacker(number))
        guess_pin(signing, attacker(number))
    assert guess(signing, HOME) == "people.locked"
    assert signing.enter("lan", PASSWORD, KNOWN).person == LAN
    assert signing.on_duty("lan", PIN, KNOWN).person == LAN


def test_flood_of_sign_ins_from_many_addresses_keeps_nobody_from_an_emergency(signing: SigningIn) -> None:
    for number in range(60):
        guess(signing, attacker(number))
    assert signing.on_duty("lan", PIN, HOME).person == LAN


def test_one_address_that_guesses_a_duty_pin_for_a_day_locks_it_nowhere_else(
    ward: Ward, signing: SigningIn
) -> None:
    for _ in range(24 * 12):
        guess_pin(signing, attacker())
        ward.clock.advance(5 * 60)
        assert signing.on_duty("lan", PIN, HOME).person == LAN


def test_one_wrong_try_after_the_lock_locks_nothing_again(ward: Ward, signing: SigningIn) -> None:
    for _ in range(8):
        guess(signing, HOME)
    ward.clock.advance(46 * 60)
    assert guess(signing, HOME) == "people.wrong"
    assert signing.enter("lan", PASSWORD, HOME).person == LAN


def test_device_that_is_known_gives_no_more_than_a_line_to_guess_in(signing: SigningIn) -> None:
    codes = [guess(signing, KNOWN) for _ in range(30)]
    assert codes == ["people.wrong"] * 10 + ["people.locked"] * 20
    other = Origin(place=OriginPlace.WEB, address="192.0.2.9", device="may-tinh-cua-lan")
    assert signing.enter("lan", PASSWORD, other).person == LAN


def test_right_password_gives_the_guesses_of_others_no_new_ones(signing: SigningIn) -> None:
    taken = 0
    for number in range(100):
        taken += guess(signing, attacker(number)) == "people.wrong"
        signing.enter("lan", PASSWORD, KNOWN)
        with suppress(PeopleError):
            signing.enter("lan", PASSWORD, HOME)
    assert taken == 12


def test_rows_of_addresses_do_not_stay(ward: Ward, signing: SigningIn) -> None:
    for day in range(5):
        for number in range(10):
            guess(signing, attacker(10 * day + number))
        ward.clock.advance(25 * 3600)
    guess(signing, HOME)
    assert len(ward.store.attempts.of("web", "")) == 1
    with ward.store.soon(1):
        rows = ward.store.attempts._database.read("SELECT count(*) FROM attempts WHERE place = 'web'")
    assert int(rows[0][0] or 0) == 2


def test_a_known_device_finds_a_turn_in_a_flood_from_the_network(signing: SigningIn) -> None:
    from broadcaster.people.sign_in.proofs import MOST_WAITING, HashQueue

    signing._turns._waiting[HashQueue.NETWORK] = MOST_WAITING
    assert guess(signing, HOME) == "people.busy"
    done: list[str] = []
    for origin in (KNOWN, HOME):
        thread = threading.Thread(
            target=lambda origin=origin: done.append(signing.on_duty("lan", PIN, origin).person.id)
        )
        thread.start()
        thread.join(5)
    assert done == ["lan", "lan"]
