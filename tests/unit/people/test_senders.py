"""Senders of alerts: in people.yaml, in force once a technician accepts them, heard once a leader says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from broadcaster.alerts.cap.model import AlertSeverity, AlertUrgency, Certainty
from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Action, Role
from broadcaster.people.roles.people_file import json_schema, parsed, rewritten
from broadcaster.people.roles.rights import RIGHTS
from broadcaster.people.roles.senders import AlertSender, AlertTable, SenderProof, SenderRight
from broadcaster.people.store.store import NAME, PeopleStore
from tests.unit.people.conftest import TECHNICIAN, Ward, person
from tests.unit.station import schema_judge

THU = person("thu", Role.LEADER)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
NCHMF = """\
senders:
  nchmf:
    name: Trung tâm Dự báo
    proof: feed
    key: https://canhbao.example.vn/cap.xml
    may: emergency
"""


def sender(**more: object) -> AlertSender:
    usual = AlertSender(
        id="nchmf",
        name="Trung tâm Dự báo",
        proof=SenderProof.FEED,
        key="https://canhbao.example.vn/cap.xml",
        may=SenderRight.EMERGENCY,
    )
    return replace(usual, **more)  # type: ignore[arg-type]


@pytest.fixture
def with_sender(ward: Ward) -> Ward:
    """A ward with a technician and a leader, whose technician accepted the sender."""
    ward.admin.add(THU, ward.by(TECHNICIAN))
    accept(ward, NCHMF)
    return ward


def accept(ward: Ward, section: str) -> None:
    """Have a technician accept people.yaml with other senders."""
    text = ward.file.read_text("utf-8").partition("senders:")[0]
    ward.file.write_text(text + section, "utf-8")
    ward.admin.accept(ward.admin.file().loaded.digest, ward.by(TECHNICIAN))


def problems(section: str) -> list[tuple[int, str]]:
    people = "a: {name: A, roles: [technician]}\n"
    return [(one.line, one.code) for one in parsed((people + section).encode()).problems]


class TestFile:
    def test_a_sender_is_read_with_all_its_keys(self) -> None:
        text = (
            "a: {name: A, roles: [technician]}\nsenders:\n  nchmf:\n"
            "    name: N\n    proof: signature\n    key: |\n"
            + "".join(f"      {line}\n" for line in PEM.splitlines())
            + "    subject: www.example.vn\n    areas: {EMMA_ID: [VN123, VN124]}\n    zones: [trung-tam]\n"
            "    table: {severity: [Extreme], urgency: [Immediate], certainty: [Observed]}\n"
            "    longest: 30m\n"
        )
        found = parsed(text.encode())
        assert found.problems == ()
        assert found.people is not None
        assert found.people.senders == {
            "nchmf": AlertSender(
                id="nchmf",
                name="N",
                proof=SenderProof.SIGNATURE,
                key=PEM,
                subject="www.example.vn",
                areas={"EMMA_ID": ("VN123", "VN124")},
                zones=("trung-tam",),
                table=AlertTable(
                    severity=frozenset({AlertSeverity.EXTREME}),
                    urgency=frozenset({AlertUrgency.IMMEDIATE}),
                    certainty=frozenset({Certainty.OBSERVED}),
                ),
                longest=1800.0,
            )
        }
        assert list(found.people.persons) == ["a"]

    @pytest.mark.parametrize(
        ("section", "expected"),
        [
            ("senders: {x: {name: X, proof: feed, key: 'http://a.vn'}}\n", (2, "station.sender_key")),
            ("senders: {x: {name: X, proof: token, key: geheim}}\n", (2, "station.sender_key")),
            ("senders: {x: {name: X, proof: signature, key: 'https://a.vn'}}\n", (2, "station.sender_key")),
            ("senders: {x: {name: X, proof: sms, key: a}}\n", (2, "station.unknown_word")),
            (
                "senders: {x: {name: X, proof: feed, key: 'https://a.vn', may: all}}\n",
                (2, "station.unknown_word"),
            ),
            (
                "senders: {x: {name: X, proof: feed, key: 'https://a.vn', who: y}}\n",
                (2, "station.unknown_key"),
            ),
            ("senders: {x: {proof: feed, key: 'https://a.vn'}}\n", (2, "station.missing_key")),
            ("senders: all\n", (2, "station.want_mapping")),
            ("senders:\n  'a b': {name: X, proof: feed, key: 'https://a.vn'}\n", (3, "station.bad_name")),
        ],
    )
    def test_what_is_wrong_is_told_at_its_line(self, section: str, expected: tuple[int, str]) -> None:
        assert problems(section) == [expected]

    def test_a_change_of_a_person_leaves_the_senders_as_they_are_written(self) -> None:
        raw = ("a: {name: A, roles: [technician]}\n" + NCHMF + "# hết\n").encode()
        before = parsed(raw).people
        assert before is not None
        after = replace(before, persons={"a": replace(before.persons["a"], name="An")})
        assert NCHMF + "# hết\n" in rewritten(raw, after).decode()

    def test_a_file_that_is_written_anew_keeps_its_senders(self) -> None:
        raw = (
            b"{a: {name: A, roles: [technician]},"
            b" senders: {x: {name: X, proof: feed, key: 'https://a.vn', areas: {UGC: ['01', '02']}}}}"
        )
        before = parsed(raw).people
        assert before is not None
        after = replace(before, persons=dict(before.persons) | {"b": person("b", Role.DUTY)})
        assert parsed(rewritten(raw, after)).people == after

    def test_editors_are_told_of_senders_and_take_them_for_no_person(self) -> None:
        schema = json_schema()
        one = {"name": "X", "proof": "feed", "key": "https://a.vn"}
        a = {"name": "A", "roles": ["technician"]}
        assert list(schema_judge.faults(schema, {"a": a, "senders": {"x": one}})) == []
        assert list(schema_judge.faults(schema, {"a": a, "senders": {"x": one | {"may": "all"}}}))


class TestAcceptance:
    def test_an_edit_alone_puts_no_sender_into_force(self, ward: Ward) -> None:
        ward.file.write_text(ward.file.read_text("utf-8") + NCHMF, "utf-8")
        assert ward.admin.people.senders == {}

    def test_a_technician_puts_it_into_force_with_a_row_but_it_does_not_speak(
        self, with_sender: Ward
    ) -> None:
        assert with_sender.admin.people.senders == {"nchmf": sender()}
        assert with_sender.told()[-1] == "people.row.changed"
        assert not with_sender.admin.people.senders["nchmf"].trusted

    def test_only_a_leader_lets_it_speak(self, with_sender: Ward) -> None:
        for one in (TECHNICIAN, None, person("x", *Role)):
            with pytest.raises(PeopleError):
                with_sender.admin.trust(sender(), with_sender.by(one))
        with_sender.admin.trust(sender(), with_sender.by(THU))
        assert with_sender.admin.people.senders == {"nchmf": sender(trusted=True)}
        assert with_sender.told()[-1] == "people.row.trusted"

    def test_a_one_time_code_lets_no_sender_speak(self, with_sender: Ward) -> None:
        from broadcaster.people.sign_in.codes import OneTimeCode

        code, _ = OneTimeCode(with_sender.store, with_sender.clock).make("pi")
        with pytest.raises(PeopleError):
            with_sender.admin.trust(sender(), with_sender.by(code=code))

    @pytest.mark.parametrize(
        ("old", "new"),
        [("https://canhbao.example.vn", "https://evil.example"), ("Trung tâm", "Trạm"), ("feed.", "feed.")],
    )
    def test_a_sender_that_was_changed_needs_a_leader_again(
        self, with_sender: Ward, old: str, new: str
    ) -> None:
        with_sender.admin.trust(sender(), with_sender.by(THU))
        accept(with_sender, NCHMF.replace(old, new))
        (one,) = with_sender.admin.people.senders.values()
        assert one.trusted is (old == new)

    def test_a_sender_that_was_removed_and_comes_back_needs_a_leader_again(self, with_sender: Ward) -> None:
        with_sender.admin.trust(sender(), with_sender.by(THU))
        accept(with_sender, "")
        assert with_sender.admin.people.senders == {}
        accept(with_sender, NCHMF)
        assert with_sender.admin.people.senders == {"nchmf": sender()}

    def test_a_change_of_a_person_takes_no_trust_away(self, with_sender: Ward) -> None:
        with_sender.admin.trust(sender(), with_sender.by(THU))
        with_sender.admin.add(person("cu", Role.DUTY), with_sender.by(TECHNICIAN))
        assert with_sender.admin.people.senders == {"nchmf": sender(trusted=True)}

    def test_a_leader_takes_it_back(self, with_sender: Ward) -> None:
        with_sender.admin.trust(sender(), with_sender.by(THU))
        with_sender.admin.trust(sender(trusted=True), with_sender.by(THU), trusted=False)
        assert with_sender.admin.people.senders == {"nchmf": sender()}
        assert with_sender.told()[-1] == "people.row.untrusted"

    def test_what_was_shown_may_speak_or_nothing(self, with_sender: Ward) -> None:
        accept(with_sender, NCHMF.replace("https://canhbao.example.vn", "https://evil.example"))
        with pytest.raises(PeopleError) as refused:
            with_sender.admin.trust(sender(), with_sender.by(THU))
        assert refused.value.code == "people.sender_moved"

    def test_one_for_the_inbox_is_let_speak_by_nobody(self, with_sender: Ward) -> None:
        accept(with_sender, NCHMF.replace("emergency", "inbox"))
        with pytest.raises(PeopleError) as refused:
            with_sender.admin.trust(sender(may=SenderRight.INBOX), with_sender.by(THU))
        assert refused.value.code == "people.sender_for_inbox"

    def test_nobody_is_called_senders(self, ward: Ward) -> None:
        with pytest.raises(PeopleError) as refused:
            ward.admin.add(person("senders", Role.DUTY), ward.by(TECHNICIAN))
        assert refused.value.code == "people.bad_id"

    def test_a_store_of_before_has_no_senders(self, ward: Ward) -> None:
        path = ward.folder / "state" / NAME
        with closing(sqlite3.connect(path)) as before:
            before.execute("ALTER TABLE accepted DROP COLUMN senders")
            before.execute("PRAGMA user_version = 4")
            before.commit()
        with closing(PeopleStore(path, ward.clock)) as store:
            assert store.accepted.read().people.senders == {}


def test_only_leaders_have_the_right() -> None:
    assert RIGHTS[Action.TRUST] == frozenset({Role.LEADER})
