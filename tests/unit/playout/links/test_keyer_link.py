"""The real keyer process behind its link: killed, hung, left alone, forgotten by its director."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadcaster.playout.keying.file import LoggedSwitching, switchings
from broadcaster.playout.keying.lease import TERM
from broadcaster.playout.keying.wire import LAPSED, Choice, KeyNews, KeyReport
from broadcaster.playout.links.keyer_link import HUNG, KeyerLink
from broadcaster.playout.links.keyers import Keyers, left_on

PATIENCE = 60.0
LATE = 0.5  # seconds that a process of a busy machine may be late


def wait_for(true: Callable[[], object], seconds: float = PATIENCE) -> float:
    """Wait until `true()`; how long that took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "waited too long"
        time.sleep(0.005)
    return time.monotonic() - begun


class Relay:
    """A link to a keyer that writes into a file, and what it told."""

    def __init__(self, folder: Path, longest: float = 60.0) -> None:
        self.file = folder / "relay"
        self.told: queue.Queue[KeyReport] = queue.Queue()
        self.alive = True
        choice = Choice(name="", type="file", options={"file": str(self.file)}, longest=longest)
        self.link = KeyerLink((choice,), folder / "lock", self.told.put, lambda: self.alive)

    @property
    def log(self) -> list[LoggedSwitching]:
        return switchings(self.file)

    @property
    def states(self) -> list[bool]:
        return [line.on for line in self.log]

    @property
    def held(self) -> bool:
        return self.log[-1].on

    def news(self, wanted: KeyNews) -> KeyReport:
        while True:
            report = self.told.get(timeout=PATIENCE)
            if report.news is wanted:
                return report


def test_keyer_switches_also_where_its_lock_can_be_neither_made_nor_opened(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    (tmp_path / "barred").write_bytes(b"")  # nothing can be made below it
    choice = Choice(name="", type="file", options={"file": str(relay.file)}, longest=60.0)
    link = KeyerLink((choice,), tmp_path / "barred" / "lock", relay.told.put, lambda: True)
    link.start()
    try:
        link.on("")
        assert relay.news(KeyNews.ON).name == ""
    finally:
        link.close()
    assert relay.states == [False, True, False]


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    made = Relay(tmp_path)
    made.link.start()
    yield made
    made.link.close()


def pid(relay: Relay) -> int:
    assert relay.link.pid is not None
    return relay.link.pid


def test_keyer_releases_first_thing_then_obeys_and_releases_at_the_end(relay: Relay) -> None:
    assert relay.states == [False], "released when `start` returns"
    relay.link.on("")
    assert relay.news(KeyNews.ON).name == ""
    relay.link.off("")
    relay.news(KeyNews.OFF)
    relay.link.on("")
    relay.news(KeyNews.ON)
    relay.link.close()
    assert relay.states == [False, True, False, True, False]


def test_lease_is_renewed_for_as_long_as_the_director_lives_and_no_longer(relay: Relay) -> None:
    relay.link.on("")
    relay.news(KeyNews.ON)
    time.sleep(1.3 * TERM)
    assert relay.held
    relay.alive = False
    lost = relay.news(KeyNews.LOST)
    assert (lost.name, lost.reason) == ("", LAPSED)
    assert wait_for(lambda: not relay.held) < TERM + LATE
    first = pid(relay)
    time.sleep(HUNG + 0.2)
    assert pid(relay) == first, "the keyer itself is well"
    relay.alive = True
    time.sleep(0.3)
    assert not relay.held, "only whoever asked for it may ask again"


def test_keyer_that_is_killed_is_replaced_and_what_it_left_on_is_released_within_a_second(
    relay: Relay,
) -> None:
    relay.link.on("")
    relay.news(KeyNews.ON)
    os.kill(pid(relay), signal.SIGKILL)
    assert relay.held, "a file latches"
    assert wait_for(lambda: not relay.held) < 1.0
    assert relay.news(KeyNews.LOST).reason == "exit -9"
    relay.link.on("")
    relay.news(KeyNews.ON)
    assert relay.held


def test_switch_asked_for_while_the_keyer_is_being_replaced_comes_on(relay: Relay) -> None:
    relay.link.on("")
    relay.news(KeyNews.ON)
    os.kill(pid(relay), signal.SIGKILL)
    relay.news(KeyNews.LOST)
    relay.link.on("")
    relay.news(KeyNews.ON)
    wait_for(lambda: relay.states == [False, True, False, True])


def test_keyer_that_hangs_is_replaced(relay: Relay) -> None:
    relay.link.on("")
    relay.news(KeyNews.ON)
    os.kill(pid(relay), signal.SIGSTOP)
    relay.news(KeyNews.LOST)
    assert wait_for(lambda: not relay.held) < 1.0


def test_closing_releases_even_where_the_keyer_has_just_been_killed(relay: Relay) -> None:
    relay.link.on("")
    relay.news(KeyNews.ON)
    os.kill(pid(relay), signal.SIGKILL)
    relay.link.close()
    assert not relay.held


def test_signals_to_the_whole_group_are_left_to_the_station(relay: Relay) -> None:
    first = pid(relay)
    relay.link.on("")
    relay.news(KeyNews.ON)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        os.kill(first, number)
    relay.link.off("")
    relay.news(KeyNews.OFF)
    assert pid(relay) == first


def test_watchdog_releases_after_the_longest_time_unless_it_is_rearmed(tmp_path: Path) -> None:
    relay = Relay(tmp_path, longest=1.0)
    relay.link.start()
    try:
        relay.link.on("")
        relay.news(KeyNews.ON)
        begun = time.monotonic()
        time.sleep(0.6)
        relay.link.rearm("")
        relay.news(KeyNews.TRIPPED)
        assert time.monotonic() - begun > 1.4
        wait_for(lambda: not relay.held)
    finally:
        relay.link.close()


def test_switch_that_does_not_release_at_the_end_is_told_by_the_next_start_once(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    relay.link.start()
    relay.link.on("")
    wait_for(lambda: relay.held)
    relay.file.rename(tmp_path / "before")
    relay.file.mkdir()  # nothing can be written there
    relay.link.close()
    (fault,) = left_on(tmp_path)
    assert (fault.code, fault.facts["zones"]) == ("playout.left_on", "file")
    assert left_on(tmp_path) == []


def test_word_of_an_end_goes_with_a_release_that_worked(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    relay.link.start()
    (tmp_path / "lock.left-on").write_text("file")
    relay.link.close()
    assert left_on(tmp_path) == []


def test_end_that_released_leaves_no_word(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    relay.link.start()
    relay.link.on("")
    wait_for(lambda: relay.held)
    relay.link.close()
    assert left_on(tmp_path) == []


def test_switch_that_does_not_obey_is_told_once_and_tried_again_until_it_does(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    relay.file.mkdir()
    relay.link.start()
    try:
        assert relay.news(KeyNews.FAULT).reason.endswith("Is a directory")
        relay.link.on("")
        time.sleep(0.6)
        assert relay.told.empty()
        relay.file.rmdir()
        relay.news(KeyNews.ON)
        assert relay.states == [True]
    finally:
        relay.link.close()
    assert relay.states == [True, False]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_keyer_whose_station_is_gone_or_hangs_releases_within_a_second(
    tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "relay"
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from broadcaster.playout.links.keyer_link import KeyerLink\n"
        "from broadcaster.playout.keying.wire import Choice\n"
        f"choice = Choice(name='', type='file', options={{'file': {str(file)!r}}}, longest=60)\n"
        f"link = KeyerLink((choice,), Path({str(tmp_path / 'lock')!r}), lambda report: None, lambda: True)\n"
        "link.start()\n"
        "link.on('')\n"
        "print(link.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as station:
        try:
            assert station.stdout is not None
            keyer = int(station.stdout.readline())
            wait_for(lambda: switchings(file)[-1:] and switchings(file)[-1].on)
            station.send_signal(number)
            assert wait_for(lambda: not switchings(file)[-1].on) <= TERM + LATE
        finally:
            station.kill()
    wait_for(lambda: not Path(f"/proc/{keyer}").exists())


def test_second_keyer_of_a_device_waits_until_the_first_has_released_and_gone(tmp_path: Path) -> None:
    first, second = Relay(tmp_path), Relay(tmp_path)
    first.link.start()
    first.link.on("")
    first.news(KeyNews.ON)
    os.kill(pid(first), signal.SIGSTOP)  # an orphan that is slow to go
    second.link.start()
    assert not second.held, "a predecessor that hangs is not waited for"
    os.kill(pid(first), signal.SIGCONT)
    first.link.close()
    second.link.close()
    assert not second.held


def test_switches_on_one_device_share_a_process_and_others_do_not(tmp_path: Path) -> None:
    def choice(name: str, file: str) -> Choice:
        return Choice(name=name, type="file", options={"file": str(tmp_path / file)}, longest=60)

    keyers = Keyers([choice("a", "one"), choice("b", "two"), choice("c", "one")], tmp_path)
    told: queue.Queue[KeyReport] = queue.Queue()
    keyers.start()
    try:
        assert len(keyers.pids) == 2
        keyers.listen(told.put, lambda: True)
        early = {told.get(timeout=PATIENCE).name for _ in range(3)}
        assert early == {"a", "b", "c"}, "what came before somebody listened is told all the same"
        keyers.on("c")
        assert told.get(timeout=PATIENCE) == KeyReport(news=KeyNews.ON, name="c")
        lines = switchings(tmp_path / "one")
        assert [(line.name, line.on) for line in lines] == [("a", False), ("c", False), ("c", True)]
        keyers.release()
        wait_for(lambda: not switchings(tmp_path / "one")[-1].on)
        assert [state.fault for state in keyers.states()] == ["", "", ""]
    finally:
        keyers.close()


def test_fault_of_a_switch_is_kept_for_status_until_it_obeys(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    choice = Choice(name="a", type="file", options={"file": str(tmp_path / "one")}, longest=60)
    keyers = Keyers([choice], tmp_path)
    keyers.start()
    try:
        wait_for(lambda: keyers.states()[0].fault)
        (tmp_path / "one").rmdir()
        wait_for(lambda: not keyers.states()[0].fault)
    finally:
        keyers.close()


def test_keyer_imports_nothing_heavy() -> None:
    program = (
        "import sys, broadcaster.playout.keying.__main__, broadcaster.playout.keying.http\n"
        "heavy = ('numpy', 'pydantic', 'yaml', 'sqlite3', 'asyncio', 'serial')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
