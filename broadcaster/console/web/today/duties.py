"""What waits for a person: each with a link to the place where it is done, or a button that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.console.web.shell import Shell
from broadcaster.people.model import Action
from broadcaster.service.status.values import Clash, Problem, Status, WaitingChange
from broadcaster.text import say

_SETTINGS, _MESSAGES, _SCHEDULES, _ENDING = "station.yaml", "messages/", "schedules/", ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A button: what it says, where it goes, and what it sends."""

    word: str
    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing to do."""

    title: str
    about: str = ""
    link: str = ""
    deeds: tuple[Deed, ...] = ()


def duties(shell: Shell, state: Status, may: Mapping[str, bool]) -> list[Duty]:
    """What waits for this visitor, the most pressing first."""
    found = [*_clock(state, may)]
    if state.clash is not None and may[Action.SPEAK]:
        found.append(_clash(state.clash))
    if state.problems and not state.accepted and (may[Action.WRITE] or may[Action.STATION]):
        found += [_problem(state.problems[0], len(state.problems))]
    if may[Action.APPROVE]:
        found += list(_approvals(state))
    if may[Action.SPEAK]:
        found += [_held(shell, each.message, each.who) for each in state.held]
    return found


def _clock(state: Status, may: Mapping[str, bool]) -> Iterator[Duty]:
    clock = state.clock
    change = clock.unconfirmed
    if change is not None and may[Action.APPROVE]:
        yield _loosened(change)
        if change.of_time:
            return  # the same yes says that the time is right
    if clock.trusted is False and may[Action.CLOCK]:
        yield _timed(clock.now, say("console.duty.clock.about"), ())


def _loosened(change: WaitingChange) -> Duty:
    """What loosens the station's rules waits for a leader."""
    about, of_change = "\n".join(change.changes), (("change", change.id),)
    if change.of_time:
        return _timed(change.now, about, of_change)
    yes = Deed(word=say("console.confirm_rules"), path="/settings/confirm", fields=of_change)
    return Duty(title=say("console.duty.loosened"), about=about, deeds=(yes,))


def _timed(now: datetime, about: str, fields: tuple[tuple[str, str], ...]) -> Duty:
    weekday = say(f"console.weekday.{now.isoweekday()}")
    yes = Deed(
        word=say("console.duty.clock.yes"), path="/clock", fields=(("shown", now.isoformat()), *fields)
    )
    return Duty(
        title=say("console.duty.clock", hour=f"{now:%H:%M}", weekday=weekday, day=now.day, month=now.month),
        about=about,
        deeds=(yes,),
    )


def _clash(clash: Clash) -> Duty:
    return Duty(
        title=say("console.duty.clash", hour=f"{clash.items[-1].planned:%H:%M}"),
        about=say("console.duty.clash.about", until=f"{clash.until:%H:%M:%S}"),
        deeds=tuple(
            Deed(word=each.title, path="/prefer", fields=(("item", each.id),)) for each in clash.items
        ),
    )


def _problem(problem: Problem, many: int) -> Duty:
    message = problem.file.removeprefix(_MESSAGES).removesuffix(_ENDING)
    own = problem.file.startswith(_MESSAGES)
    link = f"/messages/edit/{message}" if own else _elsewhere(problem.file)
    return Duty(
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


def _approvals(state: Status) -> Iterator[Duty]:
    waiting, unanswered = state.approvals.waiting, state.approvals.to_confirm
    if waiting:
        yield Duty(title=say("console.waiting_count", number=len(waiting)), link="/approvals")
    if reread := state.approvals.reread:
        yield Duty(title=say("console.duty.reread", number=len(reread)), link="/approvals")
    if unanswered:
        first = unanswered[0]
        yield Duty(
            title=say("console.duty.confirm", number=len(unanswered)),
            about=f"{first.message} · {first.since:%H:%M} {first.since.day}/{first.since.month}",
            link="/approvals",
        )


def _held(shell: Shell, message: str, who: str) -> Duty:
    return Duty(
        title=say("console.duty.held", title=shell.title_of(message)),
        about=say("console.duty.held.about", who=who),
        link=f"/messages/edit/{message}",
        deeds=(Deed(word=say("console.duty.held.release"), path="/release", fields=(("message", message),)),),
    )
