"""A command that does the work itself, as no station runs, asks for the same rights as the API."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.cli.airing.airing import air
from broadcaster.cli.airing.local import is_rehearsal
from broadcaster.cli.airing.requests import AirRequest
from broadcaster.cli.asking.caller import Here, asker_here
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.journal import Journal
from broadcaster.people.roles.model import Action, Role
from broadcaster.people.roles.rights import RIGHTS
from broadcaster.playout.requests.by_hand import AskCatchUp, AskHear, AskPlay, AskPlayFile, AskSay, AskTest
from tests.fakes import people

SETTINGS = """\
name: Đài thử
speech: {engines: [tone]}
output: {device: no such device}
regulation: {quiet: none}
approval: {required: false}
"""
KEYED = SETTINGS + "keying: {type: gpio, line: 17}\n"
TABLE: list[tuple[AirRequest, Action]] = [
    (AskPlay(message="tin"), Action.SPEAK),
    (AskPlay(message="tin", priority="emergency"), Action.EMERGENCY),
    (AskPlay(message="khan"), Action.EMERGENCY),
    (AskPlay(message="khan", priority="normal"), Action.SPEAK),
    (AskPlay(message="khan", rehearse=True), Action.SPEAK),
    (AskSay(text="Lũ"), Action.SPEAK),
    (AskSay(text="Lũ", priority="emergency"), Action.EMERGENCY),
    (AskSay(text="Lũ", rehearse=True), Action.SPEAK),
    (AskPlayFile(path="/a.mp3"), Action.SPEAK),
    (AskPlayFile(path="/a.mp3", priority="emergency"), Action.EMERGENCY),
    (AskPlayFile(path="/a.mp3", rehearse=True), Action.SPEAK),
    (AskHear(text="Lũ"), Action.SPEAK),
    (AskCatchUp(what="tin"), Action.SPEAK),
    (AskTest(), Action.MAINTAIN),
]


# What no loudspeaker carries: the transmitter stays off.
REHEARSALS = [asked for asked, _ in TABLE if is_rehearsal(asked)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "tin.yaml").write_text("title: Tin\nparts: [{say: Tin}]\n")
    (tmp_path / "messages" / "khan.yaml").write_text("title: K\npriority: emergency\nparts: [{say: Lũ}]\n")
    (tmp_path / "station.yaml").write_text(SETTINGS)
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def answered(folder: Path, asked: AirRequest) -> str:
    with pytest.raises(BroadcasterError) as caught:
        air(folder, asked, wait=True)
    return caught.value.code


@pytest.mark.patient
@pytest.mark.parametrize("role", Role, ids=str)
def test_role_may_do_itself_what_the_table_says_and_nothing_else(folder: Path, role: Role) -> None:
    # The account of this process is this person.
    people.found(folder, replace(people.person(role), id="nguoi", account=people.OWN))
    for asked, needs in TABLE:
        refused = answered(folder, asked) == "people.not_allowed"
        assert refused is (role not in RIGHTS[needs]), asked
    with Journal.open(folder / "state" / "journal.db", SystemClock()) as journal:
        assert journal.airings() == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER, Role.TECHNICIAN], ids=str)
def test_rehearsal_while_the_transmitter_is_off_needs_the_right_to_listen_only(
    folder: Path, role: Role
) -> None:
    (folder / "station.yaml").write_text(KEYED)
    people.found(folder, replace(people.person(role), id="nguoi", account=people.OWN))
    assert len(REHEARSALS) > 3
    for asked in REHEARSALS:
        refused = answered(folder, asked) == "people.not_allowed"
        assert refused is (role not in RIGHTS[Action.REHEARSE]), asked


def test_own_account_that_says_nobodys_name_may_do_nothing_itself(folder: Path) -> None:
    people.found(folder)
    assert answered(folder, TABLE[0][0]) == "people.who_asks"
    with pytest.raises(BroadcasterError) as caught, asker_here(folder, Action.CLOCK):
        pass
    assert caught.value.code == "people.who_asks"


def test_station_without_people_asks_nobody_and_the_journal_has_the_account(folder: Path) -> None:
    here = Here(folder)
    try:
        assert (here.who, here.person) == (people.OWN, None)
        assert all(here.may(action) for action in Action)
    finally:
        here.close()
    assert not (folder / "state").exists()  # to ask leaves nothing behind
