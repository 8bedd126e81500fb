"""How quick the console is, and what it costs: in Debian's Chromium, on stations of its own with eSpeak.

    python -m benchmarks.console [--only paint typing schedules starts memory] [--rounds 40]

- paint: first contentful paint of each page, in a browser that has nothing of it kept; goal 300 ms.
- typing: in the editor, from a key to the new reading beside it, goal 100 ms; and from the request to the
  last byte of a sentence that was never spoken, goal 300 ms.
- schedules: in the form, from a change to the next ten airings, in a station with 200 schedules; goal 100 ms.
- starts: 20 starts at a null sink while 20 tabs follow the station's events; goal 1 ms from their median. It
  is done in turns with the same without tabs, twice each.
- memory: proportional set size of all processes with two people signed in, 60 s after the last render; goal
  150 MB.

Milliseconds: median, 90th hundredth, worst. Stations and browsers go before the machine's other work where
that is allowed; the load is told.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MESSAGE = (
    "title: Họp\nparts:\n  - say: |\n      Mời bà con họp lúc 7h30 ngày 6/2/2027 tại NVH tổ 3. Hỏi TTXQP.\n"
)
BESIDE = """async ([field, beside, event, values]) => {
    const typed = document.querySelector(field), told = document.querySelector(beside);
    const found = [];
    for (const value of values) {
        await new Promise((done) => setTimeout(done, 100));
        const begin = performance.now();
        const seen = new Promise((done) => {
            const watch = new MutationObserver(() => done(performance.now() - begin));
            watch.observe(told, { childList: true });
        });
        typed.value = value;
        typed.dispatchEvent(new Event(event, { bubbles: true }));
        found.push(await seen);
    }
    return found;
}"""
"""Milliseconds from each new value of a field to what changes beside it."""
HEAR = """async (rounds) => {
    const found = [], token = document.querySelector('meta[name="csrf"]').content;
    for (let round = 0; round < rounds; round += 1) {
        const text = `Mời bà con tổ ${Math.floor(Math.random() * 1e6)} họp tại nhà văn hóa.`;
        const begin = performance.now();
        const answer = await fetch("/hear", {
            method: "POST", headers: { "x-csrf": token }, body: new URLSearchParams({ text, sentence: 0 }) });
        await answer.blob();
        if (!answer.ok) throw new Error(answer.status);
        found.push(performance.now() - begin);
    }
    return found;
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
PAGES = (
    "/", "/messages", "/messages/edit/hop", "/schedules", "/approvals", "/log", "/lexicon", "/recordings",
    "/emergency", "/settings",
)  # fmt: skip
PAINTS = 5  # of each page
SCHEDULES = 200
STARTS = 20  # of each run
TURNS = 2
TABS = 20
QUIET = 60.0  # seconds after the last render


def paint(rounds: int) -> None:
    """First contentful paint of each page."""
    del rounds
    with opened(schedules=20) as (address, _, visit):
        signed = visit()
        kept = signed.context.storage_state()
        found: list[float] = []
        for path in PAGES:
            here = []
            for _ in range(PAINTS):
                page = signed.context.browser.new_context(
                    base_url=address, locale="vi-VN", storage_state=kept
                ).new_page()
                page.goto(path)
                page.wait_for_timeout(300)
                here.append(page.evaluate(PAINT))
                page.context.close()
            show(f"paint {path}", here)
            found += here
        show("paint, all pages", found)


def typing(rounds: int) -> None:
    """Reading and sentence in the editor."""
    with opened() as (_, _, visit):
        page = visit()
        page.goto("/messages/edit/hop")
        page.wait_for_selector(".reading li")
        text = page.input_value("#p0")
        values = [text + " a" * (number + 1) for number in range(rounds)]
        show("reading", page.evaluate(BESIDE, ["#p0", "[data-reading=p0]", "input", values]))
        first, *others = page.evaluate(HEAR, rounds)
        show("sentence", others)
        print(f"  the first sentence of a page, which starts its process: {first:.0f}")


def schedules(rounds: int) -> None:
    """The next ten airings in the form of a schedule."""
    with opened(schedules=SCHEDULES) as (_, _, visit):
        page = visit()
        page.goto("/schedules/edit/s0")
        page.wait_for_selector("#preview li")
        values = [f"06:{10 + number % 50}" for number in range(rounds)]
        found = page.evaluate(BESIDE, ["input[name=at]", "#preview", "change", values])
        show(f"next ten, {SCHEDULES} schedules", found)


def starts(rounds: int) -> None:
    """Starts without tabs and beside many, in turns: what the machine's load does shows in both."""
    del rounds
    from benchmarks.start_accuracy import HEAD, station_run

    print(HEAD)
    for tabs in (0, TABS) * TURNS:
        with tempfile.TemporaryDirectory(prefix="starts-") as folder:
            run = station_run(Path(folder), STARTS, busy=False, tabs=tabs)
        print(f"{run.row()} load {os.getloadavg()[0]:.1f}", flush=True)


def memory(rounds: int) -> None:
    """Memory with two people signed in, who look at Hôm nay."""
    del rounds
    import benchmarks.idle as idle

    with opened(people=("lan", "hoa"), sound=True, schedules=2) as (_, station, visit):
        pages = [visit("lan"), visit("hoa")]
        for page in pages:
            for path in ("/messages", "/messages/edit/hop", "/schedules", "/log", "/"):
                page.goto(path)
                page.wait_for_timeout(500)
        pages[0].goto("/messages/edit/hop")
        pages[0].evaluate(HEAR, 2)
        pages[0].goto("/")
        time.sleep(QUIET)
        rows = [(idle.name(pid), idle.memory(pid)) for pid in idle.family(station) if _lasts(pid)]
    for name, megabytes in rows:
        print(f"  {name:32} {megabytes:6.1f} MB")
    print(f"memory: {sum(megabytes for _, megabytes in rows):.1f} MB")


def _lasts(process: int) -> bool:
    """False for a program that only answers a question and ends."""
    from benchmarks.idle import lives

    time.sleep(0.5)
    return lives(process)


PARTS: tuple[Callable[[int], None], ...] = (paint, typing, schedules, starts, memory)


@contextmanager
def opened(
    people: Sequence[str] = ("lan",), *, schedules: int = 0, sound: bool = False
) -> Iterator[tuple[str, int, Callable[..., Any]]]:
    """A station with its console: its address, its process, and a maker of pages of who has signed in."""
    from playwright.sync_api import sync_playwright

    from benchmarks import soundlab
    from tests.end_to_end.conftest import SETTINGS, Broadcaster
    from tests.end_to_end.console_pages import peopled, settled, sign_in
    from tests.end_to_end.steady import before_others

    with tempfile.TemporaryDirectory() as name, before_others() as lift:
        station = Broadcaster(Path(name) / "dai")
        port = settled(station, SETTINGS.replace("output: none\n", "") if sound else SETTINGS)
        station.write("messages/hop.yaml", MESSAGE)
        for number in range(schedules):
            at = f"{6 + number % 14:02}:{number * 7 % 60:02}"
            station.write(f"schedules/s{number}.yaml", f'message: hop\nat: ["{at}"]\n')
        peopled(station, dict.fromkeys(people, ("officer",)))
        server = soundlab.null_sink(Path(name) / "pulse") if sound else _nothing()
        with server as environment:
            station.environment |= environment
            with station.running() as process, sync_playwright() as driver:
                browser = driver.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                address = f"http://127.0.0.1:{port}"

                def visit(person: str = people[0]) -> Any:  # noqa: ANN401 - Playwright's
                    page = browser.new_context(base_url=address, locale="vi-VN").new_page()
                    sign_in(page, person)
                    lift()
                    return page

                yield address, process.pid, visit
                browser.close()


@contextmanager
def _nothing() -> Iterator[dict[str, str]]:
    yield {}


def show(what: str, found: Sequence[float]) -> None:
    """One line of figures."""
    ordered = sorted(found)
    late = ordered[int(0.9 * (len(ordered) - 1))]
    print(f"{what}: {statistics.median(ordered):.0f}, {late:.0f}, {ordered[-1]:.0f}", flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [part.__name__ for part in PARTS]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    for part in PARTS:
        if part.__name__ in chosen.only:
            print(f"-- {part.__name__}, load {os.getloadavg()[0]:.1f}", flush=True)
            part(chosen.rounds)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
