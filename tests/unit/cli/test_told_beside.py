"""One item costs only itself in what commands tell: each step of each made to raise for one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import FunctionType

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, MessageSummary, Outcome
from tests.counts import counted
from tests.fakes import people
from tests.fakes.faulty import may_raise, raising, watched
from tests.fakes.quick_hashes import quick_hashes
from tests.unit.api.protocol.test_shown_beside import (
    BAD_PERSON,
    EVERYBODY,
    ITEMS,
    NETS,
    TITLES,
    Item,
    named,
    write,
)
from tests.unit.cli.here import Command

pytestmark = pytest.mark.patient

TENTHS = counted(10)  # of the steps of each command
ROOMS = (
    "cli/", "app/", "timetable/", "journal/", "reading/", "people/", "letters/", "studio/", "speech/",
    "playout/live/", "playout/operator/", "playout/requests/", "upkeep/", "notices/service/",
)  # fmt: skip
"""What tells of an item; how its file is read is not looked at here."""

COMMANDS = {
    "plan": ("tin1", "tin2"),
    "plan --week": (TITLES["tin1"],),
    "plan --format json": ("tin1", "tin2"),
    "plan --format csv": ("tin1", "tin2"),
    "check": ("tin1", "tin2"),
    "status": (),
    "status --format json": (),
    "approvals": ("tin1", "tin2"),
    "approvals --format json": ("tin1", "tin2"),
    "log": ("tin1", "tin3"),
    "log --format json": ("tin1", "tin3"),
    "log --format csv": ("tin1", "tin3"),
    "lexicon propose": ("Antananarivo",),
    "lexicon propose --format json": ("Antananarivo",),
    "lexicon list": (),
    "voices": (),
    "people": ("Toàn",),
    "new": ("mautot",),
    "catch-up": (),
    "regulation": (),
}
"""Command → what it tells of the others."""

MORE_NETS = {
    "cli.planning.plan_table.PlanRow.status", "cli.planning.plan_week._title",
    "cli.planning.plan_week._drawn",
    "journal.rows.tables.as_json", "cli.planning.plan_table._weekday", "cli.planning.plan_table._cell",
    "cli.planning.plan_week._wrapped", "journal.rows.tables._machine",
}  # fmt: skip
"""They hold the net, or read one field of a row."""


USUAL = {(1, "check")}
"""A schedule that cannot be planned is an error of its file."""


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    write(tmp_path)
    fill(tmp_path)
    with quick_hashes():
        people.found(tmp_path, EVERYBODY, BAD_PERSON)
        yield Command(tmp_path, capsys)


def fill(folder: Path) -> None:
    """What was aired an hour ago."""
    clock = SystemClock()
    with Journal.open(folder / "state/journal.db", clock) as journal:
        for number, name in enumerate(("tin1", "hong", "tin3")):
            at = clock.now() - timedelta(minutes=60 - number)
            about = MessageSummary(title=TITLES[name], source=None, languages=())
            entry = Entry(
                kind=AiringKind.SCHEDULED, message=name, schedule="sang", session="s1", position=number,
                planned=at, zones=(), about=about, who=None,
            )  # fmt: skip
            airing = journal.plan(entry)
            journal.started(airing, at, engine="tone")
            journal.ended(
                airing, at + timedelta(seconds=30), Outcome.CUT if name == "hong" else Outcome.AIRED
            )


def told(command: Command, line: str) -> tuple[int, str]:
    """The exit code and all that is written; a fault that ends a command has no exit code."""
    try:
        done = command(*line.split())
    except IndexError as error:
        return -1, str(error.__class__)
    return done.code, done.out + done.err


def steps_of(command: Command, line: str, item: Item) -> list[FunctionType]:
    """Every function that meets the item when a command is called."""
    with watched(item.name, item.word, ROOMS) as met:
        told(command, line)
    return sorted((one for one in met if may_raise(one) and named(one) not in NETS | MORE_NETS), key=named)


@pytest.mark.parametrize("kind", ITEMS)
def test_a_step_that_raises_for_one_item_costs_no_command_and_no_other_item(
    kind: str, command: Command
) -> None:
    item, wrong = ITEMS[kind], []
    tried = 0
    for line, others in COMMANDS.items():
        code, before = told(command, line)
        assert (code, [one for one in others if one not in before]) == (0, []), line
        shown = item.name in before or item.word in before
        for number, step in enumerate(steps_of(command, line, item)):
            if number % 10 >= TENTHS:
                continue
            with raising(step, item.name, item.word, thread=threading.get_ident()):
                code, after = told(command, line)
            tried += 1
            lost = [one for one in others if one not in after]
            if shown and not (item.name in after or item.word in after):
                lost.append(item.name)
            if (code, line) not in USUAL and (code or lost):
                wrong.append((line, named(step), code, lost))
    assert wrong == [], f"{tried}\n" + "\n".join(map(str, wrong))
