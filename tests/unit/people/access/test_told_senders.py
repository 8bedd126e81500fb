"""What a technician accepts and a leader trusts of a sender of alerts is shown: each value, in words."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from broadcaster.alerts.cap.model import AlertSeverity
from broadcaster.core.errors import Phrase
from broadcaster.core.text.catalogue import worded
from broadcaster.people.access.acceptance import differences
from broadcaster.people.access.told_senders import values_told
from broadcaster.people.roles.model import People
from broadcaster.people.roles.senders import AlertSender, AlertTable, SenderProof, SenderRight

NONE = People(persons={})
DAI = AlertSender(id="dai", name="Đài tỉnh", proof=SenderProof.FEED, key=" https://dai.vn/cap.xml\n")
PEM = "-----BEGIN\nabc\n"
ANYBODYS = replace(
    DAI,
    proof=SenderProof.SIGNATURE,
    key=PEM,
    subject="xau.example",
    areas={"EMMA_ID": ("VN1", "VN2")},
    zones=("thon-3",),
    table=AlertTable(severity=frozenset(AlertSeverity)),
    longest=72 * 3600.0,
    may=SenderRight.EMERGENCY,
    tests=True,
)


def having(one: AlertSender) -> People:
    return replace(NONE, senders={one.id: one})


def told(before: People, after: People) -> list[str]:
    return [worded(phrase) for phrase in differences(before, after)]


def test_sender_that_comes_or_goes_is_told_with_its_values() -> None:
    first, *values = told(NONE, having(DAI))
    assert DAI.shown in first
    assert len(values) == 3, "proof, key, may; all else is as by default"
    assert any("https://dai.vn/cap.xml" in one for one in values)
    assert len(told(having(DAI), NONE)) == 1


def test_whoever_says_yes_sees_whom_an_authority_may_certify_before_all_else() -> None:
    lines = [worded(one) for one in values_told(ANYBODYS)]
    assert "xau.example" in lines[0]
    assert "sha256:" in lines[0]
    for shown in ("VN1, VN2", "thon-3", "Minor", "Unknown"):
        assert any(shown in one for one in lines), shown
    assert all(DAI.shown in one for one in lines)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Đài khác"},
        {"proof": SenderProof.TOKEN},
        {"key": "https://khac.vn/cap.xml"},
        {"subject": "xau.example"},
        {"areas": {"EMMA_ID": ("VN9",)}},
        {"zones": ("thon-3",)},
        {"table": AlertTable(severity=frozenset(AlertSeverity))},
        {"table": replace(AlertTable(), urgency=frozenset())},
        {"table": replace(AlertTable(), certainty=frozenset())},
        {"longest": 600.0},
        {"may": SenderRight.EMERGENCY},
        {"tests": True},
    ],
)
def test_each_changed_value_of_a_sender_is_told_old_and_new(change: dict[str, Any]) -> None:
    after = replace(DAI, trusted=True, **change)
    (line,) = told(having(DAI), having(after))
    (back,) = told(having(after), having(DAI))
    old, new = line.split(": ", 1)[1].split(" → ")
    assert old != new
    assert back.split(": ", 1)[1].split(" → ") == [new, old]


def test_each_key_of_a_sender_is_told() -> None:
    """A key that the program gets one day is told too."""
    codes = {what.code for one in values_told(ANYBODYS) for _, what in one.facts if isinstance(what, Phrase)}
    told = {code.rpartition(".")[2] for code in codes}
    assert {one.name for one in fields(AlertSender)} - {"id", "trusted", "name", "table"} <= told


def test_a_leaders_trust_is_no_change() -> None:
    assert told(having(DAI), having(DAI)) == []
    assert told(having(DAI), having(replace(DAI, trusted=True))) == []


def test_long_key_is_told_by_its_digest() -> None:
    lines = [worded(one) for one in values_told(replace(DAI, proof=SenderProof.SIGNATURE, key=PEM))]
    (key,) = [one for one in lines if "sha256:" in one]
    assert "BEGIN" not in key
