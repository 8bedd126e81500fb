"""Bản tin: the list with each one's state; the editor with the reading beside it; import of a letter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pools import LETTERS
from broadcaster.console.web.render import page
from broadcaster.console.web.shell import Shell, back_to, visitor_of
from broadcaster.console.web.words import of_text
from broadcaster.errors import BroadcasterError, LettersError, StationError
from broadcaster.letters.importing import message_file
from broadcaster.letters.readers.reader_process import read_apart
from broadcaster.letters.readers.registry import LARGEST
from broadcaster.letters.templates.catalogue import template, templates
from broadcaster.people.approval.order import Order, Verb
from broadcaster.people.approval.standing import State
from broadcaster.people.model import Action
from broadcaster.service.access.signers import signer_of
from broadcaster.station.editing.documents import ABSENT, Document, Documents, EditConflict
from broadcaster.station.editing.lexicon import set_reading
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Message
from broadcaster.station.naming import plain_name
from broadcaster.station.problems import BadStation
from broadcaster.station.yaml.structure import data_of, insert_item, move_item, remove, set_value
from broadcaster.station.yaml.writing import Value
from broadcaster.studio.script.digest import words_digest
from broadcaster.text import explain, say

Id = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=200_000)]


async def _given(request: Request) -> dict[str, str]:
    """The texts of a form whose fields depend on the message."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


Act = Literal["say", "pause", "up", "down", "remove"]
Given = Annotated[dict[str, str], Depends(_given)]

LOOKS = {
    State.DRAFT: ("draft", "pencil"),
    State.WAITING: ("wait", "hourglass"),
    State.APPROVED: ("ok", "circle-check"),
    State.RETURNED: ("wait", "rotate-ccw"),
    State.ENDED: ("no", "ban"),
}
"""How each state looks: class and icon."""
_NAME = 40  # code points of a name made from a title
CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One message in the list."""

    message: Message
    state: State
    look: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """One part in the editor."""

    number: int
    kind: str  # say, pause, play, relay
    text: str


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, reading_letters = APIRouter(route_class=Route), APIRouter(route_class=LETTERS)
    station = shell.station
    files = Documents(station.access.folder, station.loaded.clock)

    def writer(request: Request) -> str:
        """The person who writes, for the history."""
        return shell.require(request, Action.WRITE).caller.shown

    @made.get("/messages")
    def listed(request: Request) -> Response:
        shell.require(request, Action.LOOK)
        values = {"listed": _listed(shell), "templates": list(templates(station.access.folder).values())}
        return shell.page(request, "messages", values)

    @made.post("/messages")
    def create(request: Request, title: Annotated[str, Form(max_length=200)], start: Id = "") -> Response:
        """A new message, empty or from a template."""
        by = writer(request)
        text = template(station.access.folder, start).text if start else _EMPTY
        text = set_value(text, ("title",), title.strip() or say("console.new_title"))
        return _go(_written_new(files, title, text, by))

    @reading_letters.post("/letters")
    def import_letter(request: Request, letter: Annotated[UploadFile, File()]) -> Response:
        """A draft from an official letter."""
        by = writer(request)
        data = letter.file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise LettersError("letter.too_large", largest=LARGEST >> 20)
        name = (letter.filename or "cong-van").rpartition("/")[2][:100]
        whole = station.filed
        text = message_file(read_apart(data), name, whole, station.access.folder, shell.now.date())
        return _go(_written_new(files, str(data_of(text).get("title", name)), text, by))

    @made.get("/messages/edit/{name:path}")
    def edit(request: Request, name: str) -> Response:
        shell.require(request, Action.LOOK)
        return _editor(shell, request, files.read(_file(name)))

    @made.post("/messages/save/{name:path}")
    def save(request: Request, name: str, given: Given) -> Response:
        by = writer(request)
        document = files.read(_file(name))
        return _changed(request, document, given, _with_texts(document.text, given), by) or _saved(name)

    @made.post("/messages/part/{name:path}")
    def part(request: Request, name: str, given: Given, act: Act, number: int = 0) -> Response:
        """Insert, move or remove a part; what was typed meanwhile is saved with it."""
        by = writer(request)
        document = files.read(_file(name))
        text = _with_part(_with_texts(document.text, given), act, number)
        return _changed(request, document, given, text, by) or _saved(name)

    @made.post("/messages/submit/{name:path}")
    def submit(request: Request, name: str, given: Given) -> Response:
        """Save what was typed, and hand the message in."""
        by = writer(request)
        document = files.read(_file(name))
        refused = _changed(request, document, given, _with_texts(document.text, given), by)
        if refused is not None:
            return refused
        caller = visitor_of(request).caller
        grant, order = station.access.require(caller, Action.WRITE), Order(verb=Verb.SUBMIT, message=name)
        station.approving.decide(order, signer_of(station.access, caller, grant, order))
        return back_to("/messages", "submitted")

    @made.post("/reading")
    def reading(request: Request, text: Words, message: Id = "") -> Response:
        """How a text will be said, beside the editor."""
        shell.require(request, Action.LOOK)
        known = station.filed.messages.get(message)
        return page("reading", {"sentences": of_text(station.filed, text, known)})

    @made.post("/lexicon")
    def settle(request: Request, written: Id, spoken: Id, message: Id = "") -> Response:
        """Give a form a reading, for the ward or for one message."""
        writer(request)
        set_reading(station.access.folder, written, spoken, message=message or None)
        return Response(status_code=204)

    def _changed(
        request: Request, document: Document, given: dict[str, str], text: str, by: str
    ) -> Response | None:
        """Write what was edited; what goes wrong is shown beside it, and nothing that was typed is lost."""
        etag = given.get("etag", "")
        if text == document.text and etag == document.etag:
            return None
        try:
            files.write(document.file, text, etag=etag, by=by)
        except EditConflict as conflict:
            return _editor(
                shell, request, conflict.current, mine=text, fault=explain(conflict), status=CONFLICT
            )
        except BadStation as bad:
            fault = "\n".join(problem.as_line() for problem in bad.problems)
            return _editor(shell, request, document, mine=text, fault=fault, status=CONFLICT)
        return None

    made.include_router(reading_letters)
    return made


_EMPTY = "title: x\nparts:\n  - say: |\n      Kính thưa bà con.\n"


def _saved(name: str) -> Response:
    return back_to(f"/messages/edit/{name}", "saved")


def _go(document: Document) -> Response:
    return back_to(f"/messages/edit/{_id(document.file)}", "created")


def _file(name: str) -> str:
    return f"messages/{name}.yaml"


def _id(file: str) -> str:
    return file.removeprefix("messages/").removesuffix(".yaml")


def _listed(shell: Shell) -> list[Listed]:
    station, decisions, now = shell.station.filed, shell.station.decisions, shell.now
    found = []
    for message in sorted(station.messages.values(), key=lambda each: each.title):
        try:
            state = decisions.of(message.id).state(words_digest(station, message), now)
        except BroadcasterError:
            state = State.DRAFT
        look, icon = LOOKS[state]
        found.append(Listed(message=message, state=state, look=look, icon=icon))
    return found


def _written_new(files: Documents, title: str, text: str, by: str) -> Document:
    """A new message under a name that is made from its title."""
    base = plain_name(title, _NAME) or "ban-tin"
    for name in (base, *(f"{base}-{number}" for number in range(2, 100))):
        if files.read(_file(name)).etag == ABSENT:
            return files.write(_file(name), text, etag=ABSENT, by=by)
    raise StationError("station.edit_not_possible")


def _parts(text: str) -> tuple[str, list[PartShown]]:
    """Title and parts of a message file, as the editor shows them."""
    data = data_of(text)
    if not isinstance(data, dict):
        return "", []
    shown = []
    for number, part in enumerate(data.get("parts") or []):
        fields = part if isinstance(part, dict) else {}
        kind = next((each for each in ("say", "pause", "play", "relay") if each in fields), "other")
        shown.append(PartShown(number=number, kind=kind, text=str(fields.get(kind, "")).rstrip("\n")))
    return str(data.get("title", "")), shown


def _with_texts(text: str, given: dict[str, str]) -> str:
    """The file with the title and texts of the form; what was not changed stays as it is written."""
    title, parts = _parts(text)
    new = given.get("title", title).strip()
    if new and new != title:
        text = set_value(text, ("title",), new)
    for part in parts:
        typed = given.get(f"part-{part.number}")
        plain = None if typed is None else unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).rstrip()
        if plain is not None and plain != part.text:
            value: Value = f"{plain}\n" if part.kind == "say" else plain
            text = set_value(text, ("parts", part.number, part.kind), value)
    return text


def _with_part(text: str, act: Act, number: int) -> str:
    _, parts = _parts(text)
    if act == "say":
        return insert_item(text, ("parts",), len(parts), {"say": say("console.new_words") + "\n"})
    if act == "pause":
        return insert_item(text, ("parts",), len(parts), {"pause": "1s"})
    if number >= len(parts):
        raise StationError("station.no_such_place", place=str(number))
    if act == "remove":
        return remove(text, ("parts", number))
    to = number - 1 if act == "up" else number + 1  # else "down"
    return move_item(text, ("parts",), number, to) if 0 <= to < len(parts) else text


def _editor(
    shell: Shell, request: Request, document: Document, *, mine: str = "", fault: str = "", status: int = 200
) -> Response:
    """The editor. After a refused save it shows what was typed, with the etag of the file as it is now."""
    name = _id(document.file)
    if document.etag == ABSENT:
        find_message(shell.station.filed, name)  # says what was probably meant
    title, parts = _parts(mine or document.text)
    visitor = visitor_of(request)
    values = {
        "name": name,
        "title": title,
        "parts": parts,
        "etag": document.etag,
        "fault": fault,
        "can_write": visitor.may(shell.station.access, Action.WRITE),
        "approval": shell.station.station.settings.approval.required,
    }
    return shell.page(request, "editor", values, status=status)
