"""Each key that the program may ask for has its text, and each text is asked for.

Keys stand in the program whole, or are composed from a code: `COMPOSED` tells what may fill each such key.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import get_args

import click
import pytest

import broadcaster
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.alerts.proof.model import SignatureState
from broadcaster.api.questions.window import WindowDoubt
from broadcaster.app.status.health import HealthPart
from broadcaster.centre.keys import KeyName
from broadcaster.centre.repository import LASTS
from broadcaster.cli import COMMANDS, HIDDEN, group
from broadcaster.cli.people import listing
from broadcaster.cli.planning import plan_table
from broadcaster.cli.planning.plan_week import WeekFlag, WeekSign
from broadcaster.cli.terminal import click_words
from broadcaster.core.containment import Kind as ContainedKind
from broadcaster.core.memory import building
from broadcaster.core.text.catalogue import Language, has
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.rows.tables import COLUMNS
from broadcaster.letters.draft.days import DayDoubt
from broadcaster.letters.draft.facts import DifferenceKind, FactKind
from broadcaster.letters.draft.model import ListenerQuestion, OmissionReason
from broadcaster.notices.news.model import MessageState as NoticeState
from broadcaster.notices.news.model import Subject
from broadcaster.people.approval.decision import SigningWay
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.roles.model import Action, Role
from broadcaster.people.roles.people_file import FORMS as _FORMS  # noqa: F401 - fills SECTIONS
from broadcaster.people.roles.senders import SenderProof, SenderRight
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.reading.model import Remedy
from broadcaster.report.tables import TABLES
from broadcaster.station.forms import reference
from broadcaster.station.forms.calendar import shipped_holidays
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.forms.reference import FILES as _FILES  # noqa: F401 - fills SECTIONS
from broadcaster.station.model.keys import Text
from broadcaster.station.model.message import Cause, Emphasis, Priority
from broadcaster.station.model.office import WAYS as WAYS_OF_NOTICES
from broadcaster.station.model.regulation import Edit, Second, Sorrow
from broadcaster.station.model.sound import SHIPPED
from broadcaster.station.registries.engines import ENGINES, ONLINE_ENGINES
from broadcaster.station.rules.blanks import BlankKind
from broadcaster.station.rules.languages import CODES
from broadcaster.station.yaml.problems import Severity
from broadcaster.studio.comparison import page as comparison_page
from broadcaster.studio.recordings.intake import Flaw
from broadcaster.timetable.plan.waits import Delay
from broadcaster.timetable.rules.clock_verdict import ClockDoubt, Ground
from broadcaster.timetable.rules.regulation import COMING, HOLDS, OTHER_SEASON, OVER
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.update.record import UpdatePhase, UpdateStep
from broadcaster.upkeep.update.standing import UpdateState
from broadcaster.upkeep.update.wish import UpdateWish
from broadcaster.web.drawing.sections import GROUPS
from broadcaster.web.drawing.sections import SECTIONS as SETTINGS_SECTIONS
from broadcaster.web.messages.form import KINDS, SETTINGS
from broadcaster.web.messages.overview import NextWords, Stand
from broadcaster.web.messages.workplace import DONE
from broadcaster.web.people.approvals import DECIDED
from broadcaster.web.playout.day import ASKED, DayState
from broadcaster.web.schedules.form_fields import Days, Times
from broadcaster.web.schedules.slots import LOOKS
from broadcaster.web.schedules.year import WAYS
from broadcaster.web.settings.examination import LEVELS
from broadcaster.web.settings.sheets import PARTS, sheets
from broadcaster.web.setup.steps import BY_NAME as SETUP_STEPS
from broadcaster.web.site.appearance import Size, Theme
from broadcaster.web.site.registry import titles
from broadcaster.web.site.shell import NOTICES
from tests.catalogue import forms

PACKAGE = Path(broadcaster.__file__).parent
KEYS = frozenset(forms(Language.VI))
ROOMS = "|".join(sorted({key.partition(".")[0] for key in KEYS}))
KEY = re.compile(rf"(?:{ROOMS})(?:\.[a-z0-9_-]+)+")

MAPPINGS = {sheet.path[0] for part in PARTS for sheet in sheets(part) if sheet.entry}
IN_WAYS = [sheet for part in PARTS for sheet in sheets(part) if len(sheet.ways) > 1]

SENDER_VALUES = (
    "subject", "proof", "key", "may", "name", "areas", "severity", "urgency", "certainty", "zones",
    "longest", "tests",
)  # fmt: skip

# Where a key is composed in the program (`{}` for what is filled in) and all that may be filled in.
COMPOSED: dict[str, Iterable[str]] = {
    "alerts.row.{}": AlertVerdict,
    "people.sender.{}": SENDER_VALUES,
    "people.sender.proof_{}": SenderProof,
    "people.sender.may_{}": SenderRight,
    "people.sender.tests_{}": ("said", "unsaid"),
    "alerts.column.{}": ("id", "at", "name", "title", "state", "why"),
    "console.inbox.state.{}": AlertState,
    "fleet.expires.{}": LASTS,
    "fleet.passphrase.{}": (KeyName.ROOT, KeyName.CAMPAIGNS),
    "fleet.{}": ("placed", "withdrawn"),
    "cli.{}": COMMANDS,
    "update.did.{}": UpdateStep,
    "update.phase.{}": UpdatePhase,
    "update.asked.{}": UpdateWish,
    "update.done.{}": UpdateWish,
    "console.updates.state.{}": UpdateState,
    "update.against.{}": WindowDoubt,
    "console.schedule.days.{}": Days,
    "contained.{}": [str(kind) for kind in ContainedKind],
    "console.year.kind.{}": ("off", "compensated", "swapped", "work", "named"),
    "console.year.ways.{}": WAYS,
    "console.schedule.nth.{}": ("1", "2", "3", "4", "5", "last"),
    "console.schedule.moved_{}": ("day", "rule"),
    "console.schedule.times.{}": Times,
    "console.schedule.state.{}": ("over", "paused", "unapproved", "broken"),
    "console.slot.{}": LOOKS,
    "console.rules.profile.{}": ("ha-noi-noi-thanh", "ha-noi-ngoai-thanh", "nong-thon"),
    "calendars.was_{}": ("changed", "cancelled"),
    "regulation.took_{}": [
        f"{kind}_{what}" for kind in ("order", "mourning") for what in ("new", "changed", "ended", "removed")
    ],
    "regulation.state.{}": (HOLDS, COMING, OVER, OTHER_SEASON),
    "regulation.cause.{}": Cause,
    "regulation.class.{}": Priority,
    "regulation.mourning.{}": Sorrow,
    "regulation.column.{}": ("what", "where", "by", "today"),
    "console.slot.why_{}": Delay,
    "timetable.week.sign.{}": [*WeekSign, WeekFlag.WAITS, WeekFlag.WARNED],
    "timetable.plain.lunar_month.{}": [str(number) for number in range(1, 13)],
    "timetable.plain.month_weekday.{}": [str(number) for number in range(1, 6)],
    "timetable.plain.weekday.{}": [str(number) for number in range(1, 8)],
    "timetable.plain.{}": ("hours", "minutes", "seconds"),
    "cli.ended_{}": Outcome,
    "clock.{}": [*Ground, *ClockDoubt],
    "common.severity.{}": Severity,
    "doctor.{}": Grade,
    "journal.column.{}": COLUMNS,
    "journal.file_{}": ("removed", "replaced"),
    "journal.kind.{}": [*AiringKind, "part", "emergency"],
    "journal.outcome.{}": [*Outcome, "open", "unheard"],
    "keys.{}": sorted(
        {one.text.removeprefix("keys.") for form in SECTIONS.values() for one in form.declared.values()}
    ),
    "language.{}": CODES,
    "letter.ask.{}": ListenerQuestion,
    "letter.day.{}": DayDoubt,
    "letter.fact.{}": FactKind,
    "letter.fact_{}": DifferenceKind,
    "console.alert_words.{}": ("changed", "added", "gone"),
    "letter.left.{}": OmissionReason,
    "letter.wants.{}": BlankKind,
    "lexicon.column.{}": ("written", "spoken", "layer"),
    "notices.column.{}": ("time", "to", "way", "state", "title"),
    "notices.state.{}": NoticeState,
    "notices.subject.{}": Subject,
    "notices.way.{}": WAYS_OF_NOTICES,
    "notices.{}": (Outcome.MISSED, Outcome.REFUSED, Outcome.CUT, Outcome.INTERRUPTED),
    "outlook.row_{}": Delay,
    "outlook.settle_{}": [each for each in Remedy if each is not Remedy.TEXT],
    "outlook.{}": Delay,
    "playout.zone_{}": ("keyer_failed", "keyer_lost", "longest"),
    "playout.{}": ("keyer_failed", "keyer_lost", "longest"),
    "service.systemd.{}": (),  # asked with `has`: what systemd says is not ours
    "station.page.column.{}": ("key", "written", "default", "meaning", "since"),
    "station.page.{}": [
        *(each for each in Text if each is not Text.ENGINE),
        *reference._PLAIN.values(),
        "whole_within",
        "within",
    ],
    "alerts.signature.{}": SignatureState,
    "alerts.verdict.{}": AlertVerdict,
    "people.action.{}": Action,
    "people.column.{}": listing._COLUMNS,
    "people.kind.{}": CredentialKind,
    "people.second_wrong.{}": [each for each in Second if each is not Second.NONE],
    "people.role.{}": Role,
    "people.state.{}": ApprovalState,
    "people.row.{}": CredentialKind,
    "console.report_{}": ("docx", "xlsx", "pdf"),
    "report.approved.{}": SigningWay,
    "report.column.{}": sorted({column for columns in TABLES.values() for column in columns}),
    "report.table.{}": TABLES,
    "report.within.{}": ("emergency", "relayed"),
    "reading.row_settle_{}": [each for each in Remedy if each is not Remedy.TEXT],
    "speech.online_notice.{}": ONLINE_ENGINES,
    "speech.{}": ("crashed", "hung", "no_key", "key_elsewhere"),
    "station.service_{}": ("no_key", "key_elsewhere"),
    "status.jobs.{}": ("alarm", "replan", "prune", "nightly", "backup", "calendars"),
    "status.contact_{}": ("lost", "closed", "ready", "unapproved"),
    "timetable.holiday.{}": [day.id for day in shipped_holidays()],
    "timetable.column.{}": [
        *plan_table._COLUMNS,
        "message",
        "submitted_by",
        "by",
        "at",
        "status",
        "age",
        "next",
    ],
    "timetable.will_air_{}": get_args(plan_table.Held),
    "console.blank_help.{}": BlankKind,
    "console.choice.{}": [*Priority, *Emphasis, *Cause],
    "console.decided.{}": ["approve", *DECIDED.values()],
    "console.done.{}": [*NOTICES, *DONE],
    "console.edited.{}": Edit,
    "console.help.{}": (
        "priority",
        "repeat",
        "gap",
        "every",
        "from",
        "until",
        "voice",
        "bed",
        "siren",
        "cause",
        "emphasis",
        "pause",
        "for",
    ),
    "console.label.{}": sorted(
        {path[-1] for path in SETTINGS}
        | {*KINDS, *(key for keys in KINDS.values() for key in keys)} - {"say"}
    ),
    "console.by_{}": AiringKind,
    "console.kind.{}": AiringKind,
    "console.kind_now.{}": (AiringKind.REHEARSAL, AiringKind.MAINTENANCE),
    "console.kind_now_title.{}": (AiringKind.REHEARSAL, AiringKind.MAINTENANCE),
    "console.why.{}": [*ASKED.values(), "note"],
    "console.lamp.{}": HealthPart,
    "console.outcome.{}": [*Outcome, "open", "on_air", "planned", "unapproved", "will_not", "set_aside"],
    "console.step.{}": DayState,
    "console.live.{}": [f"{why}{end}" for why in ("denied", "absent", "taken") for end in ("", "_help")],
    "console.recordings.flaw.{}": Flaw,
    "console.page.{}": [*titles()],
    "console.part.{}": ("say", "pause", "play", "relay", "other"),
    "console.group.{}": [
        each.section for part in PARTS for each in sheets(part) if each.path and not each.entry
    ],
    "console.way.{}": [
        *(sheet.section for sheet in IN_WAYS),
        *(f"{sheet.kinds or sheet.section}.{way.name}" for sheet in IN_WAYS for way in sheet.ways),
    ],
    "console.way.contacts.{}": (),  # asked with `has`: kinds of another version
    "console.settings.add.{}": [part for part, names in PARTS.items() if {*names} & MAPPINGS],
    "console.settings.none_of.{}": [part for part, names in PARTS.items() if {*names} & MAPPINGS],
    "console.settings.about.{}": ("gain", "voices", "sirens"),
    "console.voices.of.{}": [name for name, entry in ENGINES.items() if entry.offered],
    "console.siren.{}": [name.replace("-", "_") for name in SHIPPED],
    "console.settings.in_{}": ("messages", "schedules"),
    "console.setup.{}": [*SETUP_STEPS],
    "console.setup.about.{}": [*SETUP_STEPS],
    "console.setup.yes.{}": [name for name, one in SETUP_STEPS.items() if one.plain],
    "console.setup.people.no_{}": (Action.APPROVE, Action.SPEAK),
    "console.length.{}": ("h", "m", "s"),
    "console.explained.{}": (),  # asked with `has`: most meanings do
    "console.named.{}": (),  # asked with `has`: most keys have a meaning that is a name too
    "console.level.{}": LEVELS,
    "console.role.{}": Role,
    "console.settings.{}": [*SETTINGS_SECTIONS],
    "console.settings.group.{}": [*GROUPS],
    "console.size.{}": Size,
    "console.second.{}": [each for each in Second if each is not Second.NONE],
    "console.reader.{}": ("espeak", "piper", "vieneu", "gtts", "edge"),
    "console.stand.{}": Stand,
    "console.next_words.{}": [each for each in NextWords if each is not NextWords.THESE],
    "console.theme.{}": Theme,
    "console.voice.{}": (
        "available",
        "broken_off",
        "built_in",
        "installed",
        "needs_extra",
        "online",
        "near",
        "needs_key",
    ),
    "console.weekday.{}": tuple(map(str, range(1, 8))),
    "usage.metavar.{}": (),  # asked with `has`: a value such as `json` stays
    "voices.column.{}": ("name", "engine", "state", "size", "rate", "work", "licence", "about"),
    "voices.page.{}": comparison_page._COLUMNS,
    "voices.state.{}": (
        "available",
        "broken_off",
        "built_in",
        "installed",
        "needs_extra",
        "online",
        "near",
        "needs_key",
    ),
}
# The same where the room itself is filled in.
STEMS = {
    "{}_not_yet_valid": ("timetable.message", "timetable.ordered", "timetable.schedule"),
    "{}_expired": ("timetable.message", "timetable.ordered", "timetable.schedule"),
    "{}_timezone": ("clock.waits", "clock.took"),
    "{}_quiet": ("clock.waits", "clock.took"),
    "{}_quotas": ("clock.waits", "clock.took"),
    "{}_key": ("clock.waits", "clock.took"),
    "{}_service": ("clock.waits", "clock.took"),
}
# `fault` of the forms, whose codes `written` finds; a rule of reading.
NO_KEYS = {"station.{}", "lexicon.{}"}
# What looks like a key and is none: files, rules of reading, beginnings of keys in STEMS.
OTHERS = re.compile(
    r".*\.(?:yaml|db|lock|json|docx|pdf|com)|people\.delegations|notices\.(?:to|mail|sms)|clock\.(?:around|half|short|minutes|waits|took)|timetable\.(?:message|ordered|schedule)"
)


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text())


@dataclass(slots=True)
class Search:
    """What is found in the program, each with its place."""

    written: list[tuple[str, str]] = field(default_factory=list)  # keys that stand there whole
    composed: list[tuple[str, str]] = field(default_factory=list)  # patterns


@cache
@building()
def search() -> Search:
    """Read the whole program once."""
    found = Search()
    for name, tree in trees():
        nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.Constant, ast.Call))]
        pieces = {id(value) for node in nodes if isinstance(node, ast.JoinedStr) for value in node.values}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                found.composed += _composed(node, name)
            elif id(node) not in pieces:
                found.written += _written(node, name)
    for page in sorted((PACKAGE / "web" / "templates").glob("*.html")):
        for key, composed in re.findall(r"'(console\.[a-z0-9_.]+)'( ~)?", page.read_text("utf-8")):
            (found.composed if composed else found.written).append((key + "{}" * bool(composed), page.name))
    return found


def _written(node: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    """A text that looks like a whole key."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if KEY.fullmatch(node.value) and not OTHERS.fullmatch(node.value):
            yield node.value, f"{name}:{node.lineno}"
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault":
        # The forms of a station's files name the key without its room.
        code = node.args[0] if node.args else None
        if name.startswith(("station/forms/", "people/roles/")) and isinstance(code, ast.Constant):
            yield f"station.{code.value!s}", f"{name}:{node.lineno}"


def _composed(node: ast.JoinedStr, name: str) -> Iterator[tuple[str, str]]:
    """A pattern by which the program composes keys."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
    pattern = "".join(parts)
    if re.fullmatch(rf"(?:{ROOMS})\.[a-z_.]*\{{\}}", pattern) or pattern in STEMS:
        yield pattern, f"{name}:{node.lineno}"


def filled() -> set[str]:
    """All keys that the program composes."""
    keys = {pattern.format(value) for pattern, values in COMPOSED.items() for value in values}
    return keys | {pattern.format(stem) for pattern, stems in STEMS.items() for stem in stems}


def test_every_key_in_the_program_has_a_text() -> None:
    found = search().written
    assert len(found) > 900, "the search no longer finds the keys"
    assert [(key, where) for key, where in found if key not in KEYS] == []


def test_every_composed_key_has_its_texts() -> None:
    unknown = [(p, where) for p, where in search().composed if p not in {*COMPOSED, *STEMS, *NO_KEYS}]
    assert unknown == [], "name in COMPOSED what may be filled in"
    assert filled() - KEYS == set()


def test_no_composed_key_is_named_that_the_program_does_not_have() -> None:
    patterns = {pattern for pattern, _ in search().composed}
    assert set(COMPOSED) - patterns == set()
    assert set(STEMS) - patterns == set()


def test_every_text_is_asked_for() -> None:
    asked = {key for key, _ in search().written} | filled()
    optional = re.compile(
        r"console\.(word|named|explained)\.[\w.-]+|usage\.metavar\.\w+|service\.systemd\.[a-z-]+"
    )
    unused = {key for key in KEYS - asked if not optional.fullmatch(key)}
    # A hint is asked for with its text, and so is what a browser shows instead of either.
    assert {key for key in unused if key.removesuffix(".browser").removesuffix(".hint") not in asked} == set()


def test_every_word_for_a_value_is_used_by_a_command() -> None:
    seen: set[str] = set()

    def look(command: click.Command) -> None:
        for parameter in command.params:
            seen.update(re.findall(r"[A-Z]+", str(parameter.metavar or parameter.type.name).upper()))
            seen.add(parameter.human_readable_name.upper())
        for below in getattr(command, "commands", {}).values():
            look(below)

    context = click.Context(group)
    for name in (*COMMANDS, *HIDDEN):
        command = group.get_command(context, name)
        assert command is not None
        look(command)
    known = {key.removeprefix("usage.metavar.").upper() for key in KEYS if key.startswith("usage.metavar.")}
    # Those of click itself stay, also where no command has one now.
    clicks = {"OPTIONS", "COMMAND", "ARGS", "FLOAT", "DIRECTORY", "PATH"}
    assert known - seen - clicks == set()


@pytest.mark.parametrize("sentence", click_words.KEYS.values())
def test_words_of_click_are_in_the_catalogue(sentence: str) -> None:
    assert has(sentence)
