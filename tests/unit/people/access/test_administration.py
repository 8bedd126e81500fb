"""People are changed by whoever may, in the store, in people.yaml and in the journal, or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyotp
import pytest

from broadcaster.core import whole_files
from broadcaster.core.errors import PeopleError, StoreError
from broadcaster.people.access import acceptance as files
from broadcaster.people.access.acceptance import FileState
from broadcaster.people.access.administration import Administration, BadPeople
from broadcaster.people.roles.model import Caller, Delegation, PersonContact, Role
from broadcaster.people.roles.people_file import parsed
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.sign_in.sessions import Sessions
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.persons import reached_by
from broadcaster.people.store.store import NAME, PeopleStore
from tests.unit.people.conftest import SOCKET, TECHNICIAN, TODAY, Ward, by_any, by_password, by_pin, person

LAN = person("lan", Role.OFFICER, account="lan")
THU = person("thu", Role.LEADER)
PASSWORD = "trâu vàng mưa chợ"  # noqa: S105


def code_of(refused: pytest.ExceptionInfo[PeopleError]) -> str:
    return refused.value.code


class TestFirstTechnician:
    def test_in_a_station_without_people_only_the_code_counts(self, fresh: Ward) -> None:
        with pytest.raises(PeopleError) as refused:
            fresh.admin.add(TECHNICIAN, fresh.by())
        assert code_of(refused) == "people.code_needed"
        assert not fresh.admin.people.founded

    def test_the_code_makes_a_technician_once(self, fresh: Ward) -> None:
        code, _ = OneTimeCode(fresh.store, fresh.clock).make("pi")
        fresh.admin.add(TECHNICIAN, fresh.by(code=code), password=PASSWORD)
        assert fresh.admin.people.persons == {TECHNICIAN.id: TECHNICIAN}
        assert parsed(fresh.file.read_bytes()).people == fresh.admin.people
        assert by_password(SigningIn(fresh.store, fresh.clock), TECHNICIAN.id, PASSWORD, SOCKET) == TECHNICIAN
        with pytest.raises(PeopleError) as refused:
            fresh.admin.add(LAN, fresh.by(code=code))
        assert code_of(refused) == "people.code_wrong"
        assert fresh.told() == [
            "people.row.code",
            "people.row.code_used",
            "people.row.changed",
            "people.row.password",
            "people.row.code_failed",
        ]

    def test_the_code_works_for_an_hour(self, fresh: Ward) -> None:
        code, until = OneTimeCode(fresh.store, fresh.clock).make("pi")
        assert until - fresh.clock.now() == timedelta(hours=1)
        fresh.clock.advance(3601)
        with pytest.raises(PeopleError) as refused:
            fresh.admin.add(TECHNICIAN, fresh.by(code=code))
        assert code_of(refused) == "people.code_wrong"

    def test_a_new_code_ends_the_older_one(self, fresh: Ward) -> None:
        code, _ = OneTimeCode(fresh.store, fresh.clock).make("pi")
        OneTimeCode(fresh.store, fresh.clock).make("pi")
        with pytest.raises(PeopleError):
            fresh.admin.add(TECHNICIAN, fresh.by(code=code))

    def test_wrong_pins_in_the_stations_account_do_not_slow_the_code_down(self, ward: Ward) -> None:
        signing_in = SigningIn(ward.store, ward.clock, "pi")
        for guess in range(4):
            with pytest.raises(PeopleError, match=r"people\.(wrong|slowed)"):
                by_pin(signing_in, TECHNICIAN.id, f"73015{guess}", SOCKET, account="pi")
        code, _ = OneTimeCode(ward.store, ward.clock).make("pi")
        ward.admin.add(LAN, ward.by(code=code))
        assert "lan" in ward.admin.people.persons

    def test_wrong_pins_in_another_account_do(self, ward: Ward) -> None:
        signing_in = SigningIn(ward.store, ward.clock, "pi")
        for guess in range(4):
            with pytest.raises(PeopleError, match=r"people\.(wrong|slowed)"):
                by_pin(signing_in, TECHNICIAN.id, f"73015{guess}", SOCKET, account="games")
        code, _ = OneTimeCode(ward.store, ward.clock).make("pi")
        by = replace(ward.by(code=code), caller=Caller(person=None, account="games", own=False))
        with pytest.raises(PeopleError, match=r"people\.slowed"):
            ward.admin.add(LAN, by)

    def test_guesses_of_the_code_are_slowed_down(self, fresh: Ward) -> None:
        OneTimeCode(fresh.store, fresh.clock).make("pi")
        found = []
        for _ in range(4):
            with pytest.raises(PeopleError) as refused:
                fresh.admin.add(TECHNICIAN, fresh.by(code="AAAA-AAAA-AAAA-AAAA"))
            found.append(code_of(refused))
        assert found == ["people.code_wrong"] * 3 + ["people.slowed"]

    def test_the_first_person_must_be_a_technician_and_the_code_stays_good(self, fresh: Ward) -> None:
        code, _ = OneTimeCode(fresh.store, fresh.clock).make("pi")
        with pytest.raises(BadPeople) as refused:
            fresh.admin.add(LAN, fresh.by(code=code))
        assert [one.code for one in refused.value.problems] == ["people.no_technician"]
        assert not fresh.file.exists()
        fresh.admin.add(TECHNICIAN, fresh.by(code=code))

    def test_a_file_written_by_hand_is_accepted_with_the_code(self, fresh: Ward) -> None:
        fresh.file.write_text("lan: {name: Lan, account: lan, roles: [technician, officer]}\n")
        assert fresh.admin.file().state is FileState.WAITING
        loaded, _ = fresh.admin.proposal()
        code, _ = OneTimeCode(fresh.store, fresh.clock).make("pi")
        fresh.admin.accept(loaded.digest, fresh.by(code=code))
        assert list(fresh.admin.people.persons) == ["lan"]
        assert fresh.admin.file().state is FileState.SAME

    def test_a_code_lets_a_lost_technician_in_again(self, ward: Ward) -> None:
        code, _ = OneTimeCode(ward.store, ward.clock).make("pi")
        ward.admin.set_password(TECHNICIAN.id, PASSWORD, ward.by(code=code))
        assert by_password(SigningIn(ward.store, ward.clock), TECHNICIAN.id, PASSWORD, SOCKET) == TECHNICIAN


class TestRight:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.TECHNICIAN])
    def test_only_a_technician_changes_people(self, ward: Ward, role: Role) -> None:
        other = person("thu", role)
        ward.admin.add(other, ward.by(TECHNICIAN))
        before = ward.file.read_bytes()
        asked: tuple[Callable[[], object], ...] = (
            lambda: ward.admin.add(LAN, ward.by(other)),
            lambda: ward.admin.edit("thu", lambda one: replace(one, roles=frozenset(Role)), ward.by(other)),
            lambda: ward.admin.remove(TECHNICIAN.id, ward.by(other)),
            lambda: ward.admin.set_password(TECHNICIAN.id, PASSWORD, ward.by(other)),
            lambda: ward.admin.set_recovery_codes(TECHNICIAN.id, ward.by(other)),
            lambda: ward.admin.restore(ward.by(other)),
        )
        for ask in asked:
            with pytest.raises(PeopleError) as refused:
                ask()
            assert code_of(refused) == "people.not_allowed"
        assert ward.file.read_bytes() == before

    def test_the_stations_own_account_alone_changes_nobody(self, ward: Ward) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.add(LAN, ward.by())
        assert code_of(refused) == "people.who_asks"

    def test_everyone_sets_what_they_sign_in_with_themselves(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.admin.set_pin("lan", "482913", ward.by(LAN))
        assert ward.admin.has("lan") == (frozenset({CredentialKind.PIN}), 0)

    def test_who_is_disabled_sets_nothing(self, ward: Ward) -> None:
        ward.admin.add(replace(LAN, enabled=False), ward.by(TECHNICIAN))
        with pytest.raises(PeopleError):
            ward.admin.set_pin("lan", "482913", ward.by(LAN))


class TestChange:
    def test_each_change_is_in_force_in_the_file_and_in_a_row(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.admin.edit("lan", lambda one: replace(one, roles=frozenset({Role.DUTY})), ward.by(TECHNICIAN))
        assert ward.admin.people.persons["lan"].roles == {Role.DUTY}
        assert parsed(ward.file.read_bytes()).people == ward.admin.people
        assert ward.told() == ["people.row.changed"] * 2
        assert ward.rows[1].text == "Ky-Thuat (ky-thuat): vai trò của Lan (lan): officer → duty"

    def test_the_last_technician_stays(self, ward: Ward) -> None:
        with pytest.raises(BadPeople):
            ward.admin.remove(TECHNICIAN.id, ward.by(TECHNICIAN))
        with pytest.raises(BadPeople):
            ward.admin.edit(
                TECHNICIAN.id, lambda one: replace(one, roles=frozenset({Role.OFFICER})), ward.by(TECHNICIAN)
            )
        assert ward.admin.people.persons == {TECHNICIAN.id: TECHNICIAN}
        assert ward.admin.file().state is FileState.SAME

    def test_who_is_removed_leaves_nothing_and_comes_back_without_a_password(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN), password=PASSWORD)
        ward.admin.set_recovery_codes("lan", ward.by(TECHNICIAN))
        ward.admin.remove("lan", ward.by(TECHNICIAN))
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        assert ward.admin.has("lan") == (frozenset(), 0)

    def test_what_was_delegated_to_who_is_removed_goes_too(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.admin.add(THU, ward.by(TECHNICIAN))
        ward.admin.delegate("thu", Delegation(to="lan", start=TODAY, until=TODAY), ward.by(THU))
        ward.admin.remove("lan", ward.by(TECHNICIAN))
        assert ward.admin.people.persons["thu"].delegations == ()

    def test_a_leader_delegates_and_takes_it_back(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.admin.add(THU, ward.by(TECHNICIAN))
        given = Delegation(to="lan", start=TODAY, until=date(2026, 11, 30), basis="12/UQ-UBND")
        ward.admin.delegate("thu", given, ward.by(THU))
        assert list(ward.admin.people.persons["thu"].delegations) == [given]
        ward.admin.undelegate("thu", "lan", ward.by(THU))
        assert list(ward.admin.people.persons["thu"].delegations) == []
        with pytest.raises(PeopleError) as refused:
            ward.admin.delegate("lan", Delegation(to="thu", start=TODAY, until=TODAY), ward.by(LAN))
        assert code_of(refused) == "people.not_leader"

    @pytest.mark.parametrize(
        ("name", "code"), [("lna", "people.unknown_id_near"), ("xyz", "people.unknown_id")]
    )
    def test_who_is_not_there_is_told_with_the_nearest(self, ward: Ward, name: str, code: str) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        with pytest.raises(PeopleError) as refused:
            ward.admin.remove(name, ward.by(TECHNICIAN))
        assert code_of(refused) == code

    @pytest.mark.parametrize("name", ["", "a b", "a/b", "../x", "x" * 65])
    def test_an_id_that_is_no_name_is_refused(self, ward: Ward, name: str) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.add(person(name, Role.VIEWER), ward.by(TECHNICIAN))
        assert code_of(refused) == "people.bad_id"

    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("1234567", "people.password_short"),
            ("a" * 257, "people.password_long"),
            ("aaaaaaaa", "people.password_guessed"),
            ("12345678", "people.password_guessed"),
            ("Ky Thuat", "people.password_guessed"),
        ],
    )
    def test_a_bad_password_is_refused(self, ward: Ward, password: str, code: str) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.set_password(TECHNICIAN.id, password, ward.by(TECHNICIAN))
        assert code_of(refused) == code

    @pytest.mark.parametrize("pin", ["12345", "1234567890123", "12345a", "١٢٣٤٥٦", ""])
    def test_a_pin_has_six_digits_or_more(self, ward: Ward, pin: str) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.set_pin(TECHNICIAN.id, pin, ward.by(TECHNICIAN))
        assert code_of(refused) == "people.pin_digits"

    @pytest.mark.parametrize("pin", ["123456", "654321", "111111", "121212", "567890"])
    def test_a_pin_that_everybody_tries_first_is_refused(self, ward: Ward, pin: str) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.set_pin(TECHNICIAN.id, pin, ward.by(TECHNICIAN))
        assert code_of(refused) == "people.pin_guessed"

    def test_an_authenticator_that_shows_another_code_is_not_taken(self, ward: Ward) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.set_totp(
                TECHNICIAN.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "000000", ward.by(TECHNICIAN)
            )
        assert code_of(refused) == "people.totp_wrong"


class TestFileByHand:
    LEADER = "ky-thuat: {name: Ky-Thuat, roles: [technician, leader]}\n"

    def test_an_edit_has_no_effect_until_a_technician_accepts_it(self, ward: Ward) -> None:
        ward.file.write_text(self.LEADER)
        assert ward.admin.people.persons[TECHNICIAN.id].roles == {Role.TECHNICIAN}
        assert ward.admin.file().state is FileState.CHANGED
        loaded, _ = ward.admin.proposal()
        ward.admin.accept(loaded.digest, ward.by(TECHNICIAN))
        assert ward.admin.people.persons[TECHNICIAN.id].roles == {Role.TECHNICIAN, Role.LEADER}
        assert ward.file.read_text() == self.LEADER
        assert ward.told() == ["people.row.changed"]

    def test_the_edit_does_not_count_for_who_accepts_it(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        text = "lan: {name: Lan, account: lan, roles: [technician]}\n"
        ward.file.write_text(text)
        loaded, _ = ward.admin.proposal()
        promoted = replace(LAN, roles=frozenset({Role.TECHNICIAN}))
        with pytest.raises(PeopleError) as refused:
            ward.admin.accept(loaded.digest, ward.by(promoted))
        assert code_of(refused) == "people.not_allowed"

    def test_what_was_shown_is_accepted_or_nothing(self, ward: Ward) -> None:
        ward.file.write_text(self.LEADER)
        loaded, _ = ward.admin.proposal()
        ward.file.write_text("ky-thuat: {name: Ky-Thuat, roles: [technician, leader, duty]}\n")
        with pytest.raises(PeopleError) as refused:
            ward.admin.accept(loaded.digest, ward.by(TECHNICIAN))
        assert code_of(refused) == "people.file_moved"

    @pytest.mark.parametrize("text", ["ky-thuat: [", "", "lan: {name: L, roles: [leader]}"])
    def test_a_broken_file_cannot_be_accepted_and_opens_nothing(self, ward: Ward, text: str) -> None:
        ward.file.write_text(text)
        assert ward.admin.file().state is FileState.BROKEN
        with pytest.raises(BadPeople):
            ward.admin.proposal()
        assert ward.admin.people.persons == {TECHNICIAN.id: TECHNICIAN}

    def test_while_the_file_is_another_nothing_is_written_over_it(self, ward: Ward) -> None:
        ward.file.write_text(self.LEADER)
        with pytest.raises(PeopleError) as refused:
            ward.admin.add(LAN, ward.by(TECHNICIAN))
        assert code_of(refused) == "people.file_first"
        assert ward.file.read_text() == self.LEADER

    def test_restore_writes_what_is_in_force(self, ward: Ward) -> None:
        before = ward.file.read_bytes()
        ward.file.unlink()
        assert ward.admin.file().state is FileState.MISSING
        ward.admin.restore(ward.by(TECHNICIAN))
        assert ward.file.read_bytes() == before
        assert ward.told() == ["people.row.restored"]


class TestTwoAtOnce:
    def test_of_two_technicians_at_once_nobody_is_lost(self, ward: Ward) -> None:
        refused: list[BaseException] = []

        def take_in(prefix: str) -> None:
            store = PeopleStore(ward.folder / "state" / NAME, ward.clock)
            try:
                for number in range(8):
                    one = person(f"{prefix}{number}", Role.VIEWER)
                    Administration(store, ward.folder, ward.clock).add(one, ward.by(TECHNICIAN))
            except BaseException as error:
                refused.append(error)
            finally:
                store.close()

        threads = [threading.Thread(target=take_in, args=(prefix,)) for prefix in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == []
        assert len(ward.admin.people.persons) == 17
        assert ward.admin.file().state is FileState.SAME

    def test_while_the_file_is_written_no_other_command_changes_people(
        self, ward: Ward, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else the older file could come last, and be taken for a person's edit."""
        real, tried = whole_files.write_bytes, []

        def write_bytes(*arguments: Any, **options: Any) -> None:
            with closing(sqlite3.connect(ward.folder / "state" / NAME, timeout=0)) as other:
                with pytest.raises(sqlite3.OperationalError):
                    other.execute("BEGIN IMMEDIATE")
                tried.append(True)
            real(*arguments, **options)

        monkeypatch.setattr(files, "write_bytes", write_bytes)
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        assert tried == [True]


class TestKilled:
    def test_between_store_and_file_the_next_look_writes_the_file(
        self, ward: Ward, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(files, "write_people_file", killed)
            with pytest.raises(KeyboardInterrupt):
                ward.admin.add(LAN, ward.by(TECHNICIAN))
        assert parsed(ward.file.read_bytes()).people != ward.admin.people
        again = PeopleStore(ward.folder / "state" / NAME, ward.clock)
        try:
            seen = Administration(again, ward.folder, ward.clock).file()
        finally:
            again.close()
        assert seen.state is FileState.SAME
        assert list(ward.admin.people.persons) == ["ky-thuat", "lan"]
        assert parsed(ward.file.read_bytes()).people == ward.admin.people
        assert ward.told() == ["people.row.changed"]

    def test_a_disk_that_does_not_take_the_file_says_so_and_takes_it_later(
        self, ward: Ward, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise StoreError("store.disk_full", path="x")

        with monkeypatch.context() as patch:
            patch.setattr(files, "write_people_file", full)
            with pytest.raises(StoreError):
                ward.admin.add(LAN, ward.by(TECHNICIAN))
            assert ward.admin.file().state is FileState.BEHIND
        assert ward.admin.file().state is FileState.SAME


def test_an_entry_code_signs_in_once_for_a_week_and_is_told(ward: Ward) -> None:
    ward.admin.add(LAN, ward.by(TECHNICIAN))
    signing_in = SigningIn(ward.store, ward.clock, "pi")
    code, until = ward.admin.set_entry_code("lan", ward.by(TECHNICIAN))
    assert until == ward.clock.now() + timedelta(days=7)
    assert by_any(signing_in, "lan", code, SOCKET).id == "lan"
    with pytest.raises(PeopleError, match="wrong"):
        by_any(signing_in, "lan", code, SOCKET)
    late, _ = ward.admin.set_entry_code("lan", ward.by(TECHNICIAN))
    ward.clock.advance(7 * 24 * 3600 + 1)
    with pytest.raises(PeopleError, match="wrong"):
        by_any(signing_in, "lan", late, SOCKET)
    ward.told()
    assert "people.row.entry_code" in {row.code for row in ward.rows}


def test_nobody_gives_themselves_an_entry_code(ward: Ward) -> None:
    ward.admin.add(LAN, ward.by(TECHNICIAN))
    with pytest.raises(PeopleError, match="not_allowed"):
        ward.admin.set_entry_code("lan", ward.by(LAN))


def test_a_lost_authenticator_is_taken_away_with_the_sessions(ward: Ward) -> None:
    ward.admin.add(LAN, ward.by(TECHNICIAN))
    key = pyotp.random_base32()
    ward.admin.set_totp("lan", key, pyotp.TOTP(key).at(ward.clock.now()), ward.by(LAN))
    sessions = Sessions(ward.store, ward.clock)
    token = sessions.open(LAN, SOCKET)
    ward.admin.forget("lan", CredentialKind.TOTP, ward.by(TECHNICIAN))
    assert ward.admin.has("lan")[0] == frozenset()
    assert sessions.known(token) is None


class TestContact:
    def test_how_a_person_is_reached_is_in_the_store_and_in_no_row_and_no_file(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.told()
        ward.rows.clear()
        ward.admin.set_contact("lan", reached_by(" lan@x.vn ", "091 234-5678", daily=True), ward.by(LAN))
        assert ward.admin.contact("lan") == PersonContact(mail="lan@x.vn", phone="0912345678", daily=True)
        ward.admin.set_contact("lan", ward.admin.contact("lan"), ward.by(LAN))
        assert ward.told() == ["people.row.contact"], "the same again is no change"
        assert "x.vn" not in repr(ward.rows) + ward.file.read_text() + repr(ward.admin.contact("lan"))

    def test_only_oneself_and_the_technician_change_it_and_it_goes_with_the_person(self, ward: Ward) -> None:
        ward.admin.add(LAN, ward.by(TECHNICIAN))
        ward.admin.add(THU, ward.by(TECHNICIAN))
        with pytest.raises(PeopleError) as refused:
            ward.admin.set_contact("lan", PersonContact(mail="thu@x.vn"), ward.by(THU))
        assert code_of(refused) == "people.not_allowed"
        ward.admin.set_contact("lan", PersonContact(mail="lan@x.vn"), ward.by(TECHNICIAN))
        ward.admin.remove("lan", ward.by(TECHNICIAN))
        assert ward.store.contacts.all() == {}

    @pytest.mark.parametrize(
        ("mail", "phone", "code"),
        [
            ("lan", "", "people.bad_mail"),
            ("a@x.vn\nBcc: b@x.vn", "", "people.bad_mail"),
            ("", "12", "people.bad_phone"),
        ],
    )
    def test_what_is_no_address_is_refused_and_not_shown(self, mail: str, phone: str, code: str) -> None:
        with pytest.raises(PeopleError) as refused:
            reached_by(mail, phone, daily=False)
        assert str(refused.value) == f"{code}()"
