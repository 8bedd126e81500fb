"""Who is told by role: the persons of the station, their delegates, and the recipients of station.yaml."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from broadcaster.notices.news.rules import audience
from broadcaster.people.roles.model import Delegation, People, Person, PersonContact, Role
from broadcaster.station.model.office import Duty, MailServer, Notices
from tests.unit.notices.conftest import recipient

DAY = date(2026, 11, 27)
SERVER = MailServer(server="localhost", sender="dai@x.vn")
OF_STATION = Notices(mail=SERVER)
THU = Person(
    id="thu",
    name="Thu",
    roles=frozenset({Role.LEADER}),
    delegations=(Delegation(to="lan", start=DAY, until=DAY + timedelta(days=1)),),
)
LAN = Person(id="lan", name="Lan", roles=frozenset({Role.OFFICER, Role.DUTY}))
XEM = Person(id="xem", name="Xem", roles=frozenset({Role.VIEWER}))
ALL = People(persons={one.id: one for one in (THU, LAN, XEM)})
CONTACTS = {
    "thu": PersonContact(mail="thu@x.vn"),
    "lan": PersonContact(mail="lan@x.vn", phone="+84912345678", daily=True),
    "xem": PersonContact(mail="xem@x.vn"),
}


def roles(
    notices: Notices = OF_STATION, contacts: dict[str, PersonContact] = CONTACTS, on: date = DAY
) -> dict[str, set[str]]:
    found = audience(notices, ALL, contacts, on).to
    return {name: {str(duty) for duty in one.roles} for name, one in found.items()}


def test_persons_are_told_by_their_roles_and_who_only_looks_is_not() -> None:
    before = DAY - timedelta(days=1)
    assert roles(on=before) == {"thu": {"leader"}, "lan": {"officer", "duty"}}
    lan = audience(OF_STATION, ALL, CONTACTS, before).to["lan"]
    assert (lan.mail, lan.sms, lan.digest) == ("lan@x.vn", "+84912345678", True)


def test_while_a_leader_is_away_the_delegate_is_told_from_the_first_day_to_the_last() -> None:
    away = {"lan": {"officer", "duty", "leader"}}
    assert [roles(on=DAY + timedelta(days=n)) for n in (0, 1)] == [away, away]
    assert roles(on=DAY + timedelta(days=2)) == {"thu": {"leader"}, "lan": {"officer", "duty"}}


def test_a_leader_whose_delegate_cannot_be_reached_is_told() -> None:
    assert roles(contacts={"thu": CONTACTS["thu"]}) == {"thu": {"leader"}}


def test_who_may_do_nothing_any_more_is_not_told() -> None:
    gone = People(persons={"lan": replace(LAN, enabled=False), "thu": replace(THU, delegations=())})
    assert audience(OF_STATION, gone, CONTACTS, DAY).to.keys() == {"thu"}


def test_without_a_mail_server_only_telephones_are_told() -> None:
    found = audience(Notices(), ALL, CONTACTS, DAY - timedelta(days=1)).to
    assert {name: one.ways for name, one in found.items()} == {"lan": ("sms",)}


def test_a_recipient_of_the_file_stands_for_the_person_of_that_name() -> None:
    written = replace(OF_STATION, to={"lan": recipient("lan", Duty.TECHNICIAN)})
    assert roles(written, on=DAY - timedelta(days=1)) == {"thu": {"leader"}, "lan": {"technician"}}
