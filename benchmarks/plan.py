"""The time for a plan: 10 000 schedules of two starts a day for a week, 200 for a year with all rules.

Run: python -m benchmarks.plan

The pure function alone, without the cyclic collector as `broadcaster plan` and the running station compute
it: the station is built in memory, loading apart. The peer, dateutil's rrule, only lists the starts of the
same schedules; it makes no rows, asks no guard and knows no sessions. Both must find the same starts. Seconds
are those of the processor: what else runs on the machine counts little.
"""

from __future__ import annotations

import platform
import random
import statistics
import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from broadcaster.core.memory import building
from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Priority, Say, Validity
from broadcaster.station.model.regulation import ApprovalRule, Decision, RegulationRule, Rulebook, Season
from broadcaster.station.model.schedule import Exceptions, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import next_start, plan

SCHEDULES = 10_000
DAYS = 7
FEW, YEAR = 200, timedelta(days=365)
ROUNDS = 5
GOAL_SECONDS = 1.0
FIRST = datetime(2026, 3, 1, 17, tzinfo=UTC)  # midnight in Vietnam
UNTIL = FIRST + timedelta(days=DAYS)


def station() -> Station:
    rng = random.Random(1)
    year = Validity(first=date(2026, 1, 1), until=date(2026, 12, 31))
    messages = {
        f"m{k}": Message(id=f"m{k}", title="m", parts=(Say(text="m"),), valid=year if k % 2 else Validity())
        for k in range(200)
    }
    schedules = {
        f"s{k:05}": Schedule(
            id=f"s{k:05}",
            messages=(rng.choice(sorted(messages)),),
            at=tuple(time(rng.randrange(24), rng.randrange(60)) for _ in range(2)),
            exceptions=Exceptions(holidays=k % 3 == 0),
        )
        for k in range(SCHEDULES)
    }
    settings = Settings(name="bench", keying=Keying(type="gpio"), approval=ApprovalRule(required=False))
    return Station(root=Path(), settings=settings, messages=messages, schedules=schedules)


def regulated() -> Station:
    """200 of these schedules under quiet hours by season and all quotas, which refuse."""
    base = station()
    night, noon = (time(20, 30), time(5, 30)), (time(11, 30), time(13))
    rules = (
        RegulationRule(by="Điều 7", quiet=((time(21), time(5)),), season=Season((4, 16), (10, 15))),
        RegulationRule(by="Điều 7", quiet=(night, noon), season=Season((10, 16), (4, 15))),
        RegulationRule(by="Điều 8", sessions_per_day=200, minutes_per_session=15, days_per_week=6),
        RegulationRule(by="Điều 9", minutes_per_day=600, classes=(Priority.NORMAL,)),
    )
    book = Rulebook(decision=Decision(number="15/QĐ-UBND", on=date(2026, 1, 1)), rules=rules)
    return replace(
        base,
        schedules=dict(list(base.schedules.items())[:FEW]),
        settings=replace(base.settings, rulebook=book),
    )


def lengths(_: str) -> tuple[float, bool]:
    return 93.5, True


def ours(where: Station) -> list[datetime]:
    return [row.start for row in plan(where, FIRST, UNTIL, lengths=lengths)]


def rrules(where: Station) -> list[datetime]:
    from dateutil.rrule import DAILY, rrule, rruleset

    zone = where.settings.timezone
    begin, end = FIRST.astimezone(zone), UNTIL.astimezone(zone)
    starts: list[datetime] = []
    for schedule in where.schedules.values():
        rules = rruleset()
        for wall in schedule.at:
            rules.rrule(rrule(DAILY, begin, byhour=wall.hour, byminute=wall.minute, bysecond=0))
        starts += rules.xafter(begin, count=2 * DAYS + 2, inc=True)
    return sorted(start for start in starts if start < end)


def seconds(work: Callable[[], object], rounds: int) -> list[float]:
    took = []
    for _ in range(rounds):
        with building():
            begin = clock.process_time()
            result = work()
            took.append(clock.process_time() - begin)
        del result  # freeing its memory is not measured
    return took


def line(name: str, took: list[float], rows: str) -> None:
    print(f"{name:<34} {min(took):>8.3f} {statistics.median(took):>8.3f} {max(took):>8.3f}  {rows}")


def main() -> None:
    where = station()
    print(f"Python {platform.python_version()}, {SCHEDULES} schedules, two starts a day, {DAYS} days")
    print(f"{'':<34} {'best s':>8} {'median s':>8} {'worst s':>8}  starts")
    found = ours(where)
    took = seconds(lambda: plan(where, FIRST, UNTIL, lengths=lengths), ROUNDS)
    line("plan, with guard and rows", took, str(len(found)))
    few = regulated()
    rows = plan(few, FIRST, FIRST + YEAR, lengths=lengths)
    year = seconds(lambda: plan(few, FIRST, FIRST + YEAR, lengths=lengths), ROUNDS)
    line(f"plan of {FEW} for a year, all rules", year, str(len(rows)))
    once = seconds(lambda: next_start(where, FIRST, lengths=lengths), ROUNDS)
    line("next_start, same schedules", once, "1")
    try:
        theirs = rrules(where)
    except ImportError:
        print("dateutil.rrule: not installed (pip install python-dateutil)")
    else:
        line("dateutil.rrule, starts only", seconds(lambda: rrules(where), 1), str(len(theirs)))
        print(f"same starts: {'yes' if theirs == found else 'NO'}")
    for what, found_times in (("a week of many", took), ("a year with rules", year)):
        met = statistics.median(found_times) <= GOAL_SECONDS
        print(f"{what}: goal at most {GOAL_SECONDS} s by the median: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
