"""Whatever happens at once: each occurrence has one row, airs at most once, and none is lost in silence.

Random histories of a whole station: edits, a journal that is locked or full, a thread that plans late,
a clock that is set or doubted, renderings that fail, power cuts and clean stops.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from tests.counts import counted
from tests.house import House, MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 90s\n  - say: Xin hết.\n"
# Never edited: each of its occurrences must have its row, whatever happens around it.
STEADY = 'message: ngan\nevery: 7m\nbetween: "07:00-11:00"\ncatch_up: 3m\n'
FILES = {
    "messages/ngan.yaml": SHORT,
    "messages/dai.yaml": LONG,
    "messages/sua.yaml": SHORT,
    "schedules/deu.yaml": STEADY,
    "schedules/dai.yaml": 'message: dai\nevery: 20m\nbetween: "07:00-11:00"\ncatch_up: 10m\n',
    "schedules/phien.yaml": 'messages: [sua, ngan]\nat: ["08:10", "09:05"]\ncatch_up: 5m\n',
}
BEGIN, END = local("2026-11-23T07:30"), local("2026-11-23T10:00")
FULL = StoreError("store.disk_full", path="journal.db")


class World:
    """A station and what befalls it."""

    def __init__(self, make: MakeHouse, seed: int) -> None:
        self.random = random.Random(seed)
        self.make = make
        self.house: House = make("2026-11-23T07:30", FILES)
        self.house.touch()  # as the running station does when it opens
        self.edits = 0
        self.full = False
        self._guard_journal()
        self.offset = timedelta()  # by which the wall clock was set

    def _guard_journal(self) -> None:
        journal = self.house.journal
        for name in ("plan", "decline", "started", "ended", "touch", "note"):
            real = getattr(type(journal), name)

            def write(*given: object, real=real, **named: object) -> object:  # type: ignore[no-untyped-def] # noqa: ANN001
                if self.full:
                    raise FULL
                return real(journal, *given, **named)

            setattr(journal, name, write)

    def step(self) -> None:
        doings = (
            self.edit,
            self.fill_disk,
            self.lock_journal,
            self.starve_planning,
            self.fail_rendering,
            self.set_clock,
            self.doubt_clock,
            self.replan,
            self.cut_power,
            self.stop_cleanly,
            self.wait_for_the_next,
            self.wait_for_the_next,
            self.wait_for_the_next,
        )
        self.random.choice(doings)()
        self.house.run_until(
            self.house.clock.now() + timedelta(seconds=self.random.choice((0.3, 2, 5, 40, 200)))
        )

    def edit(self) -> None:
        self.edits += 1
        path = self.house.folder / "messages/sua.yaml"
        path.write_text(SHORT.replace("bà con", f"bà con lần {self.edits}"))
        at = self.house.clock.now().astimezone(self.house.station.settings.timezone) + timedelta(
            seconds=self.random.choice((3, 5, 30, 100))
        )
        (self.house.folder / "schedules/moi.yaml").write_text(
            f'message: sua\nat: ["{at:%H:%M:%S}"]\ncatch_up: 2m\n'
        )
        self.house.reload()

    def fill_disk(self) -> None:
        self.full = not self.full

    def lock_journal(self) -> None:
        self.house.locked = not self.house.locked
        self.house.settle()

    def wait_for_the_next(self) -> None:
        """Go to where an airing is being prepared: there all the rest hurts most."""
        coming = self.house.planner.next
        if coming is not None:
            moment = coming.start - timedelta(seconds=self.random.choice((4.5, 3.9, 2.1, 0.2)))
            self.house.run_until(max(moment, self.house.clock.now()))

    def starve_planning(self) -> None:
        self.house.planless = True
        self.house.planner.replan()
        self.house.run_until(self.house.clock.now() + timedelta(seconds=self.random.choice((1, 6, 20))))
        self.house.planless = False

    def fail_rendering(self) -> None:
        self.house.renderer.fails = not self.house.renderer.fails

    def set_clock(self) -> None:
        self.house.jump(self.random.choice((-40, -5, 3, 50)))

    def doubt_clock(self) -> None:
        self.house.source.network = not self.house.source.network
        self.house.jump(self.random.choice((-70, 70)))

    def replan(self) -> None:
        self.house.planner.replan()

    def cut_power(self) -> None:
        self.again(self.house.cut_power)

    def stop_cleanly(self) -> None:
        self.again(self.house.stop_cleanly)

    def again(self, end: object) -> None:
        assert callable(end)
        before = self.house
        end()
        before.locked = self.full = False
        start = before.clock.now() + timedelta(seconds=self.random.choice((5, 60, 400)))
        local_start = start.astimezone(before.station.settings.timezone)
        files = {
            str(path.relative_to(before.folder)): path.read_text()
            for path in before.folder.rglob("*.yaml")
            if "state" not in path.parts
        }
        self.house = self.make(f"{local_start:%Y-%m-%dT%H:%M:%S}", files, journal=before.journal)
        self._guard_journal()

    def calm(self) -> None:
        """All is well again, for long enough that everything has its outcome."""
        self.full = self.house.locked = self.house.planless = self.house.renderer.fails = False
        self.house.source.network = True
        self.house.run_until(self.house.clock.now() + timedelta(minutes=16))
        self.house.touch()


def planned(log: list[Airing], schedule: str) -> Counter[datetime]:
    return Counter(a.planned for a in log if a.schedule == schedule and a.resumes is None and a.planned)


def check(world: World) -> None:
    log = world.house.log()
    assert world.house.journal.verify().first_bad is None
    seen = Counter(
        (a.session, a.position, a.message) for a in log if a.kind is AiringKind.SCHEDULED and not a.resumes
    )
    assert [key for key, count in seen.items() if count > 1] == [], "an occurrence has two rows"
    rests = Counter(a.resumes for a in log if a.resumes)
    assert [key for key, count in rests.items() if count > 1] == [], "a rest was taken up twice"
    settled = world.house.planner.settled()
    assert [
        a for a in log if a.outcome is None and (a.planned or settled) < settled - timedelta(minutes=16)
    ] == []
    # Instants that the clock passed: what was skipped by setting it forward is told as well.
    rows = planned(log, "deu")
    first, last = BEGIN + timedelta(minutes=1), settled - timedelta(seconds=1)
    at = local("2026-11-23T07:00")
    expected = []
    while at < last:
        if at > first:
            expected.append(at)
        at += timedelta(minutes=7)
    assert [moment for moment in expected if rows[moment] == 0] == [], "an occurrence has no row"
    assert not any(a.outcome is Outcome.AIRED and a.started is None for a in log)


MORE = range(4, 4 + counted(12, least=3))


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(n, marks=pytest.mark.patient) for n in MORE)])
def test_each_occurrence_has_one_row_whatever_happens(make_house: MakeHouse, seed: int) -> None:
    world = World(make_house, seed)
    for _ in range(20):
        world.step()
    world.calm()
    check(world)


@pytest.mark.patient
@pytest.mark.parametrize("block", range(6))
def test_each_occurrence_has_one_row_in_many_histories(make_house: MakeHouse, block: int) -> None:
    for seed in range(1000 + 10 * block, 1000 + 10 * block + counted(10)):
        world = World(make_house, seed)
        for _ in range(25):
            world.step()
        world.calm()
        check(world)
