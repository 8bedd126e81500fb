"""The station's contacts: what fires, what is told, and the lines themselves."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import FaultList, ServiceError
from broadcaster.playout.links.contacts import SerialInput, open_input
from broadcaster.station.acceptance.intake import take
from broadcaster.station.model.equipment import Contact, Ups
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.upkeep.monitoring.contacts import Contacts
from broadcaster.upkeep.monitoring.watches import Watches

BUTTON = Contact(type="file", message="lu", hold=0.5, options={"path": "nut"})


class Watch:
    def __init__(self, root: Path) -> None:
        self.clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
        self.fired: list[str] = []
        self.told = FaultList()
        self.fails = False
        self.contacts = Contacts({"nut": BUTTON}, root, self.clock, self.fire, self.told)

    def fire(self, name: str, contact: Contact) -> None:
        if self.fails:
            raise ServiceError("service.nothing_to_say")
        self.fired.append(f"{name} {contact.message}")

    def see(self, closed: bool, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.contacts.take(self.contacts.watched[0], closed)
            self.clock.advance(0.1)


def wait_for(true: Callable[[], bool]) -> None:
    """The threads of contacts look every 20 ms of true time."""
    end = time.monotonic() + 60  # only a fault takes as long
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def test_held_button_fires_once_and_again_after_it_was_released(watch: Watch) -> None:
    for _ in range(2):
        watch.see(False, 1)
        watch.see(True, 5)
    assert watch.fired == ["nut lu", "nut lu"]
    assert watch.told == []


def test_button_closed_at_the_start_is_told_and_fires_nothing(watch: Watch) -> None:
    watch.see(True, 5)
    assert watch.fired == []
    assert [error.code for error in watch.told] == ["service.contact_closed"]


def test_message_that_cannot_air_is_told_and_the_watch_goes_on(watch: Watch) -> None:
    watch.fails = True
    watch.see(False, 1)
    watch.see(True, 1)
    assert [error.code for error in watch.told] == ["service.nothing_to_say"]
    watch.fails = False
    watch.see(False, 1)
    watch.see(True, 1)
    assert watch.fired == ["nut lu"]


def test_contact_whose_message_changed_is_not_let_go_of_while_it_is_held(watch: Watch) -> None:
    watch.see(False, 1)
    watch.see(True, 0.2)
    (before,) = watch.contacts.watched
    watch.contacts.follow({"nut": replace(BUTTON, message="cháy", emergency=True)})
    assert watch.contacts.watched == [before]
    watch.see(True, 1)
    assert watch.fired == ["nut cháy"]


def test_contact_that_was_added_or_moved_is_watched_and_one_that_was_removed_is_not(
    watch: Watch, tmp_path: Path
) -> None:
    contacts = watch.contacts
    contacts.start()
    try:
        (old,) = contacts.watched
        moved = replace(BUTTON, hold=0.0, options={"path": "nut-moi"})
        contacts.follow({"nut": moved, "hai": replace(moved, options={"path": "hai"})})
        assert old.thread is not None
        assert not old.thread.is_alive()
        for watched in contacts.watched:
            assert watched.thread is not None
            wait_for(lambda: watched.press.closed is False)  # noqa: B023 - called within the turn
        watch.clock.advance(60)
        wait_for(lambda: contacts.watched[0].press.armed)
        (tmp_path / "nut-moi").touch()
        wait_for(lambda: watch.fired == ["nut lu"])
        contacts.follow({})
        assert contacts.watched == []
    finally:
        contacts.close()


def watches_of(settings: Settings, root: Path) -> Watches:
    return Watches(
        settings,
        contacts=True,
        root=root,
        clock=FakeClock(datetime(2026, 11, 25, tzinfo=UTC)),
        device=None,
        fire=lambda *_: None,
        faults=FaultList(),
    )


def names(watches: Watches) -> list[str]:
    return [watched.name for watched in watches.contacts.watched]


def test_watches_follow_the_station(tmp_path: Path) -> None:
    settings = Settings(name="A")
    watches = watches_of(settings, tmp_path)
    watches.start()
    try:
        mains = watches.ups
        settings = replace(settings, contacts={"nut": BUTTON})
        watches.follow(settings)
        wait_for(lambda: names(watches) == ["nut"])
        assert watches.ups is mains
        watches.follow(replace(settings, ups=Ups(host="127.0.0.1", port=1)))
        wait_for(lambda: watches.ups is not mains)
    finally:
        watches.close()


def test_contacts_follow_a_station_whose_plan_came_after_everybody_had_stopped_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "station.yaml"
    without = "name: A\noutput: none\nspeech: {engines: [tone]}\n"
    settings.write_text(without + "contacts: {nut: {type: file, path: nut, message: lu}}\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/lu.yaml").write_text(
        "title: Lũ\npriority: emergency\nparts:\n  - say: Lũ đang về.\n"
    )
    running = RunningStation(tmp_path, Mode())
    running.open()
    try:
        parts = running.parts
        files, director = parts.loaded.files, parts.director
        plans: queue.Queue[Station] = queue.Queue()
        files.plan_with(plans.put)
        monkeypatch.setattr(files.current, "_patience", 0.1)
        settings.write_text(without)
        new = take(
            tmp_path, tmp_path / "state", confirmed=files.confirmed, clock=SystemClock(), last=files.filed
        )
        with pytest.raises(TimeoutError):
            files.apply(new, director)
        assert names(parts.watches) == ["nut"]
        planned = plans.get(timeout=60)
        director.call(lambda: files.current.switched(planned)).result(60)
        wait_for(lambda: names(parts.watches) == [])
    finally:
        running.close()


def test_file_is_a_contact(tmp_path: Path) -> None:
    line = open_input(BUTTON, tmp_path)
    assert not line.closed()
    (tmp_path / "nut").touch()
    assert line.closed()
    line.close()


def test_serial_line_is_a_contact() -> None:
    pytest.importorskip("serial")
    contact = Contact(type="serial", message="lu", options={"port": "loop://", "line": "cts"})
    line = open_input(contact, Path())
    assert isinstance(line, SerialInput)
    try:
        assert not line.closed()
        line._port.rts = True  # the loop wires it to CTS
        assert line.closed()
    finally:
        line.close()


def test_pin_that_is_not_there_is_an_error_of_the_system() -> None:
    pytest.importorskip("gpiod")
    contact = Contact(type="gpio", message="lu", options={"chip": "/dev/no-such-chip", "line": "1"})
    with pytest.raises(FileNotFoundError):
        open_input(contact, Path())
