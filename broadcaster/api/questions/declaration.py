"""What is declared once of a question: who may ask it, how it is answered, and by which doors it comes.

`QUESTIONS.answers(KIND, needs=RIGHT)` stands over the function that answers. The route and its OpenAPI follow
from it (`api.routes.router`), as from the kind what the client sends (`Client.ask`); with `command` a command
(`cli.asking.question`), with `action` what a page may post (`web.site.actions`).

The command line loads this: no web framework, no pydantic, and nothing of a running station but its types.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from broadcaster.core.errors import PeopleError
from broadcaster.core.questions import Question
from broadcaster.people.roles.model import Action, Caller, Grant, Person
from broadcaster.playout.desk.requester import Requester

if TYPE_CHECKING:
    from broadcaster.app.station.facade import StationFacade

F = TypeVar("F", bound=Callable[..., Any])
Q = TypeVar("Q", bound=Question[Any])

MISSING: frozenset[int] = frozenset({HTTPStatus.NOT_FOUND})
"""What is named in the question is not there."""

REFUSED: frozenset[int] = frozenset({HTTPStatus.CONFLICT})
"""The station is in no state for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and by what right."""

    caller: Caller
    grant: Grant
    token: str | None  # of their session
    by: Requester  # for what they ask to air
    prove: Callable[[], object] | None = None
    """Shows once more that it is they, or raises `PeopleError`: asked last, for a yes of their own."""

    @property
    def person(self) -> Person:
        """The person who asks.

        Raises:
            PeopleError: nobody knows who they are, or they showed a PIN and nothing else.
        """
        if self.caller.person is None:
            raise PeopleError("people.not_known")
        if self.caller.by_pin:
            raise PeopleError("people.pin_only", name=self.caller.person.name)
        return self.caller.person

    @property
    def shown(self) -> str:
        """For the journal's `who`."""
        return self.caller.shown


ANYBODY = "anybody"
"""Who has the secret ticket of the path, or is about to sign in: such a route needs no right."""

ONESELF = "oneself"
"""For one's own matters: whoever is known may, and nobody else."""

Needs = Action | Callable[["StationFacade", Any], Action] | str
"""The right that is needed; a function has the station and the question, and says which."""

BY_QUESTION: Mapping[str, tuple[Action, ...]] = {
    "to_air": (Action.SPEAK, Action.EMERGENCY, Action.REHEARSE),
    "to_play": (Action.SPEAK, Action.EMERGENCY, Action.REHEARSE),
    "to_hear": (Action.SPEAK, Action.REHEARSE),
    "to_lead": (Action.APPROVE, Action.WRITE),
    "to_confirm_clock": (Action.CLOCK, Action.APPROVE),
}
"""Where the right depends on the question: the rights of which one is needed, the usual one first."""

Handler = Callable[["StationFacade", Q, Asker], Any]
"""Answers a question; where it waits for long, a coroutine."""

Named = Callable[[str], str]
"""The title of a message by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The command that asks it, with the text `cli.NAME`. Each field stands at its place, but for options."""

    name: str
    told: Callable[[Any, Any], str]  # of question and answer
    options: Mapping[str, str] = field(default_factory=dict)  # a field that is an option, with its text
    metavars: Mapping[str, str] = field(default_factory=dict)  # what stands for a field in the usage
    proves: bool = True  # a person may be asked for their secret first


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAction:
    """What a page may post, with the fields as those of its form."""

    path: str
    back: str  # the page that is shown then
    told: Callable[[Any, Any, Named], str] | None = None  # what that page tells once; "" for nothing
    urgent: bool = False  # answered on threads of its own, before which nothing else stands
    needs: Action | None = None  # without which nothing is read, where that is not the usual right


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEntry:
    """One question; see `Questions.answers`."""

    kinds: Sequence[type[Question[Any]]]
    handler: Handler[Any]
    needs: Needs
    errors: Collection[int]
    name: str
    command: Command | None
    action: PageAction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRoute:
    """A route for what is no JSON."""

    method: str
    path: str
    handler: Callable[..., Any]
    needs: Needs
    errors: Collection[int]
    options: Mapping[str, Any]


class Questions:
    """The questions of a subject, and its routes for what is no JSON.

    Args:
        prefix: of their paths, where it is not the API's.
    """

    def __init__(self, prefix: str | None = None) -> None:
        self.prefix = prefix
        self.declared: list[QuestionEntry | RawRoute] = []

    @property
    def entries(self) -> list[QuestionEntry]:
        """The questions."""
        return [each for each in self.declared if isinstance(each, QuestionEntry)]

    def entry(self, kind: type[Question[Any]]) -> QuestionEntry:
        """What is declared of a question."""
        return next(each for each in self.entries if kind in each.kinds)

    def answers(
        self,
        kind: type[Q],
        needs: Needs,
        errors: Collection[int] = frozenset(),
        *,
        name: str = "",
        ways: Sequence[type[Q]] = (),
        command: Command | None = None,
        action: PageAction | None = None,
    ) -> Callable[[Handler[Q]], Handler[Q]]:
        """Answer a question with a function; its path, its method and its answer are the question's own.

        Args:
            errors: the HTTP statuses with which it may fail, beyond what may always happen.
            name: of the operation, where one function answers several questions; by default the function's.
            ways: the kinds of it, where there are more than one.
            command: how it is asked at a terminal, and what is told then.
            action: how a page asks it, and what is told then.
        """

        def add(handler: Handler[Q]) -> Handler[Q]:
            entry = QuestionEntry(
                kinds=ways or (kind,),
                handler=handler,
                needs=needs,
                errors=errors,
                name=name,
                command=command,
                action=action,
            )
            self.declared.append(entry)
            return handler

        return add

    def raw(
        self,
        method: str,
        path: str,
        needs: Needs,
        errors: Collection[int] = frozenset(),
        **options: Any,  # noqa: ANN401 - as FastAPI's
    ) -> Callable[[F], F]:
        """Answer with a function of the station and of what FastAPI gives it: for what is no JSON."""

        def add(handler: F) -> F:
            route = RawRoute(
                method=method, path=path, handler=handler, needs=needs, errors=errors, options=options
            )
            self.declared.append(route)
            return handler

        return add
