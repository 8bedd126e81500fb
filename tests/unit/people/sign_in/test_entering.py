"""What opens a session, and what does not: the two steps of signing in."""

from __future__ import annotations

import pyotp
import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Action, Caller, Origin, OriginPlace, Role
from broadcaster.people.roles.rights import BY_PIN, granted
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import ProofWay
from broadcaster.people.store.credentials import CredentialKind
from tests.unit.people.conftest import TECHNICIAN, TODAY, Ward, person

THU = person("thu", Role.LEADER)
PASSWORD, PIN = "trâu vàng mưa chợ", "482913"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HERE = Origin(place=OriginPlace.SOCKET, account="lan")
WEB = Origin(place=OriginPlace.WEB, address="203.0.113.7")


@pytest.fixture
def thu(ward: Ward) -> Ward:
    """A leader with all that there is, whose authenticator showed one code."""
    by = ward.by(TECHNICIAN)
    ward.admin.add(THU, by, password=PASSWORD)
    ward.admin.set_pin("thu", PIN, by)
    ward.admin.set_totp("thu", KEY, code(ward), by)
    ward.clock.advance(60)
    return ward


@pytest.fixture
def signing(thu: Ward) -> SigningIn:
    return SigningIn(thu.store, thu.clock, "pi")


def code(ward: Ward) -> str:
    return pyotp.TOTP(KEY).at(ward.clock.now())


def refused(signing: SigningIn, secret: str, second: str | None = None, origin: Origin = HERE) -> str:
    with pytest.raises(PeopleError) as error:
        signing.enter("thu", secret, origin, second)
    return error.value.code


@pytest.mark.parametrize("origin", [HERE, WEB], ids=["socket", "network"])
def test_a_code_of_a_telephone_alone_opens_nothing(thu: Ward, signing: SigningIn, origin: Origin) -> None:
    """One telephone code, told to an officer for one message, signed the officer in as the leader."""
    for ways in (tuple(ProofWay), *((way,) for way in ProofWay)):
        with pytest.raises(PeopleError, match=r"people\.(wrong|slowed|locked)"):
            signing.enter("thu", code(thu), origin, ways=ways)
        thu.clock.advance(3600)


@pytest.mark.parametrize("origin", [HERE, WEB], ids=["socket", "network"])
def test_a_password_alone_opens_nothing_for_who_has_an_authenticator(
    thu: Ward, signing: SigningIn, origin: Origin
) -> None:
    assert refused(signing, PASSWORD, origin=origin) == "people.second_step"
    assert refused(signing, PASSWORD, "000000", origin) == "people.wrong"
    entered = signing.enter("thu", PASSWORD, origin, code(thu))
    assert (entered.person, entered.by_pin) == (THU, False)


def test_a_recovery_code_alone_opens_nothing_for_who_has_an_authenticator_and_is_not_used_up(
    thu: Ward, signing: SigningIn
) -> None:
    first, second, *_ = thu.admin.set_recovery_codes("thu", thu.by(TECHNICIAN))
    assert refused(signing, first) == "people.second_step"
    assert refused(signing, first, second) == "people.wrong"  # two of one sheet
    assert refused(signing, first, "000000") == "people.wrong"
    assert signing.enter("thu", first, HERE, code(thu)).person == THU
    thu.clock.advance(60)
    assert refused(signing, first, code(thu)) == "people.wrong"
    assert signing.enter("thu", PASSWORD, HERE, second).person == THU  # the telephone is lost


def test_an_entry_code_opens_nothing_without_the_telephone(thu: Ward, signing: SigningIn) -> None:
    """A technician who gives one to themselves is not the leader by that."""
    entry, _ = thu.admin.set_entry_code("thu", thu.by(TECHNICIAN))
    assert refused(signing, entry) == "people.second_step"
    thu.admin.forget("thu", CredentialKind.TOTP, thu.by(TECHNICIAN))
    assert signing.enter("thu", entry, HERE).person == THU


def test_a_pin_alone_is_for_what_cannot_wait(thu: Ward, signing: SigningIn) -> None:
    entered = signing.enter("thu", PIN, HERE)
    assert entered.by_pin
    caller = Caller(person=entered.person, account="lan", own=True, by_pin=True)
    may = {action for action in Action if granted(thu.admin.people, caller, action, TODAY) is not None}
    assert may == {Action.LOOK, Action.EMERGENCY, Action.STOP, Action.CLOCK} == BY_PIN
    assert not signing.enter("thu", PIN, HERE, code(thu)).by_pin


def test_a_pin_is_narrow_without_an_authenticator_too(ward: Ward) -> None:
    ward.admin.add(THU, ward.by(TECHNICIAN))
    ward.admin.set_pin("thu", PIN, ward.by(TECHNICIAN))
    signing = SigningIn(ward.store, ward.clock, "pi")
    assert signing.enter("thu", PIN, HERE).by_pin
    assert signing.enter("thu", PIN, HERE, "000000").by_pin
    assert signing.on_duty("thu", PIN, WEB).by_pin


def test_a_code_that_approved_is_no_second_step(thu: Ward, signing: SigningIn) -> None:
    told = code(thu)
    assert signing.on_the_telephone("thu", told, Origin(place=OriginPlace.SOCKET, account="pi")) == THU
    assert refused(signing, PASSWORD, told) == "people.wrong"
    thu.clock.advance(30)
    assert signing.enter("thu", PASSWORD, HERE, code(thu)).person == THU


def test_a_code_that_signed_in_approves_nothing(thu: Ward, signing: SigningIn) -> None:
    shown = code(thu)
    signing.enter("thu", PASSWORD, HERE, shown)
    with pytest.raises(PeopleError, match=r"people\.wrong"):
        signing.on_the_telephone("thu", shown, HERE)


def test_wrong_codes_that_an_officer_types_keep_no_leader_out(thu: Ward, signing: SigningIn) -> None:
    for number in range(12):
        with pytest.raises(PeopleError):
            signing.on_the_telephone("thu", f"{number:06}", Origin(place=OriginPlace.WEB))
    assert signing.enter("thu", PASSWORD, WEB, code(thu)).person == THU


def test_a_pin_does_not_prove_who_changes_a_password(thu: Ward, signing: SigningIn) -> None:
    with pytest.raises(PeopleError, match=r"people\.wrong"):
        signing.prove(THU, PIN, HERE)
    signing.prove(THU, PASSWORD, HERE)


def test_who_has_only_a_pin_proves_by_it(ward: Ward) -> None:
    ward.admin.add(THU, ward.by(TECHNICIAN))
    ward.admin.set_pin("thu", PIN, ward.by(TECHNICIAN))
    SigningIn(ward.store, ward.clock, "pi").prove(THU, PIN, HERE)


def test_nobody_changes_their_own_secrets_by_a_pin_alone(thu: Ward) -> None:
    from broadcaster.people.access.administration import Authority

    by = Authority(caller=Caller(person=THU, account="", own=False, by_pin=True), today=TODAY)
    for change in (
        lambda: thu.admin.set_password("thu", "một mật khẩu khác", by),
        lambda: thu.admin.set_pin("thu", "730156", by),
        lambda: thu.admin.forget("thu", CredentialKind.TOTP, by),
        lambda: thu.admin.set_recovery_codes("thu", by),
    ):
        with pytest.raises(PeopleError, match=r"people\.(pin_only|not_allowed)"):
            change()
