"""What a page may post to have one question answered: read, by whoever may ask it, and told on a page."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from broadcaster.people.decisions.photos import LARGEST
from broadcaster.people.roles.model import Action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import URGENT
from broadcaster.web.site.shell import Shell, Undo, back_to

Refused = Callable[[Request, Any, BroadcasterError], Response]
"""Makes the page that shows why the station did not do what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedForm:
    """A form, read as a question."""

    ask: Any
    texts: Mapping[str, Sequence[str]]  # all that was sent, also what is no part of the question
    files: Sequence[bytes]


Before = Callable[[Request, PostedForm], Callable[[], object] | None]
"""What a page does first, and gives as `Asker.prove`; a `BroadcasterError` is shown as one of the answer."""

TakenBack = Callable[[Any, Any], Undo | None]
"""The form that takes back what was asked and answered; None where there is none."""


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
    before: Before | None = None,
    undo: TakenBack | None = None,
) -> None:
    """Add the route of an action.

    Args:
        refused: by default the page of all errors.
        before: done before it is answered; without it no files are read.
        undo: how it is taken back.
    """
    kind = entry.kinds[0]

    def act(request: Request, form: PostedForm) -> Response:
        ask = form.ask
        asker = shell.asker(request, _right(shell, entry.needs, ask))
        try:
            if before is not None:
                asker = replace(asker, prove=before(request, form))
            answer = entry.handler(shell.station, ask, asker)
            words = "" if action.told is None else action.told(ask, answer, shell.title_of)
        except BroadcasterError as error:
            if refused is None:
                raise
            return refused(request, ask, error)
        if not words:
            return back_to(action.back)
        return shell.done(request, action.back, words, undo=None if undo is None else undo(ask, answer))

    reader = Depends(form_reader(kind, files=before is not None))
    given = {"request": Request, "form": Annotated[PostedForm, reader]}
    act.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=of) for name, of in given.items()]
    )
    made.post(action.path, needs=action.needs or _first(entry.needs))(act)


def _first(needs: Needs) -> Action:
    """The right without which nothing is read."""
    return BY_QUESTION[needs.__name__][0] if callable(needs) else Action(needs)


def _right(shell: Shell, needs: Needs, ask: object) -> Action:
    """The right that this very question needs."""
    return needs(shell.station, ask) if callable(needs) else Action(needs)


def form_reader(
    kind: type[Question[Any]], *, files: bool = False
) -> Callable[[Request], Awaitable[PostedForm]]:
    """Reads a question of this kind from a form; its fields are checked as those of the API are.

    With `files` a file stands in the question by its SHA-256; without, there are none.

    Raises (by what is returned):
        RequestValidationError: what was sent is no such question.
    """

    adapter = functools.cache(lambda: TypeAdapter(kind))  # its validators are made when somebody asks

    async def read(request: Request) -> PostedForm:
        async with request.form() as sent:
            texts = {name: [one for one in sent.getlist(name) if isinstance(one, str)] for name in sent}
            came = [(name, one) for name, one in sent.items() if files and not isinstance(one, str)]
            kept = {name: await one.read(LARGEST + 1) for name, one in came}
        texts |= {name: [hashlib.sha256(each).hexdigest()] for name, each in kept.items()}
        try:
            ask = adapter().validate_python(from_texts(kind, texts))
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
        return PostedForm(ask=ask, texts=texts, files=[*kept.values()])

    return read
