"""What loosens the station's rules, key by key; every key of station.yaml is on one side or the other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from broadcaster.station.model.equipment import Contact, Keying, Zone
from broadcaster.station.model.keys import Loosens, Looser, Special, loosens
from broadcaster.station.model.message import Cause
from broadcaster.station.model.office import Backup, Console, Fleet, Listen, MailServer, Notices
from broadcaster.station.model.regulation import (
    ApprovalRule,
    AtOnce,
    Bind,
    Decision,
    Edit,
    Exemption,
    Quotas,
    Regulation,
    RegulationRule,
    Rulebook,
    Second,
)
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import StationPlace
from broadcaster.station.rules.loosening import (
    as_held,
    declared,
    held_after,
    keys_of,
    sealed,
    sound,
    strictest,
    under,
)
from broadcaster.station.rules.rulebook import one_rule, refusing

BASE = Settings(
    name="A",
    approval=ApprovalRule(required=True, bind=Bind.SOUND, at_once=AtOnce.LEADER, edit=Edit.STOP, own=False),
    regulation=Regulation(quotas=Quotas.REFUSE),
    sources=MappingProxyType({"vov1": "https://vov.vn/1.mp3"}),
    contacts=MappingProxyType({"cua": Contact(type="gpio", message="m", options={"line": "1"})}),
    console=Console(listen=Listen(host="192.168.1.2", port=8080)),
)
OLD, NEW, NONE = "cu-mat", "moi", ""
MAIL = MailServer(server="mail.phuong.vn", user="dai", sender="dai@phuong.vn", password=OLD)
BASE = replace(BASE, notices=Notices(mail=MAIL))
BUTTON = Contact(type="gpio", message="lu", emergency=True, options={"line": "17"})


def mailed(password: str = NEW, **keys: object) -> Settings:
    mail = replace(MAIL, password=password, user=password and "dai", **keys)  # type: ignore[arg-type]
    return replace(BASE, notices=Notices(mail=mail))


def approval(**keys: object) -> Settings:
    return replace(BASE, approval=replace(BASE.approval, **keys))  # type: ignore[arg-type]


def quotas(**keys: object) -> Settings:
    return replace(BASE, regulation=replace(BASE.regulation, **keys))  # type: ignore[arg-type]


def sources(**entries: str) -> Settings:
    return replace(BASE, sources=MappingProxyType(entries))


def contacts(**entries: Contact) -> Settings:
    return replace(BASE, contacts=MappingProxyType(entries))


def listen(host: str, port: int = 8080) -> Settings:
    return replace(BASE, console=Console(listen=Listen(host=host, port=port)))


def book(*rules: RegulationRule, causes: tuple[Cause, ...] = (), stated: Quotas | None = None) -> Settings:
    exempt = Exemption(causes=causes) if causes else None
    decision = Decision(number="15/QĐ-UBND", on=date(2026, 3, 2))
    return replace(BASE, rulebook=Rulebook(decision=decision, rules=rules, exempt=exempt, quotas=stated))


LIMITED = RegulationRule(sessions_per_day=2, minutes_per_session=15, days_per_week=5)


@pytest.mark.parametrize("kind", [Settings, Rulebook], ids=["station.yaml", "regulation.yaml"])
def test_every_key_says_whether_it_loosens(kind: type) -> None:
    found = dict(declared(kind))
    unsaid = [
        path
        for path, hint in found.items()
        if loosens(hint) is None and Special.UNWRITTEN not in getattr(hint, "__metadata__", ())
    ]
    assert unsaid == [], (
        "say `Loosens…` beside the field: a change of it waits for a leader's yes, or does not"
    )
    assert "approval.required" in found or kind is Rulebook
    assert any(isinstance(loosens(hint), Looser | Loosens) for hint in found.values())


@pytest.mark.parametrize(
    ("wanted", "waits"),
    [
        pytest.param(approval(required=False), ["approval.required"], id="nothing is approved any more"),
        pytest.param(approval(bind=Bind.WORDS), ["approval.bind"], id="any sound of the words"),
        pytest.param(approval(at_once=AtOnce.OFFICER), ["approval.at_once"], id="officers at once"),
        pytest.param(approval(edit=Edit.PIN), ["approval.edit"], id="the approved version airs on"),
        pytest.param(approval(own=True), ["approval.own"], id="authors approve"),
        pytest.param(quotas(quotas=Quotas.WARN), ["regulation"], id="quotas only warn"),
        pytest.param(quotas(sessions_per_day=3), ["regulation"], id="more sessions"),
        pytest.param(quotas(minutes_per_session=16), ["regulation"], id="longer sessions"),
        pytest.param(quotas(days_per_week=6), ["regulation"], id="more days"),
        pytest.param(quotas(sessions_per_day=1, days_per_week=6), ["regulation"], id="fewer, on more days"),
        pytest.param(quotas(sessions_per_day=1), [], id="fewer sessions"),
        pytest.param(book(LIMITED), [], id="the same rule in regulation.yaml"),
        pytest.param(book(replace(LIMITED, by="Điều 8")), [], id="with its article"),
        pytest.param(book(replace(LIMITED, zones=("xa",))), ["regulation"], id="in one zone only"),
        pytest.param(book(LIMITED, causes=(Cause.DISASTER,)), ["regulation"], id="but for disasters"),
        pytest.param(book(LIMITED, stated=Quotas.WARN), ["regulation"], id="regulation.yaml only warns"),
        pytest.param(sources(vov1="https://vov.vn/1.mp3"), [], id="the same source"),
        pytest.param(sources(), [], id="no source any more"),
        pytest.param(sources(vov1="http://khac.vn/x"), ["sources.vov1"], id="another address"),
        pytest.param(
            sources(vov1="https://vov.vn/1.mp3", la="line-in:2"), ["sources.la"], id="another source"
        ),
        pytest.param(contacts(), [], id="no contact"),
        pytest.param(
            contacts(cua=replace(BUTTON, emergency=False)),
            ["contacts.cua"],
            id="another contact: it airs at once",
        ),
        pytest.param(contacts(nut=BUTTON), ["contacts.nut"], id="an emergency button"),
        pytest.param(
            contacts(cua=replace(BASE.contacts["cua"], emergency=True)), ["contacts.cua"], id="it is one now"
        ),
        pytest.param(listen("0.0.0.0"), ["console.listen"], id="to all"),  # noqa: S104
        pytest.param(listen("127.0.0.1"), [], id="to this computer only"),
        pytest.param(listen("192.168.1.2", 8443), ["console.listen"], id="at another port"),
        pytest.param(replace(BASE, keying=Keying(longest=7200)), ["keying.longest"], id="for longer"),
        pytest.param(replace(BASE, keying=Keying(longest=600, settle=9)), [], id="for shorter"),
        pytest.param(replace(BASE, backup=Backup(key="age1x")), ["backup.key"], id="secrets for another"),
        pytest.param(replace(BASE, backup=Backup(to="/mnt/luu-tru")), [], id="a backup without secrets"),
        pytest.param(replace(BASE, fleet=Fleet(root="5f3c")), ["fleet.root"], id="a centre"),
        pytest.param(
            replace(BASE, fleet=Fleet(broker="mqtts://x", user="a")), ["fleet.broker"], id="rows go"
        ),
        pytest.param(replace(BASE, fleet=Fleet(centre=("http://x",), tags=("a",))), [], id="its addresses"),
        pytest.param(mailed(), [], id="another password for the same mail server"),
        pytest.param(mailed(NONE, server="khac.vn"), [], id="a mail server without a password"),
        pytest.param(mailed(server="khac.vn"), ["notices.mail"], id="a password for another mail server"),
        pytest.param(mailed(port=25), ["notices.mail"], id="at another port"),
        pytest.param(mailed(security="none"), ["notices.mail"], id="in the open"),
        pytest.param(replace(BASE, notices=Notices()), [], id="no mail server any more"),
        pytest.param(replace(BASE, name="B", neighbours=("C",)), [], id="another name"),
    ],
)
def test_what_loosens_stays_as_it_was_and_the_rest_holds_at_once(wanted: Settings, waits: list[str]) -> None:
    held = keys_of(BASE)
    airs, loosened = under(wanted, held)
    assert [one.path for one in loosened] == waits
    if not waits:
        assert airs == wanted
    # Confirmed, it holds as it is written.
    assert under(wanted, keys_of(wanted)) == (wanted, ())


def switched(at: str, password: str = OLD) -> Keying:
    secret = {"user": "dai", "password": password} if password else {}
    return Keying(type="http", options={"on": f"http://{at}/on", "off": f"http://{at}/off", **secret})


def test_password_goes_to_no_equipment_that_a_leader_does_not_know() -> None:
    """Neither the ward's nor a zone's; of the same server the password may be another, and the path."""
    before = replace(BASE, keying=switched("10.0.0.5"))
    held = keys_of(before)
    assert OLD not in held["keying"]
    for known in (
        replace(before, keying=switched("10.0.0.5", NEW)),
        replace(before, keying=switched("9.9.9.9", NONE)),
    ):
        assert under(known, held) == (known, ())
    for wanted in (
        replace(before, keying=switched("10.0.0.5:81")),
        replace(
            before,
            keying=replace(
                switched("10.0.0.5"), options={**switched("10.0.0.5").options, "off": "http://10.0.0.6/off"}
            ),
        ),
        replace(before, zones=MappingProxyType({"a": Zone(name="a", keying=switched("10.0.0.6"))})),
    ):
        airs, waiting = under(wanted, held)
        assert [one.path for one in waiting] == ["keying"]
        assert airs.key_logins <= before.key_logins
        assert as_held(wanted, held).key_logins <= before.key_logins
        assert under(wanted, strictest(wanted))[0].key_logins == frozenset()
        assert under(wanted, held_after(keys_of(wanted), ())) == (wanted, ())  # once a leader has said yes


def test_password_goes_to_the_mail_server_that_a_leader_knows_and_is_kept_nowhere() -> None:
    held = keys_of(BASE)
    assert OLD not in held["notices.mail"]
    airs, _ = under(mailed(server="khac.vn"), held)
    assert airs.notices.mail == replace(MAIL, password=NEW)
    assert as_held(mailed(server="khac.vn"), held).notices.mail == replace(MAIL, password=NEW)
    # The first server of all waits too, as it does where nobody knows any more what held.
    for nothing in (keys_of(replace(BASE, notices=Notices())), strictest(BASE)):
        airs, loosened = under(BASE, nothing)
        assert [one.path for one in loosened if one.path.startswith("notices")] == ["notices.mail"]
        assert airs.notices.mail == replace(MAIL, password=NONE, user=NONE)


def test_each_step_towards_no_second_proof_waits_and_each_step_back_holds_at_once() -> None:
    order = [Second.NONE, Second.PIN, Second.AUTHENTICATOR]
    for was in order:
        for wanted in order:
            held = keys_of(approval(second=was))
            found, waiting = under(approval(second=wanted), held)
            looser = order.index(wanted) < order.index(was)
            assert [each.path for each in waiting] == (["approval.second"] if looser else [])
            assert found.approval.second is (was if looser else wanted)


def test_change_that_tightens_and_loosens_tightens_at_once() -> None:
    held = keys_of(approval(own=True))
    airs, loosened = under(approval(own=False, required=False), held)
    assert (airs.approval.own, airs.approval.required) == (False, True)
    assert [one.path for one in loosened] == ["approval.required"]
    # What was tightened is loose no more: to take it back waits too.
    after = held_after(keys_of(approval(own=False, required=False)), loosened)
    assert [one.path for one in under(approval(own=True), after)[1]] == ["approval.own"]


def test_emergency_contact_that_changes_goes_on_as_it_was_and_a_new_one_is_not_there() -> None:
    held = keys_of(contacts(nut=BUTTON))
    other = replace(BUTTON, message="khac")
    airs, loosened = under(contacts(nut=other, moi=BUTTON), held)
    assert dict(airs.contacts) == {"nut": BUTTON}
    assert [(one.path, one.old is None) for one in loosened] == [
        ("contacts.nut", False),
        ("contacts.moi", True),
    ]


def test_looser_quotas_wait_and_those_before_refuse_meanwhile() -> None:
    airs, _ = under(quotas(quotas=Quotas.WARN), keys_of(BASE))
    assert [rule.sessions_per_day for rule in refusing(airs)] == [2]
    airs, _ = under(quotas(sessions_per_day=9), keys_of(BASE))
    assert sorted(rule.sessions_per_day or 0 for rule in refusing(airs)) == [2, 9]
    assert one_rule(BASE.regulation).refuses


def test_what_is_sealed_tells_no_address_and_lets_the_same_one_through() -> None:
    secret = sources(vov1="https://a:matkhau@vov.vn/1.mp3")
    kept = sealed(keys_of(secret))
    assert "matkhau" not in json.dumps(kept)
    assert sound(kept) == kept
    assert under(secret, kept) == (secret, ())
    airs, loosened = under(sources(vov1="http://khac.vn"), kept)
    assert [one.path for one in loosened] == ["sources.vov1"]
    assert dict(airs.sources) == {}, "what it was is not known"


def test_key_that_came_with_the_program_holds_as_it_is_written() -> None:
    held = {path: text for path, text in keys_of(BASE).items() if path != "approval.own"}
    assert under(approval(own=True), held) == (approval(own=True), ())


def test_where_nothing_is_known_nothing_is_loose() -> None:
    loose = replace(approval(required=False, own=True, at_once=AtOnce.OFFICER), contacts={"nut": BUTTON})
    loose = replace(loose, place=StationPlace(ward="phường Tân Phong. Bà con nộp tiền"))
    airs, loosened = under(loose, strictest(loose))
    assert airs.approval.required
    assert not airs.approval.own
    assert airs.approval.at_once is AtOnce.LEADER
    assert (dict(airs.sources), dict(airs.contacts), airs.console.listen.local) == ({}, {}, True)
    assert airs.place.ward == ""
    assert len(loosened) == 8


@pytest.mark.parametrize("text", ["", "{", '"so"', "[1]"])
def test_value_that_is_none_of_its_key_is_told(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's
        sound({"approval.required": text})
