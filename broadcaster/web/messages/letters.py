"""A draft from an official letter: kept and left-out words side by side, each one click away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.errors import LettersError
from broadcaster.core.text.catalogue import say
from broadcaster.letters.import_process import import_apart
from broadcaster.letters.model import printable
from broadcaster.letters.readers.registry import LARGEST
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.new_message import write_new
from broadcaster.station.yaml.structure import insert_item, set_value
from broadcaster.web.messages.form import Part, shown
from broadcaster.web.messages.workplace import MessageWorkplace, file_of, go
from broadcaster.web.site.drafts import KeptLetter, letter_of
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import LETTERS
from broadcaster.web.site.shell import visitor_of

_LINE_ENDS = (".", "!", "?", ":", ";", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A piece of the letter beside what becomes of it."""

    number: int
    text: str
    why: str  # why it is left out; empty for what is kept
    spoken: bool  # it stands in the message
    long: bool
    guessed: bool
    hollow: bool  # it announces what is left out right behind it


def routes(place: MessageWorkplace) -> APIRouter:
    """The import of letters."""
    made, reading = Pages(place.shell), Pages(place.shell, LETTERS)

    @reading.post("/letters", needs=Action.WRITE)
    def import_letter(request: Request, letter: Annotated[UploadFile, File()]) -> Response:
        """A draft from an official letter."""

        by = visitor_of(request).caller.shown
        data = letter.file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise LettersError("letter.too_large", largest=LARGEST >> 20)
        name = (letter.filename or "cong-van").rpartition("/")[2][:100]
        found = import_apart(data, name, place.folder, place.shell.now.date())
        text = found["text"]
        draft = write_new(place.files, shown(text).title or name, text, by)
        place.letters.keep(draft, letter_of(found, name, place.station.now))
        return go(f"/messages/letter/{draft}")

    @made.get("/messages/letter/{name:path}", needs=Action.LOOK)
    def show(request: Request, name: str) -> Response:
        """The letter beside its draft."""
        kept, document = place.letters.of(name), place.document(name)
        if kept is None:
            return go(f"/messages/edit/{name}")
        known = shown(document.text)
        rows = _rows(kept, known.parts)
        values = {
            "name": name,
            "title": known.title,
            "letter": kept,
            "rows": rows,
            "kept": sum(row.spoken for row in rows),
            "left": sum(not row.spoken for row in rows),
            "asks": [say(f"letter.ask.{each}") for each in kept.unanswered],
            "advice": [say(each.code, **each.facts) for each in kept.advice],
        }
        return place.shell.page(request, "letter", values)

    @made.post("/messages/take/{name:path}", needs=Action.WRITE)
    def take(request: Request, name: str, number: int) -> Response:
        """Take a left-out piece into the message, at its place among what is kept."""
        by, kept, document = visitor_of(request).caller.shown, place.letters.of(name), place.document(name)
        if kept is not None and 0 <= number < len(kept.pieces):
            text = _taken_in(document.text, kept, number)
            place.files.write(file_of(name), text, etag=document.etag, by=by)
        return place.done(request, f"/messages/letter/{name}", "taken_in")

    join(made.router, reading.router)
    return made.router


def _rows(kept: KeptLetter, parts: tuple[Part, ...]) -> list[LetterRow]:
    lines = _lines(parts)
    behind = [_line(piece.text) in lines for piece in kept.pieces[1:]]
    return [
        LetterRow(
            number=number,
            text=piece.text,
            why=say(f"letter.left.{piece.why}").rstrip(":") if piece.why else "",
            spoken=_line(piece.text) in lines,
            long=piece.long,
            guessed=piece.guessed,
            hollow=piece.hollow and not any(behind[number : number + 1]),
        )
        for number, piece in enumerate(kept.pieces)
    ]


def _taken_in(text: str, kept: KeptLetter, number: int) -> str:
    """The message with a piece behind the nearest one before it that is spoken, else as a part."""
    parts, new = shown(text).parts, _line(kept.pieces[number].text)
    if new in _lines(parts):
        return text
    for earlier in reversed(kept.pieces[:number]):
        for part in parts:
            lines = part.text.split("\n")
            if part.kind == "say" and _line(earlier.text) in lines:
                at = lines.index(_line(earlier.text)) + 1
                words = "\n".join([*lines[:at], new, *lines[at:]])
                return set_value(text, ("parts", part.number, "say"), f"{words}\n")
    place = 1 if parts and parts[0].kind == "say" and len(parts) > 1 else len(parts)
    return insert_item(text, ("parts",), place, {"say": f"{new}\n"})


def _lines(parts: tuple[Part, ...]) -> frozenset[str]:
    return frozenset(line for part in parts if part.kind == "say" for line in part.text.split("\n"))


def _line(text: str) -> str:
    """A piece as the draft has it: one line, with an end."""
    line = " ".join(printable(text).split())
    return line if line.endswith(_LINE_ENDS) else f"{line}."
