"""What a change of the senders of alerts is told as: who, by which proof and key, and what it may."""

from __future__ import annotations

from dataclasses import replace

from broadcaster.people.access.acceptance import differences
from broadcaster.people.roles.model import People
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight

NONE = People(persons={})
DAI = AlertSender(id="dai", name="Đài tỉnh", proof=SenderProof.FEED, key=" https://dai.vn/cap.xml\n")
SHORT = ("key", "https://dai.vn/cap.xml")
FACTS = (("sender", DAI.shown), ("proof", "feed"), SHORT, ("may", "inbox"))


def having(one: AlertSender) -> People:
    return replace(NONE, senders={one.id: one})


def told(before: People, after: People) -> list[tuple[str, tuple[tuple[str, object], ...]]]:
    return [(phrase.code, phrase.facts) for phrase in differences(before, after)]


def test_sender_that_comes_or_goes_is_told_with_what_matters_of_it() -> None:
    assert told(NONE, having(DAI)) == [("people.change.sender_added", FACTS)]
    assert told(having(DAI), NONE) == [("people.change.sender_removed", (("sender", DAI.shown),))]


def test_change_of_a_sender_names_its_keys_and_a_leaders_trust_is_none() -> None:
    assert told(having(DAI), having(DAI)) == []
    assert told(having(DAI), having(replace(DAI, trusted=True))) == []
    louder = replace(DAI, may=SenderRight.EMERGENCY, zones=("a",), trusted=True)
    ((code, facts),) = told(having(DAI), having(louder))
    assert code == "people.change.sender_changed"
    assert facts == (*FACTS[:3], ("may", "emergency"), ("keys", "zones, may"))


def test_long_key_is_told_by_its_digest() -> None:
    lines = replace(DAI, proof=SenderProof.SIGNATURE, key="-----BEGIN\nabc\n")
    ((_, facts),) = told(NONE, having(lines))
    key = dict(facts)["key"]
    assert isinstance(key, str)
    assert key.startswith("sha256:")
    assert len(key) < 40
    assert dict(facts)["proof"] == "signature"
