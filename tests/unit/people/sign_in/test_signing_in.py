"""People show who they are, and those who fail wait."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from broadcaster.core.errors import PeopleError, StoreError
from broadcaster.people.roles.model import OriginPlace, Role
from broadcaster.people.sign_in.proofs import MOST_WAITING, HashQueue
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.store.sign_ins import AttemptTable
from broadcaster.people.store.store import NAME, PeopleStore
from tests.unit.people.conftest import (
    SOCKET,
    TECHNICIAN,
    Ward,
    by_any,
    by_password,
    by_pin,
    by_recovery,
    by_second,
    by_totp,
    origin,
    person,
)

LAN = person("lan", Role.OFFICER)
PASSWORD, PIN = "trâu vàng mưa chợ", "482913"


@pytest.fixture
def lan(ward: Ward) -> Ward:
    ward.admin.add(LAN, ward.by(TECHNICIAN), password=PASSWORD)
    ward.admin.set_pin("lan", PIN, ward.by(TECHNICIAN))
    ward.told()
    ward.rows.clear()
    return ward


@pytest.fixture
def signing_in(lan: Ward) -> SigningIn:
    return SigningIn(lan.store, lan.clock, "pi")


GUESSES = (f"{number:06}" for number in range(100_000))  # each another one: a repeated one does not count


def refused(
    signing_in: SigningIn, secret: str | None = None, place: OriginPlace = SOCKET, account: str = "pi"
) -> str:
    with pytest.raises(PeopleError) as error:
        by_pin(signing_in, "lan", next(GUESSES) if secret is None else secret, place, account=account)
    return error.value.code


def test_a_password_and_a_pin_each_show_who_somebody_is(signing_in: SigningIn) -> None:
    assert by_password(signing_in, "lan", PASSWORD, SOCKET) == LAN
    assert by_pin(signing_in, "lan", PIN, OriginPlace.WEB) == LAN


@pytest.mark.parametrize("secret", [PASSWORD, PIN])
def test_what_is_typed_is_known_by_its_look(signing_in: SigningIn, secret: str) -> None:
    assert by_any(signing_in, "lan", secret, SOCKET) == LAN


def test_a_recovery_code_is_known_by_its_look(lan: Ward, signing_in: SigningIn) -> None:
    code, *_ = lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    assert by_any(signing_in, "lan", code, SOCKET) == LAN


@pytest.mark.parametrize("pin", [None, PIN], ids=["without a PIN", "beside a PIN"])
@pytest.mark.parametrize("password", ["83726150", "837261504927", "8372615049273", "٤٩٣٠٢٧١٦"], ids="abcd")
def test_a_password_of_digits_signs_in(ward: Ward, password: str, pin: str | None) -> None:
    ward.admin.add(LAN, ward.by(TECHNICIAN), password=password)
    if pin is not None:
        ward.admin.set_pin("lan", pin, ward.by(TECHNICIAN))
    assert by_any(SigningIn(ward.store, ward.clock, "pi"), "lan", password, SOCKET, account="pi") == LAN


def test_digits_that_fit_neither_are_one_failure(lan: Ward, signing_in: SigningIn) -> None:
    for _ in range(2):
        with pytest.raises(PeopleError, match=r"people\.wrong"):
            by_any(signing_in, "lan", f"83726{next(GUESSES)}", SOCKET, account="pi")
    assert [one.count for one in lan.store.attempts.of(SOCKET, "pi")] == [2]


def test_a_password_typed_with_marks_apart_is_the_same(signing_in: SigningIn) -> None:
    import unicodedata

    assert by_password(signing_in, "lan", unicodedata.normalize("NFD", PASSWORD), SOCKET) == LAN


@pytest.mark.parametrize(
    ("who", "secret"), [("lan", "sai rồi nhé"), ("lan", ""), ("lan", PIN), ("thu", PASSWORD), ("", "")]
)
def test_what_is_wrong_is_not_told(signing_in: SigningIn, who: str, secret: str) -> None:
    with pytest.raises(PeopleError) as error:
        by_password(signing_in, who, secret, SOCKET)
    assert error.value.code == "people.wrong"
    assert error.value.facts == {}


def test_who_is_disabled_cannot_sign_in(lan: Ward, signing_in: SigningIn) -> None:
    lan.admin.edit("lan", lambda one: replace(one, enabled=False), lan.by(TECHNICIAN))
    assert refused(signing_in, PIN) == "people.wrong"


def test_the_fourth_failure_on_the_socket_waits_and_then_the_right_pin_is_taken(
    lan: Ward, signing_in: SigningIn
) -> None:
    assert [refused(signing_in) for _ in range(4)] == ["people.wrong"] * 3 + ["people.slowed"]
    lan.clock.advance(1.0)
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN


def test_an_attempt_that_comes_too_early_does_not_make_the_wait_longer(
    lan: Ward, signing_in: SigningIn
) -> None:
    for _ in range(100):
        refused(signing_in)
    lan.clock.advance(1.0)
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN


def test_one_account_of_the_computer_does_not_slow_down_another(signing_in: SigningIn) -> None:
    for _ in range(10):
        refused(signing_in, account="games")
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN


def test_who_signs_in_as_themselves_between_guesses_waits_all_the_same(
    lan: Ward, signing_in: SigningIn
) -> None:
    lan.admin.set_pin(TECHNICIAN.id, "730156", lan.by(TECHNICIAN))
    for _ in range(2):
        refused(signing_in, account="games")
        by_pin(signing_in, TECHNICIAN.id, "730156", SOCKET, account="games")
    refused(signing_in, account="games")
    assert refused(signing_in, account="games") == "people.slowed"


def test_five_failures_from_the_network_lock_there_and_not_on_the_socket(
    lan: Ward, signing_in: SigningIn
) -> None:
    assert [refused(signing_in, place=OriginPlace.WEB) for _ in range(5)] == ["people.wrong"] * 5
    assert refused(signing_in, PIN, place=OriginPlace.WEB) == "people.locked"
    assert by_pin(signing_in, "lan", PIN, SOCKET) == LAN
    lan.clock.advance(20 * 60)
    assert by_pin(signing_in, "lan", PIN, OriginPlace.WEB) == LAN


def test_on_the_shared_account_one_persons_failures_slow_down_nobody_else(
    lan: Ward, signing_in: SigningIn
) -> None:
    lan.admin.set_pin(TECHNICIAN.id, "730156", lan.by(TECHNICIAN))
    for _ in range(10):
        refused(signing_in, account="pi")
    assert by_pin(signing_in, TECHNICIAN.id, "730156", SOCKET, account="pi") == TECHNICIAN


def test_another_account_that_tries_everybody_waits_for_all(lan: Ward, signing_in: SigningIn) -> None:
    lan.admin.set_pin(TECHNICIAN.id, "730156", lan.by(TECHNICIAN))
    for _ in range(3):
        refused(signing_in, account="games")
    with pytest.raises(PeopleError) as error:
        by_pin(signing_in, TECHNICIAN.id, "730156", SOCKET, account="games")
    assert error.value.code == "people.slowed"


def test_a_script_with_an_old_pin_keeps_nobody_waiting(lan: Ward, signing_in: SigningIn) -> None:
    for _ in range(1000):
        assert refused(signing_in, "667788") == "people.wrong"
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN
    assert lan.told() == ["people.row.failed"]


def test_a_pin_that_was_wrong_and_is_now_set_is_taken(lan: Ward, signing_in: SigningIn) -> None:
    assert refused(signing_in, "667788") == "people.wrong"
    lan.admin.set_pin("lan", "667788", lan.by(TECHNICIAN))
    assert by_pin(signing_in, "lan", "667788", SOCKET, account="pi") == LAN


def test_right_pins_at_the_same_time_are_all_taken(signing_in: SigningIn) -> None:
    taken: list[object] = []

    def sign_in() -> None:
        taken.append(by_pin(signing_in, "lan", PIN, SOCKET, account="pi"))

    threads = [threading.Thread(target=sign_in) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [LAN] * 12


def test_who_finds_no_turn_has_not_failed(lan: Ward, signing_in: SigningIn) -> None:
    with ExitStack() as taken:
        taken.enter_context(signing_in._turns.turn(HashQueue.HERE))
        signing_in._turns._waiting[HashQueue.HERE] = MOST_WAITING
        assert [refused(signing_in) for _ in range(5)] == ["people.busy"] * 5
        signing_in._turns._waiting[HashQueue.HERE] = 0
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN
    assert lan.told() == []


def test_a_restart_forgets_no_failure(lan: Ward, signing_in: SigningIn) -> None:
    for _ in range(5):
        refused(signing_in, place=OriginPlace.WEB)
    again = PeopleStore(lan.folder / "state" / NAME, lan.clock)
    try:
        assert refused(SigningIn(again, lan.clock), PIN, place=OriginPlace.WEB) == "people.locked"
    finally:
        again.close()


def test_a_clock_that_is_set_forward_unlocks_nothing(lan: Ward, signing_in: SigningIn) -> None:
    for _ in range(5):
        refused(signing_in, place=OriginPlace.WEB)
    lan.clock.step(24 * 3600)
    assert refused(signing_in, PIN, place=OriginPlace.WEB) == "people.locked"


def test_many_attempts_at_once_are_no_more_than_one_after_the_other(signing_in: SigningIn) -> None:
    codes: list[str] = []
    threads = [threading.Thread(target=lambda: codes.append(refused(signing_in))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("people.wrong") + codes.count("people.busy") == 3
    assert codes.count("people.slowed") == 17


def test_each_failure_is_a_row_without_what_was_typed(lan: Ward, signing_in: SigningIn) -> None:
    refused(signing_in, "667788")
    with pytest.raises(PeopleError):
        by_password(signing_in, PASSWORD, "x", SOCKET, account="pi")  # the password typed for the name
    assert lan.told() == ["people.row.failed"] * 2
    shown = " ".join(what.text for what in lan.rows)
    assert "667788" not in shown
    assert PASSWORD not in shown


def test_the_failure_that_locks_says_so_in_its_row(lan: Ward, signing_in: SigningIn) -> None:
    for _ in range(7):
        refused(signing_in, place=OriginPlace.WEB)
    assert lan.told() == ["people.row.failed_web"] * 4 + ["people.row.locked"]


def test_a_pin_is_taken_on_the_socket_although_the_disk_takes_no_writes(
    lan: Ward, signing_in: SigningIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.disk_full", path="x")

    monkeypatch.setattr(AttemptTable, "keep", full)
    monkeypatch.setattr(AttemptTable, "forget", full)
    assert [refused(signing_in) for _ in range(4)] == ["people.wrong"] * 3 + ["people.slowed"]
    lan.clock.advance(1.0)
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN
    with pytest.raises(StoreError):
        by_pin(signing_in, "lan", PIN, OriginPlace.WEB)


@pytest.mark.parametrize("device", [None, "telephone"])
def test_an_emergency_pin_of_the_network_is_taken_although_the_disk_takes_no_writes_and_wrong_ones_count(
    lan: Ward, signing_in: SigningIn, monkeypatch: pytest.MonkeyPatch, device: str | None
) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.disk_full", path="x")

    def ask(pin: str) -> str:
        try:
            return signing_in.on_duty("lan", pin, there).person.id
        except PeopleError as error:
            return error.code

    there = replace(origin(OriginPlace.WEB), address="192.0.2.7", device=device or "")
    with monkeypatch.context() as disk:
        for each in ("keep", "forget", "forget_old", "take_back"):
            disk.setattr(AttemptTable, each, full)
        assert [ask(PIN) for _ in range(20)] == ["lan"] * 20  # a right one is no failure
        found = [ask(next(GUESSES)) for _ in range(20)]
        wrong = found.index("people.locked")
        assert 3 <= wrong < 20
        assert found == ["people.wrong"] * wrong + ["people.locked"] * (20 - wrong)
    assert ask(PIN) == "people.locked"  # the disk is there again, and nothing was forgotten
    lan.clock.advance(3600.0)
    assert ask(PIN) == "lan"


def test_a_pin_is_taken_on_the_socket_while_the_disk_still_writes_and_wrong_ones_count(
    signing_in: SigningIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()

    def slow(*_: object) -> None:
        assert done.wait(10), "somebody waited for the disk"

    monkeypatch.setattr(AttemptTable, "keep", slow)
    monkeypatch.setattr(AttemptTable, "forget", slow)
    assert by_pin(signing_in, "lan", PIN, SOCKET, account="pi") == LAN
    assert [refused(signing_in) for _ in range(4)] == ["people.wrong"] * 3 + ["people.slowed"]
    done.set()


def test_what_a_slow_disk_has_not_taken_yet_is_kept_before_the_file_is_closed(
    lan: Ward, signing_in: SigningIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, end = AttemptTable.keep, threading.Event()

    def slow(*told: Any) -> None:
        assert end.wait(10)
        keep(*told)

    monkeypatch.setattr(AttemptTable, "keep", slow)
    for _ in range(3):
        refused(signing_in)
    threading.Timer(0.2, end.set).start()
    lan.store.close()
    with closing(PeopleStore(lan.folder / "state" / NAME, lan.clock)) as again:
        assert refused(SigningIn(again, lan.clock, "pi"), PIN) == "people.slowed"


class TestAuthenticator:
    KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    @pytest.fixture
    def enrolled(self, lan: Ward) -> Ward:
        lan.admin.set_totp("lan", self.KEY, self._code(lan), lan.by(TECHNICIAN))
        return lan

    def _code(self, lan: Ward, ahead: int = 0) -> str:
        return pyotp.TOTP(self.KEY).generate_otp(int(lan.clock.now().timestamp()) // 30 + ahead)

    def test_a_code_shows_who_somebody_is_once(self, enrolled: Ward, signing_in: SigningIn) -> None:
        enrolled.clock.advance(30)
        code = self._code(enrolled)
        assert by_totp(signing_in, "lan", f"{code[:3]} {code[3:]}", SOCKET) == LAN
        with pytest.raises(PeopleError):
            by_totp(signing_in, "lan", code, SOCKET)

    def test_the_code_of_the_enrolment_is_used_up(self, enrolled: Ward, signing_in: SigningIn) -> None:
        with pytest.raises(PeopleError):
            by_totp(signing_in, "lan", self._code(enrolled), SOCKET)

    def test_a_code_older_than_one_that_was_used_is_not_taken(
        self, enrolled: Ward, signing_in: SigningIn
    ) -> None:
        enrolled.clock.advance(60)
        earlier = self._code(enrolled, -1)
        by_totp(signing_in, "lan", self._code(enrolled), SOCKET)
        with pytest.raises(PeopleError):
            by_totp(signing_in, "lan", earlier, SOCKET)

    @pytest.mark.parametrize(("ahead", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
    def test_a_telephone_may_be_half_a_minute_off(
        self, enrolled: Ward, signing_in: SigningIn, ahead: int, taken: bool
    ) -> None:
        enrolled.clock.advance(300)
        code = self._code(enrolled, ahead)
        if taken:
            assert by_totp(signing_in, "lan", code, SOCKET) == LAN
        else:
            with pytest.raises(PeopleError):
                by_totp(signing_in, "lan", code, SOCKET)

    def test_two_who_type_the_same_code_at_once_are_one(self, enrolled: Ward, signing_in: SigningIn) -> None:
        enrolled.clock.advance(30)
        code, taken = self._code(enrolled), []

        def sign_in(account: str) -> None:
            try:
                taken.append(by_totp(signing_in, "lan", code, SOCKET, account=account))
            except PeopleError:
                return

        threads = [threading.Thread(target=sign_in, args=(f"a{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert taken == [LAN]


def test_a_recovery_code_works_once_and_has_a_row(lan: Ward, signing_in: SigningIn) -> None:
    codes = lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    assert by_recovery(signing_in, "lan", codes[2].lower().replace("-", " "), SOCKET) == LAN
    with pytest.raises(PeopleError):
        by_recovery(signing_in, "lan", codes[2], SOCKET)
    assert lan.told() == ["people.row.recovery_codes", "people.row.recovery_used", "people.row.failed"]
    assert dict(lan.rows[1].facts)["left"] == str(len(codes) - 1)


def test_new_recovery_codes_end_the_older_ones(lan: Ward, signing_in: SigningIn) -> None:
    old = lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    with pytest.raises(PeopleError):
        by_recovery(signing_in, "lan", old[0], SOCKET)


def test_no_secret_is_in_the_file_as_it_was_typed(lan: Ward, signing_in: SigningIn) -> None:
    codes = lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    refused(signing_in, "667788")
    raw = (lan.folder / "state" / NAME).read_bytes()
    for secret in (PASSWORD, PIN, codes[0], codes[0].replace("-", ""), "667788"):
        assert secret.encode() not in raw


def test_a_right_password_does_not_forgive_wrong_codes_of_the_second_step(
    lan: Ward, signing_in: SigningIn
) -> None:
    key = pyotp.random_base32()
    at = lan.clock.now()
    lan.admin.set_totp("lan", key, pyotp.TOTP(key).at(at), lan.by(TECHNICIAN))
    assert signing_in.asks_second(LAN)
    right = pyotp.TOTP(key).at(at.timestamp() + 30)
    wrong = str((int(right) + 1) % 10**6).zfill(6)
    codes = []
    for _ in range(8):
        assert signing_in.first("lan", PASSWORD, origin(OriginPlace.WEB)).person == LAN
        with pytest.raises(PeopleError) as error:
            by_second(signing_in, LAN, wrong, OriginPlace.WEB)
        codes.append(error.value.code)
    assert codes == ["people.wrong"] * 5 + ["people.locked"] * 3
    # The lock is of the second step, and does not hold at the station's own screen.
    assert by_second(signing_in, LAN, right, SOCKET, account="pi") == LAN


def test_a_recovery_code_is_a_second_step_too(lan: Ward, signing_in: SigningIn) -> None:
    key = pyotp.random_base32()
    lan.admin.set_totp("lan", key, pyotp.TOTP(key).at(lan.clock.now()), lan.by(TECHNICIAN))
    code, *_ = lan.admin.set_recovery_codes("lan", lan.by(TECHNICIAN))
    assert by_second(signing_in, LAN, code.lower(), OriginPlace.WEB) == LAN
    with pytest.raises(PeopleError, match="wrong"):
        by_second(signing_in, LAN, code, OriginPlace.WEB)
