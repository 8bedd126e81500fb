"""A posted form becomes the question that the API would take, or is not understood; no right is left out."""

from __future__ import annotations

import asyncio
import hashlib
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
from broadcaster.people.approval.order import (
    AskApprove,
    AskKeep,
    AskReread,
    AskReturn,
    ByTelephone,
    OnPaper,
    SeenWords,
)
from broadcaster.people.roles.model import Action
from broadcaster.web.site.actions import PostedForm, form_reader

FORM = "application/x-www-form-urlencoded"
CSRF = "0" * 64
WORDS = "1" * 64
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nx\r\n--b--\r\n"
)


def read(kind: type[Question[Any]], body: bytes, form: str = FORM) -> Question[Any]:
    """The question of a posted form."""
    asked: Question[Any] = posted(kind, body, form).ask
    return asked


def posted(kind: type[Question[Any]], body: bytes, form: str, *, files: bool = False) -> PostedForm:
    """The question of a posted form, and the files that came with it."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", form.encode())]}
    return asyncio.run(form_reader(kind, files=files)(Request(scope, receive)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "fields", "asked"),
    [
        (AskPrefer, {"name": "a/2"}, AskPrefer(name="a/2")),
        (AskPrefer, {"name": ["a", "b"]}, AskPrefer(name="b")),
        (AskRearm, {}, AskRearm()),
        (AskRearm, {"message": ""}, AskRearm()),
        (AskKeep, {"message": "tin", "keep": "false"}, AskKeep(message="tin", keep=False)),
        (AskReturn, {"message": "tin", "why": ""}, AskReturn(message="tin", why="")),
        (
            AskApprove,
            {"message": "tin", "words": WORDS, "spans": ["2\x1fhai", "3\x1fba"], "siren": ""},
            AskApprove(message="tin", words=WORDS, spans=(("2", "hai"), ("3", "ba"))),
        ),
        (
            AskApprove,
            {"message": "tin", "words": WORDS, "telephone.leader": "hoa", "telephone.code": "1"},
            AskApprove(message="tin", words=WORDS, telephone=ByTelephone(leader="hoa", code="1")),
        ),
        (AskReread, {"seen": [f"a/b\x1f{WORDS}"]}, AskReread(seen=(SeenWords(message="a/b", words=WORDS),))),
    ],
    ids=[
        "a text",
        "the last of a name",
        "nothing",
        "left empty",
        "a word",
        "words of the station",
        "pairs",
        "a part",
        "what was seen",
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


def test_photo_of_a_form_stands_in_the_order_by_its_hash() -> None:
    fields = {"message": "tin", "words": WORDS, "paper.leader": "hoa", "paper.form": "12/PD"}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in fields.items()]
    photo = 'Content-Disposition: form-data; name="paper.photo"; filename="a.png"\r\n\r\nPHOTO'
    body = "".join(f"--b\r\n{part}\r\n" for part in [*parts, photo]) + "--b--\r\n"
    form = posted(AskApprove, body.encode(), "multipart/form-data; boundary=b", files=True)
    digest = hashlib.sha256(b"PHOTO").hexdigest()
    assert form.ask == AskApprove(
        message="tin", words=WORDS, paper=OnPaper(leader="hoa", form="12/PD", photo=digest)
    )
    assert form.files == [b"PHOTO"]


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
