"""The steps of a first start, each declared once: page, lamp, form and texts follow from here. Pure.

To add a step: one line in `STEPS`, the texts `console.setup.NAME` and `console.setup.about.NAME`; where it
shows more than fields of station.yaml, a template `setup_NAME.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from broadcaster.app.status.values import StatusReport
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action, People
from broadcaster.people.roles.rights import holders
from broadcaster.station.yaml.entries import value_at

ADDRESS = "/setup"
BLANK = "…"
"""Stands in the name of a station as `init` makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSeen:
    """What the lamps are judged by."""

    state: StatusReport
    data: object  # of station.yaml
    people: People
    today: date
    answered: frozenset[str]


Fault = Callable[[SetupSeen], str]
"""What is wrong with what a step asks for, in words; "" for nothing."""


def _name(seen: SetupSeen) -> str:
    return say("console.setup.place.blank") if BLANK in str(value_at(seen.data, ("name",))) else ""


def _clock(seen: SetupSeen) -> str:
    clock = seen.state.clock
    return "" if clock.trusted is not False else clock.why or say("console.lamp.clock_wrong")


def _sound(seen: SetupSeen) -> str:
    return "" if seen.state.output.ok else say("console.setup.sound.none")


def _keying(seen: SetupSeen) -> str:
    return seen.state.keying.fault or ""


def _people(seen: SetupSeen) -> str:
    needed = (Action.APPROVE, Action.SPEAK)
    missing = next((right for right in needed if not holders(seen.people, right, seen.today)), None)
    return "" if missing is None else say(f"console.setup.people.no_{missing}")


def _backup(seen: SetupSeen) -> str:
    if not any(value_at(seen.data, ("backup", key)) for key in ("to", "usb")):
        return say("console.setup.backup.nowhere")
    return "" if value_at(seen.data, ("backup", "key")) else say("console.setup.backup.no_key")


def _voice_chosen(seen: SetupSeen) -> bool:
    return any(value_at(seen.data, path) for path in (("speech", "engines"), ("voices", "default")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """One step.

    Args:
        name: of its texts, its address and its template.
        icon: of Lucide.
        part: of the settings, whose fields it asks for.
        fields: the names of those that it asks for; all of the part by default.
        card: it shows `setup_NAME.html` too.
        done: whether it is answered, where that shows in the station itself.
        wrong: what its lamp tells though it was answered.
        with_backup: a station that is put back has it answered.
        own_yes: what it shows has the button that answers it.
    """

    name: str
    icon: str
    part: str = ""
    fields: tuple[str, ...] = ()
    card: bool = False
    done: Callable[[SetupSeen], bool] = lambda _seen: False
    wrong: Fault = lambda _seen: ""
    with_backup: bool = False
    own_yes: bool = False

    @property
    def plain(self) -> bool:
        """True if it is answered by one button, `console.setup.yes.NAME`."""
        return not self.part and not self.own_yes

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{ADDRESS}/{self.name}"

    @property
    def title(self) -> str:
        """Its name for people."""
        return say(f"console.setup.{self.name}")

    @property
    def about(self) -> str:
        """What is to be done, and how."""
        return say(f"console.setup.about.{self.name}")


STEPS: tuple[SetupStep, ...] = (
    SetupStep(name="technician", icon="user", done=lambda seen: seen.people.founded),
    SetupStep(name="origin", icon="history", card=True, with_backup=True),
    SetupStep(
        name="place",
        icon="house",
        part="station",
        fields=("name", "place.ward", "place.province"),
        wrong=_name,
        with_backup=True,
    ),
    SetupStep(
        name="rules",
        icon="stamp",
        part="regulation",
        fields=(
            "regulation.quiet",
            "regulation.sessions_per_day",
            "regulation.minutes_per_session",
            "approval.required",
        ),
        with_backup=True,
    ),
    SetupStep(name="clock", icon="clock", card=True, own_yes=True, wrong=_clock),
    SetupStep(
        name="sound",
        icon="volume-2",
        part="output",
        fields=("output:way", "output:device.device", "output:file.file"),
        card=True,
        wrong=_sound,
    ),
    SetupStep(name="transmitter", icon="radio-tower", part="transmitter", card=True, wrong=_keying),
    SetupStep(
        name="voice", icon="audio-lines", card=True, own_yes=True, done=_voice_chosen, with_backup=True
    ),
    SetupStep(name="people", icon="users", card=True, wrong=_people, with_backup=True),
    SetupStep(name="backup", icon="hard-drive", part="backup", card=True, wrong=_backup, with_backup=True),
    SetupStep(name="updates", icon="download", card=True),
)
"""In their order. Behind them comes the last one, after which the station airs."""

BY_NAME = {step.name: step for step in STEPS}
BY_PART = {step.part: step for step in STEPS if step.part}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupLamp:
    """How a step stands. look: "" answered, `wait` open, `fault` answered and not well."""

    step: SetupStep
    look: str
    text: str

    @property
    def icon(self) -> str:
        """A shape that tells the same as the colour."""
        return {"": "circle-check", "wait": "circle", "fault": "triangle-alert"}[self.look]


def lamp(step: SetupStep, seen: SetupSeen) -> SetupLamp:
    """The lamp of a step."""
    if step.name not in seen.answered and not step.done(seen):
        return SetupLamp(step=step, look="wait", text=say("console.setup.open"))
    wrong = step.wrong(seen)
    return SetupLamp(step=step, look="fault" if wrong else "", text=wrong or say("console.setup.answered"))


def lamps(seen: SetupSeen) -> Iterator[SetupLamp]:
    """Those of all steps."""
    return (lamp(step, seen) for step in STEPS)


def onward(seen: SetupSeen, after: str = "") -> str:
    """Where it goes on: the first open step behind one, else the first of all, else the list."""
    names = [step.name for step in STEPS]
    behind = names.index(after) + 1 if after in names else 0
    found = (one for one in (*STEPS[behind:], *STEPS[:behind]) if lamp(one, seen).look == "wait")
    return next((one.address for one in found), ADDRESS)
