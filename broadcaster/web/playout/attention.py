"""What needs a person: duties with the place where each is done, and the lamps of the equipment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.app.status.air_values import Clash
from broadcaster.app.status.values import FileProblem, StatusReport, WaitingChange
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.upkeep.doctor.machine import FULL_DISK, LOW_DISK
from broadcaster.web.drawing.render import reader
from broadcaster.web.site.shell import Shell
from broadcaster.web.site.waiting_words import waiting_words

_SETTINGS, _MESSAGES, _SCHEDULES, _ENDING = "station.yaml", "messages/", "schedules/", ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A button: what it says, where it goes, and what it sends."""

    word: str
    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyItem:
    """One thing to do."""

    title: str
    about: str = ""
    link: str = ""
    deeds: tuple[Deed, ...] = ()


def duties(shell: Shell, state: StatusReport, may: Mapping[str, bool]) -> list[DutyItem]:
    """What waits for this visitor, the most pressing first."""
    found = [*_clock(shell, state, may)]
    if state.clash is not None and may[Action.SPEAK]:
        found.append(_clash(state.clash))
    if state.problems and not state.accepted and (may[Action.WRITE] or may[Action.STATION]):
        found += [_problem(state.problems[0], len(state.problems))]
    if may[Action.APPROVE]:
        found += list(_approvals(state))
    if may[Action.SPEAK]:
        found += [_held(shell, each.message, each.who) for each in state.held]
    return found


def _clock(shell: Shell, state: StatusReport, may: Mapping[str, bool]) -> Iterator[DutyItem]:
    clock = state.clock
    change = clock.unconfirmed
    if change is not None and may[Action.APPROVE]:
        yield _loosened(change, waiting_words(shell))
        if change.of_time:
            return  # the same yes says that the time is right
    if clock.trusted is False and may[Action.CLOCK]:
        yield _timed(clock.now, say("console.duty.clock.about"), ())


def _loosened(change: WaitingChange, words: tuple[str, ...]) -> DutyItem:
    """What loosens the station's rules waits for a leader."""
    about, of_change = "\n".join((*change.changes, *words)), (("change", change.id),)
    if change.of_time:
        return _timed(change.now, about, of_change)
    yes = Deed(word=say("console.confirm_rules"), path="/settings/confirm", fields=of_change)
    return DutyItem(title=say("console.duty.loosened"), about=about, deeds=(yes,))


def _timed(now: datetime, about: str, fields: tuple[tuple[str, str], ...]) -> DutyItem:
    weekday = say(f"console.weekday.{now.isoweekday()}")
    yes = Deed(
        word=say("console.duty.clock.yes"), path="/clock", fields=(("shown", now.isoformat()), *fields)
    )
    return DutyItem(
        title=say("console.duty.clock", hour=f"{now:%H:%M}", weekday=weekday, day=now.day, month=now.month),
        about=about,
        deeds=(yes,),
    )


def _clash(clash: Clash) -> DutyItem:
    return DutyItem(
        title=say("console.duty.clash", hour=f"{clash.items[-1].planned:%H:%M}"),
        about=say("console.duty.clash.about", until=f"{clash.until:%H:%M:%S}"),
        deeds=tuple(
            Deed(word=each.title, path="/prefer", fields=(("name", each.id),)) for each in clash.items
        ),
    )


def _problem(problem: FileProblem, many: int) -> DutyItem:
    message = problem.file.removeprefix(_MESSAGES).removesuffix(_ENDING)
    own = problem.file.startswith(_MESSAGES)
    link = f"/messages/edit/{message}" if own else _elsewhere(problem.file)
    return DutyItem(
        title=say("console.duty.problems", count=many),
        about=f"{problem.file}:{problem.line}: {problem.message}",
        link=link,
    )


def _elsewhere(file: str) -> str:
    """The page that shows a file with its faults; "" where there is none."""
    if file == _SETTINGS:
        return "/settings"
    schedule = file.removeprefix(_SCHEDULES).removesuffix(_ENDING)
    return f"/schedules/edit/{schedule}" if file.startswith(_SCHEDULES) else ""


def _approvals(state: StatusReport) -> Iterator[DutyItem]:
    waiting, unanswered = state.approvals.waiting, state.approvals.to_confirm
    if waiting:
        yield DutyItem(title=say("console.waiting_count", number=len(waiting)), link="/approvals")
    if reread := state.approvals.reread:
        yield DutyItem(title=say("console.duty.reread", number=len(reread)), link="/approvals")
    if unanswered:
        first = unanswered[0]
        yield DutyItem(
            title=say("console.duty.confirm", number=len(unanswered)),
            about=f"{first.message} · {first.since:%H:%M} {first.since.day}/{first.since.month}",
            link="/approvals",
        )


def _held(shell: Shell, message: str, who: str) -> DutyItem:
    return DutyItem(
        title=say("console.duty.held", title=shell.title_of(message)),
        about=say("console.duty.held.about", who=who),
        link=f"/messages/edit/{message}",
        deeds=(Deed(word=say("console.duty.held.release"), path="/release", fields=(("message", message),)),),
    )


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp; its name is `console.lamp.NAME`."""

    name: str
    look: str  # "", wait, fault
    text: str

    @property
    def icon(self) -> str:
        """A shape that tells the same as the colour."""
        return "triangle-alert" if self.look else "circle-check"


def lamps(state: StatusReport) -> Iterator[Lamp]:
    """All lamps of a station. Whatever makes it less than well has a colour here."""
    shown = {lamp.name: lamp for lamp in _equipment(state)}
    for reason in state.reasons:
        known = shown.get(reason.part)
        if known is None or not known.look:
            shown[reason.part] = Lamp(reason.part, "fault" if reason.failed else "wait", reason.message)
    yield from shown.values()


def _equipment(state: StatusReport) -> Iterator[Lamp]:
    yield _sound(state)
    yield _keying(state)
    engine = state.engine
    if engine.fallback:
        yield Lamp(
            "engine",
            "wait",
            say("console.lamp.engine_fallback", engine=reader(engine.name), wanted=reader(engine.wanted)),
        )
    else:
        yield Lamp("engine", "", say("console.lamp.engine_ok", engine=reader(engine.name)))
    yield _clock_lamp(state)
    free = state.disk.free_mb
    look = "fault" if free < FULL_DISK else "wait" if free < LOW_DISK else ""
    yield Lamp("disk", look, say("console.lamp.disk_free", free=free))
    if not state.journal.ok:
        yield Lamp("journal", "fault", say("console.lamp.journal_lost"))
    if state.ups is not None:
        words = "console.lamp.ups_battery" if state.ups.on_battery else "console.lamp.ups_mains"
        yield Lamp("ups", "fault" if state.ups.low else "wait" if state.ups.on_battery else "", say(words))


def _sound(state: StatusReport) -> Lamp:
    if not state.output.ok:
        return Lamp("output", "fault", say("console.lamp.output_lost"))
    listen = state.listen
    if listen is not None and listen.deaf:
        return Lamp("output", "wait", say("console.lamp.output_deaf"))
    if listen is not None and listen.ok is not None:
        words = "console.lamp.output_heard" if listen.ok else "console.lamp.output_not_heard"
        return Lamp("output", "" if listen.ok else "fault", say(words))
    silent = state.output.kind == "none"
    return Lamp("output", "", say("console.lamp.output_none" if silent else "console.lamp.output_ok"))


def _keying(state: StatusReport) -> Lamp:
    keying = state.keying
    if keying.fault:
        return Lamp("keying", "fault", keying.fault)
    if keying.type == "none":
        return Lamp("keying", "", say("console.lamp.keying_by_hand"))
    if keying.on and keying.until is not None:
        return Lamp("keying", "", say("console.lamp.keying_on_until", hour=_hour(keying.until)))
    return Lamp("keying", "", say("console.lamp.keying_on" if keying.on else "console.lamp.keying_off"))


def _clock_lamp(state: StatusReport) -> Lamp:
    clock = state.clock
    if clock.trusted is False:
        return Lamp("clock", "wait", clock.why or say("console.lamp.clock_wrong"))
    return Lamp("clock", "", say("console.lamp.clock_ok", hour=_hour(clock.now)))


def _hour(at: datetime) -> str:
    return f"{at:%H:%M}"
