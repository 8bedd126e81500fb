"""What stands in for a relay that a person orders as an emergency: what nobody approved is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskRelay
from broadcaster.studio.script.digest import words_digest
from tests.house import SETTINGS, House, MakeHouse

SOURCE = "http://127.0.0.1:9/dai"
FILES = {
    "station.yaml": SETTINGS.replace("required: false", "required: true") + f"sources: {{dai: {SOURCE}}}\n",
    "messages/cu.yaml": "title: Cũ\nrepeat: 1\nparts:\n  - say: Nước đang rút.\n",
}
OFFICER, LEADER = Requester(shown="Lan (lan)"), Requester(shown="Chi (chi)", leads=True)


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    """09:00: a source that gives nothing."""
    house = make_house("2026-11-25 09:00", FILES)
    house.radio.breaks[SOURCE] = 0.0
    return house


def relayed(house: House, by: Requester, priority: str | None = "emergency") -> tuple[Airing, str | None]:
    """The row of what stood in, and what whoever asked was told."""
    relays = house.sources.relays
    ask = AskRelay(source="dai", seconds=20.0, priority=priority, fallback="cu")
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(lambda: relays.relay(ask, by))
        while not wait([answer], 0.001).done:
            house.settle()
        ticket = answer.result()
    house.run_until(house.clock.now() + timedelta(seconds=40))
    told = relays.warning(ticket)
    (row,) = [row for row in house.log() if row.message == "cu"]
    return row, None if told is None else told.code


def test_unapproved_message_that_an_officer_has_stand_in_for_an_emergency_is_told(house: House) -> None:
    row, told = relayed(house, OFFICER)
    assert (row.outcome, row.confirm, told) == (Outcome.AIRED, True, "playout.instead_unapproved")


def test_stand_in_that_is_approved_waits_for_nobody(house: House) -> None:
    house.approve("cu")
    row, told = relayed(house, OFFICER)
    assert (row.outcome, row.confirm, told) == (Outcome.AIRED, False, None)


def test_edited_stand_in_airs_as_it_was_approved(house: House) -> None:
    house.approve("cu")
    approved = words_digest(house.station, house.station.messages["cu"])
    (house.folder / "messages/cu.yaml").write_text("title: Cũ\nrepeat: 1\nparts:\n  - say: Không sao.\n")
    house.reload()
    row, told = relayed(house, OFFICER)
    assert (row.outcome, row.words_digest, row.confirm, told) == (Outcome.AIRED, approved, False, None)


def test_stand_in_of_who_may_approve_is_their_own_word(house: House) -> None:
    row, told = relayed(house, LEADER)
    assert (row.outcome, row.confirm, told) == (Outcome.AIRED, False, None)


def test_unapproved_stand_in_of_an_ordinary_relay_is_refused(house: House) -> None:
    row, told = relayed(house, OFFICER, priority=None)
    assert (row.outcome, row.confirm, told) == (Outcome.REFUSED, False, None)
