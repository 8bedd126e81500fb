"""What a page may post to have one question answered: read, by whoever may ask it, and told on a page."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from broadcaster.api.questions.declaration import BY_QUESTION, Needs, PageAction, QuestionEntry
from broadcaster.api.questions.registry import MODULES, questions
from broadcaster.api.transport.workers import join
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.questions import Question, from_texts
from broadcaster.people.roles.model import Action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import URGENT
from broadcaster.web.site.shell import Shell, back_to

Refused = Callable[[Request, BroadcasterError], Response]


def routes(shell: Shell) -> APIRouter:
    """The actions that questions declare, over a running station."""
    made, urgent = Pages(shell), Pages(shell, URGENT)
    for entry in (entry for module in MODULES for entry in questions(module).entries):
        if entry.action is not None:
            add_action(urgent if entry.action.urgent else made, shell, entry, entry.action)
    join(made.router, urgent.router)
    return made.router


def add_action(
    made: Pages,
    shell: Shell,
    entry: QuestionEntry,
    action: PageAction,
    refused: Refused | None = None,
) -> None:
    """Add the route of an action.

    Args:
        made: to which it is added.
        shell: over a running station.
        entry: the question.
        action: where it is posted, and what is shown then.
        refused: makes the page that shows why the station did not do it; by default that of all errors.
    """
    kind = entry.kinds[0]

    def act(request: Request, ask: Any) -> Response:  # noqa: ANN401 - a question of this kind
        asker = shell.asker(request, _right(shell, entry.needs, ask))
        try:
            answer = entry.handler(shell.station, ask, asker)
        except BroadcasterError as error:
            if refused is None:
                raise
            return refused(request, error)
        words = "" if action.told is None else action.told(ask, answer, shell.title_of)
        return shell.done(request, action.back, words) if words else back_to(action.back)

    given = {"request": Request, "ask": Annotated[kind, Depends(form_reader(kind))]}
    act.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=of) for name, of in given.items()]
    )
    made.post(action.path, needs=_first(entry.needs))(act)


def _first(needs: Needs) -> Action:
    """The right without which nothing is read."""
    return BY_QUESTION[needs.__name__][0] if callable(needs) else Action(needs)


def _right(shell: Shell, needs: Needs, ask: object) -> Action:
    """The right that this very question needs."""
    return needs(shell.station, ask) if callable(needs) else Action(needs)


def form_reader(kind: type[Question[Any]]) -> Callable[[Request], Awaitable[Question[Any]]]:
    """Reads a question of this kind from a form; its fields are checked as those of the API are.

    Raises (by what is returned):
        RequestValidationError: what was sent is no such question.
    """

    adapter = functools.cache(lambda: TypeAdapter(kind))  # its validators are made when somebody asks

    async def read(request: Request) -> Question[Any]:
        async with request.form() as sent:  # files, which nobody asked for, are closed at once
            texts = {name: [one for one in sent.getlist(name) if isinstance(one, str)] for name in sent}
        try:
            return adapter().validate_python(from_texts(kind, texts))
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error

    return read
