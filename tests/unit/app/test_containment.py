"""One text costs only itself: each step of the way made to raise for one message, in random stations.

Nothing that other messages have on the air may be lost: the same station without the message is the measure.
In a hundred stations in the lab (`tests/counts.py`), each step in one of ten of them by turns; half of them
air only what was approved.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from types import FunctionType

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, Outcome
from tests.counts import counted
from tests.fakes.faulty import may_raise, raising, watched
from tests.house import SETTINGS, House, local

STATIONS = counted(100, least=10)
STRIDE = min(10, STATIONS)
BAD, WORD = "hong", "SO4²⁻"
START, END = "2026-03-02T05:00", "2026-03-02T21:00"
# From the file to the request: what stands between a text and the desk.
ROOMS = (
    "reading/", "speech/model", "studio/script/script", "studio/script/pieces", "studio/script/digest",
    "studio/script/loose", "studio/render/estimate", "timetable/plan/", "timetable/rules/",
    "timetable/planning/",
    "timetable/guard/air_guard",
    "studio/queues/", "people/versions/", "people/decisions/",
    "playout/operator/suspensions", "playout/operator/corrections", "station/editing/",
)  # fmt: skip


def files(seed: int, *, bad: bool = True) -> dict[str, str]:
    """A random station, with or without the bad message; the other files are the same."""
    chance = random.Random(seed)
    made = {}
    names = [f"tin{number}" for number in range(chance.randint(3, 6))]
    for name in names:
        text = chance.choice(
            ["Mời bà con đi họp lúc 7 giờ 30.", "Tối nay cắt điện.", "Phòng cháy, chữa cháy."]
        )
        made[f"messages/{name}.yaml"] = f"title: {name}\nrepeat: 1\nparts:\n  - say: {text} {name}\n"
    made[f"messages/{BAD}.yaml"] = (
        f"title: Hỏng\nrepeat: 1\npriority: {chance.choice(['normal', 'priority'])}\n"
        f"parts:\n  - say: Nước có {WORD} vượt mức.\n"
    )
    for number in range(chance.randint(2, 5)):
        some = chance.sample(names, chance.randint(1, min(3, len(names))))
        place = chance.randint(0, len(some)) if chance.random() < 0.5 else None
        if place is not None and bad:
            some.insert(place, BAD)
        hours = sorted(chance.sample(range(6, 20), chance.randint(1, 3)))
        at = ", ".join(f'"{hour:02}:{chance.choice((0, 15, 30)):02}"' for hour in hours)
        made[f"schedules/lich{number}.yaml"] = f"messages: [{', '.join(some)}]\nat: [{at}]\ncatch_up: 10m\n"
    made[f"schedules/{BAD}.yaml"] = f'message: {BAD}\nat: ["{chance.randint(6, 19):02}:45"]\n'
    if not bad:
        del made[f"messages/{BAD}.yaml"], made[f"schedules/{BAD}.yaml"]
    quotas = chance.choice(["", "regulation: {sessions_per_day: 40, quotas: refuse}\n"])
    rule = SETTINGS.replace("required: false", f"required: {'true' if seed % 2 else 'false'}")
    return {"station.yaml": rule + quotas, **made}


NETS = (
    "Computation._make_member",
    "Members.of",
    "Members.standing",
    "HandedOver.add",  # what was given to the desk, by instant: nothing of the text is looked at
    "_key",
    "occurrence",  # the row itself, which says the refusal
    "AirGuard.guard",
    "AirGuard.held",  # looks at the clock alone
)
"""They hold the net: what is inside them raises, they do not."""

Day = Callable[..., list[Airing]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """A day of a station in accelerated time: all that its journal has then."""

    def lived(made: dict[str, str], step: FunctionType | None = None) -> list[Airing]:
        folder = tmp_path_factory.mktemp("dai")
        for name, text in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        clock = FakeClock(local(START))
        with closing(Journal.in_memory(clock)) as journal:
            if "required: true" in made["station.yaml"]:
                before = House(folder, clock, journal)
                for message in sorted(before.station.messages):
                    before.approve(message)
            with nullcontext([0]) if step is None else raising(step, BAD, WORD) as raised:
                house = House(folder, clock, journal)
                house.open()
                house.run_until(local(END))
            assert raised[0] < 2000, f"{step} is tried again and again"
            return house.log()

    return lived


def heard(log: list[Airing]) -> Counter[tuple[str, str]]:
    """What of other messages was heard to its end, by session."""
    return Counter(
        (a.session or "", a.message or "") for a in log if a.outcome is Outcome.AIRED and a.message != BAD
    )


@pytest.fixture(scope="module")
def steps(day: Day) -> list[FunctionType]:
    """Every function between the files and the desk that meets the message in a station without a fault."""
    with watched(BAD, WORD, ROOMS) as met:
        day(files(0))
        day(files(1))
    outside = [each for each in met if may_raise(each) and each.__qualname__ not in NETS]
    return sorted(outside, key=lambda each: (each.__module__, each.__qualname__))


def test_the_steps_are_found(steps: list[FunctionType]) -> None:
    found = {f"{each.__module__.removeprefix('broadcaster.')}.{each.__qualname__}" for each in steps}
    assert {
        "reading.engine.read",
        "studio.script.script.read_script",
        "studio.render.estimate.duration",
        "timetable.rules.guard.quiet_hours",
        "timetable.planning.members.wanted",
        "timetable.planning.members.Members._meant",
    } <= found


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.patient) for n in range(2, STATIONS))]
)
def test_a_step_that_raises_for_one_message_costs_no_other_an_airing(
    seed: int, day: Day, steps: list[FunctionType]
) -> None:
    expected = heard(day(files(seed, bad=False)))
    lost = {}
    for step in steps[seed % STRIDE :: STRIDE]:
        log = day(files(seed), step)
        gone = expected - heard(log)
        if gone:
            lost[f"{step.__module__}.{step.__qualname__}"] = gone
        untold = [a for a in log if a.outcome is None]
        assert not untold, (step.__qualname__, untold)
    assert lost == {}, sorted(lost)
