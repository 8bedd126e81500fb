"""The time for a plan of one week: 10 000 schedules of two starts a day, beside dateutil's rrule.

Run: python -m benchmarks.plan

The pure function alone: the station is built in memory, loading apart. The peer only lists the
starts of the same schedules; it makes no rows, asks no guard and knows no sessions. Both must find
the same starts.
"""

from __future__ import annotations

import platform
import random
import statistics
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from broadcaster.station.model import (
    ApprovalRule,
    Exceptions,
    Keying,
    Message,
    Say,
    Schedule,
    Settings,
    Station,
    Validity,
)
from broadcaster.timetable import next_start, plan

SCHEDULES = 10_000
DAYS = 7
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
        begin = clock.perf_counter()
        result = work()
        took.append(clock.perf_counter() - begin)
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
    once = seconds(lambda: next_start(where, FIRST, lengths=lengths), ROUNDS)
    line("next_start, same schedules", once, "1")
    try:
        theirs = rrules(where)
    except ImportError:
        print("dateutil.rrule: not installed (pip install python-dateutil)")
    else:
        line("dateutil.rrule, starts only", seconds(lambda: rrules(where), 1), str(len(theirs)))
        print(f"same starts: {'yes' if theirs == found else 'NO'}")
    met = statistics.median(took) <= GOAL_SECONDS
    print(f"goal: at most {GOAL_SECONDS} s by the median: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
