"""Nobody who has a few addresses keeps a person from an emergency on a telephone that is not known yet."""

from __future__ import annotations

from itertools import count

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Origin, OriginPlace, Role
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.throttle import ADDRESS, FRESH, PERSON
from tests.unit.people.conftest import TECHNICIAN, Ward, person

LAN = person("lan", Role.DUTY)
PASSWORD, PIN = "trâu vàng mưa chợ", "482913"
NUMBERS = count()
HOME = Origin(place=OriginPlace.WEB, address="203.0.113.20")
DAY = 24 * 3600


def attacker(number: int) -> Origin:
    return Origin(place=OriginPlace.WEB, address=f"198.51.{number // 250}.{number % 250}")


@pytest.fixture
def signing(ward: Ward) -> SigningIn:
    ward.admin.add(LAN, ward.by(TECHNICIAN), password=PASSWORD)
    ward.admin.set_pin("lan", PIN, ward.by(TECHNICIAN))
    return SigningIn(ward.store, ward.clock, "pi")


def guess(signing: SigningIn, origin: Origin) -> str:
    with pytest.raises(PeopleError) as error:
        signing.on_duty("lan", f"{next(NUMBERS):06}", origin)
    return error.value.code


def filled(signing: SigningIn) -> None:
    for number in range(3):
        for _ in range(6):
            guess(signing, attacker(number))


def test_three_addresses_lock_nobody_out_of_an_emergency_on_a_new_telephone(signing: SigningIn) -> None:
    filled(signing)
    assert guess(signing, attacker(2)) == "people.locked"
    assert signing.on_duty("lan", PIN, HOME).person == LAN


def test_fresh_address_may_mistype_once_and_no_more(ward: Ward, signing: SigningIn) -> None:
    filled(signing)
    assert guess(signing, HOME) == "people.wrong"
    assert signing.on_duty("lan", PIN, HOME).person == LAN
    assert guess(signing, HOME) == "people.wrong"
    assert guess(signing, HOME) == "people.locked"
    ward.clock.advance(ADDRESS.fades)
    filled(signing)
    assert signing.on_duty("lan", PIN, HOME).person == LAN


def test_signing_in_stays_locked_for_fresh_addresses(signing: SigningIn) -> None:
    for number in range(40):
        with pytest.raises(PeopleError):
            signing.enter("lan", f"sai rồi {number}", attacker(number))
    with pytest.raises(PeopleError, match=r"people\.locked"):
        signing.enter("lan", PASSWORD, HOME)


def test_any_number_of_addresses_has_few_guesses_and_a_known_device_and_the_screen_are_apart(
    signing: SigningIn,
) -> None:
    taken = sum(guess(signing, attacker(number)) == "people.wrong" for number in range(200))
    assert taken == PERSON.most + FRESH.most
    assert guess(signing, HOME) == "people.locked"
    known = Origin(place=OriginPlace.WEB, address="203.0.113.20", device="dien-thoai-cua-lan")
    assert signing.on_duty("lan", PIN, known).person == LAN
    assert signing.on_duty("lan", PIN, Origin(place=OriginPlace.SOCKET, account="pi")).person == LAN


def test_right_pin_of_a_fresh_address_gives_a_guesser_no_new_guess(signing: SigningIn) -> None:
    taken = 0
    for number in range(100):
        taken += guess(signing, attacker(number)) == "people.wrong"
        if number < PERSON.most + FRESH.most - 1:
            signing.on_duty("lan", PIN, HOME)
    assert taken == PERSON.most + FRESH.most


def test_whole_network_of_the_sixth_version_is_one_fresh_address(signing: SigningIn) -> None:
    filled(signing)
    codes = [
        guess(signing, Origin(place=OriginPlace.WEB, address=f"2001:db8:1:2::{n:x}")) for n in range(1, 6)
    ]
    assert codes == ["people.wrong"] * 2 + ["people.locked"] * 3


def test_guesses_of_a_day_stay_under_those_at_the_socket() -> None:
    assert PERSON.most + DAY / PERSON.fades + FRESH.most + DAY / FRESH.fades < 900
