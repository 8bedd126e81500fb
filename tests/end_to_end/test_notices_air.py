"""The air does not notice what becomes of notices: servers that hang, a sender that is stopped."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import NormalDist

import pytest

from benchmarks.soundlab import Recording, null_sink, onsets
from benchmarks.start_accuracy import (
    FIRST,
    SPACING,
    Run,
    make_station,
    offsets,
    read_log,
    reference_onset,
    running,
)
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.notices.news.recognition import of_fault
from broadcaster.notices.sender.outbox import OUTBOX, Messages, OutboxDatabase
from broadcaster.notices.service.lines import Lines, Sender
from broadcaster.station.loading.loader import load
from tests.end_to_end.conftest import wait_for
from tests.end_to_end.test_notices import sender_of
from tests.fakes.mail_server import HANG, Mailbox, mail_server

AIRINGS = 20
PEOPLE, EACH = 20, 10  # who cannot be reached, and how many messages wait for each
CHANCE = 0.01  # of the rank test to call equal starts later; both runs must do so to fail
LIMIT = 50.0  # ms from the run's median, for every single start
WORSE = 3.0  # times the worst start of the control, where a busy machine makes that later than the limit

log = logging.getLogger(__name__)


def tell_many(folder: Path, port: int) -> None:
    """Have the station tell people by a server, and leave messages that wait for it."""
    people = "".join(f"    p{n}: {{roles: [duty], mail: p{n}@x.vn}}\n" for n in range(PEOPLE))
    server = f"  mail: {{server: 127.0.0.1, port: {port}, security: none, from: dai@x.vn}}\n"
    with (folder / "station.yaml").open("a") as file:
        file.write(f"notices:\n  to:\n{people}{server}")
    station = load(folder).station
    assert station is not None
    told, now = station.settings, SystemClock().now()
    sender = Sender(notices=told.notices, station=told.name, zone=told.timezone)
    database = OutboxDatabase(folder / "state" / OUTBOX)
    for n in range(EACH):
        news = of_fault(ServiceError("service.source_again", address=f"a{n}"), now)
        Lines(database).take(news, sender, now)
        Lines(database).compose(sender, now)
    database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The starts of two stations at the same instants on one machine."""

    hanging: Run  # whose notices hang
    control: Run  # that tells nobody
    waiting: int  # messages of the first, at the end

    @property
    def likelihood(self) -> float:
        """How likely starts as late as those of the first are, if its notices make no difference.

        A machine that halts for a moment halts both: they are compared with each other, not with a clock.
        """
        return later_by_chance(deviations(self.hanging), deviations(self.control))


def deviations(run: Run) -> list[float]:
    """Milliseconds of each start from the run's median."""
    return [abs(each - run.median) for each in run.offsets]


def later_by_chance(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The one-sided probability of Mann and Whitney's rank test, by its normal approximation (n ≥ 8)."""
    wins = sum((mine > other) + (mine == other) / 2 for mine in ours for other in theirs)
    n, m = len(ours), len(theirs)
    return NormalDist(n * m / 2, (n * m * (n + m + 1) / 12) ** 0.5).cdf(n * m - wins)


def heard_of(station: Path, recording: Recording, starts: Sequence[datetime], name: str) -> Run:
    """The starts that were heard of a station."""
    samples, origin = recording.end()
    edge = reference_onset(station)
    heard = [origin + index / 48000 - edge for index in onsets(samples, silence=1.0)]
    found = offsets(heard, [start.timestamp() for start in starts])
    return Run(name=name, asked=AIRINGS, offsets=found, journal=read_log(station))


def run(folder: Path, box: Mailbox) -> Beside:
    """Air ticks by two stations at once, while nothing of the one's notices can be sent."""
    hanging, control = folder / "hanging", folder / "control"
    with null_sink(folder / "p") as sound, null_sink(folder / "q") as quiet:
        begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2 * FIRST)
        starts = [begin + timedelta(seconds=SPACING * number) for number in range(AIRINGS)]
        for station in (hanging, control):
            make_station(station, starts)
        tell_many(hanging, box.port)
        seconds = 2 * FIRST + SPACING * AIRINGS + 60
        first = Recording(folder / "hanging.raw", sound, seconds)
        second = Recording(folder / "control.raw", quiet, seconds)
        with running(control, quiet, busy=False), running(hanging, sound, busy=False) as process:
            wait_for(lambda: box.done[HANG] > 0)
            (sender,) = sender_of(process.pid)
            time.sleep(max(0.0, (starts[AIRINGS // 2] - datetime.now(UTC)).total_seconds()))
            os.kill(sender, signal.SIGSTOP)  # in the middle of handing over
            time.sleep(max(0.0, (starts[-1] - datetime.now(UTC)).total_seconds()) + 2)
        assert not Path(f"/proc/{sender}").exists(), "a stopped sender outlives its station"
        return Beside(
            hanging=heard_of(hanging, first, starts, "notices hang"),
            control=heard_of(control, second, starts, "no notices, at the same instants"),
            waiting=Messages(OutboxDatabase(hanging / "state" / OUTBOX)).tally().waiting,
        )


@pytest.mark.parametrize(("late", "likely"), [(0.0, 0.5), (3.0, 0.0)])
def test_rank_test_tells_late_starts_from_those_of_a_busy_machine(late: float, likely: float) -> None:
    halts = [0.1, 0.2, 0.1, 12.6, 0.3, 0.2, 0.1, 5.9, 0.2, 0.3]
    assert later_by_chance([each + late for each in halts], halts) == pytest.approx(likely, abs=CHANCE)


@pytest.mark.slow
@pytest.mark.lab
def test_starts_are_those_of_a_station_without_notices_while_the_mail_server_hangs(tmp_path: Path) -> None:
    with mail_server(lambda: HANG) as box:
        found = run(tmp_path / "first", box)
        if found.likelihood < CHANCE:
            box.done.clear()
            found = run(tmp_path / "second", box)
    for one in (found.hanging, found.control):
        log.warning("%s", one.row())
    log.warning("likelihood %.2f, %s messages wait", found.likelihood, found.waiting)
    assert [row["outcome"] for row in found.hanging.journal] == ["aired"] * AIRINGS
    assert len(found.hanging.offsets) == AIRINGS
    assert found.hanging.deviation(100) <= max(LIMIT, WORSE * found.control.deviation(100))
    assert found.likelihood >= CHANCE
    assert found.waiting == PEOPLE * EACH
