"""A posted form becomes the question that the API would take, or is not understood; no right is left out."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.types import Message

from broadcaster.api.questions.decisions import AskClock, AskPrefer, AskRearm
from broadcaster.api.questions.declaration import BY_QUESTION, PageAction, QuestionEntry
from broadcaster.api.questions.registry import MODULES, questions
from broadcaster.core.questions import Question
from broadcaster.people.approval.order import AskKeep, AskReturn
from broadcaster.people.roles.model import Action
from broadcaster.web.site.actions import form_reader

FORM = "application/x-www-form-urlencoded"
CSRF = "0" * 64
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nx\r\n--b--\r\n"
)


def read(kind: type[Question[Any]], body: bytes, form: str = FORM) -> Question[Any]:
    """The question of a posted form."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", form.encode())]}
    return asyncio.run(form_reader(kind)(Request(scope, receive)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "fields", "asked"),
    [
        (AskPrefer, {"name": "a/2"}, AskPrefer(name="a/2")),
        (AskPrefer, {"name": ["a", "b"]}, AskPrefer(name="b")),
        (AskRearm, {}, AskRearm()),
        (AskRearm, {"message": ""}, AskRearm()),
        (AskKeep, {"message": "tin", "keep": "false"}, AskKeep(message="tin", keep=False)),
        (AskReturn, {"message": "tin", "why": ""}, AskReturn(message="tin", why="")),
    ],
    ids=[
        "a text",
        "the last of a name",
        "nothing",
        "left empty",
        "a word",
        "words of the station",
    ],
)
def test_form_is_read_as_the_question(
    kind: type[Question[Any]], fields: dict[str, Any], asked: Question[Any]
) -> None:
    body = urlencode({"csrf": CSRF, **fields}, doseq=True).encode()
    assert read(kind, body) == asked


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (AskPrefer, {}),
        (AskPrefer, {"name": "a" * 301}),
        (AskKeep, {"message": "tin", "keep": "perhaps"}),
        (AskReturn, {"message": "tin", "why": "a", "telephone": "leader"}),
        (AskClock, {"shown": "2026-12-01T08:00:00"}),
        (AskClock, {"shown": "2026-12-01T08:00:00+07:00", "change": "a" * 65}),
    ],
    ids=["missing", "too long", "no such word", "a part of several", "a time without its zone", "no change"],
)
def test_form_that_the_api_would_refuse_is_not_understood(
    kind: type[Question[Any]], fields: dict[str, str]
) -> None:
    with pytest.raises(RequestValidationError):
        read(kind, urlencode({"csrf": CSRF, **fields}).encode())


def test_file_in_the_place_of_a_text_is_not_understood() -> None:
    with pytest.raises(RequestValidationError):
        read(AskPrefer, FILE, "multipart/form-data; boundary=b")


ACTIONS = [
    pytest.param(entry, entry.action, id=entry.action.path)
    for module in MODULES
    for entry in questions(module).entries
    if entry.action is not None
]


@pytest.mark.parametrize(("entry", "action"), ACTIONS)
def test_action_of_a_page_needs_a_right_and_asks_one_kind(entry: QuestionEntry, action: PageAction) -> None:
    """What is for anybody has no person behind it whom the journal could name."""
    needed = BY_QUESTION[entry.needs.__name__] if callable(entry.needs) else (Action(entry.needs),)
    assert needed
    assert len(entry.kinds) == 1
    assert action.path.startswith("/")
