"""A new message: empty, from a template with its blanks as a form, or as a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.containment import Kind, each
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.new_message import write_new
from broadcaster.station.rules.blanks import Blank
from broadcaster.station.yaml.structure import set_value
from broadcaster.web.drawing.render import page
from broadcaster.web.messages.form import shown
from broadcaster.web.messages.workplace import Given, MessageWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of

_TITLE = "title"
BAD = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankField:
    """A blank of a template as a field."""

    name: str  # of the input
    label: str
    kind: str
    value: str
    fault: str


def routes(place: MessageWorkplace) -> APIRouter:
    """The ways to a new message."""
    made = Pages(place.shell)

    @made.get("/messages/new", needs=Action.WRITE)
    def choose(request: Request) -> Response:
        """The templates to begin with."""
        from broadcaster.letters.templates import templates, unreadable

        broken = list(unreadable(place.folder).values())
        tiles = each(
            Kind.TEMPLATE,
            templates(place.folder).values(),
            lambda one: one.name,
            lambda one: {"name": one.name, "title": one.title, "own": one.own, "blanks": len(one.blanks)},
            lambda _one, fault: broken.append(fault),
        )
        shown = {"templates": list(tiles), "broken": [explain(fault) for fault in broken]}
        return place.shell.page(request, "new", shown)

    @made.post("/messages", needs=Action.WRITE)
    def create(request: Request, title: Annotated[str, Form(max_length=200)]) -> Response:
        """A message with nothing but a title."""
        by = visitor_of(request).caller.shown
        text = f"title: x\nparts:\n  - say: |\n      {say('console.first_words')}\n"
        name = write_new(place.files, title, set_value(text, (_TITLE,), _titled(title)), by)
        return place.done(request, f"/messages/edit/{name}", "created")

    @made.post("/messages/copy/{name:path}", needs=Action.WRITE)
    def copy(request: Request, name: str) -> Response:
        """Another message with the same words."""
        by, document = visitor_of(request).caller.shown, place.document(name)
        title = say("console.copy_of", title=shown(document.text).title)
        new = write_new(place.files, title, set_value(document.text, (_TITLE,), title), by)
        return place.done(request, f"/messages/edit/{new}", "copied")

    return made.router


def template_routes(place: MessageWorkplace) -> APIRouter:
    """A message from a template."""
    made = Pages(place.shell)

    @made.get("/messages/template/{name}", needs=Action.WRITE)
    def fill_in(request: Request, name: str) -> Response:
        """The blanks of a template."""
        return _template(place, request, name, {}, checked=False)

    @made.post("/messages/template/{name}", needs=Action.WRITE)
    def filled_in(request: Request, name: str, given: Given) -> Response:
        """The message that a template makes; blanks that do not fit are told at their place."""
        from broadcaster.letters.templates import template, with_values

        by, chosen = visitor_of(request).caller.shown, template(place.folder, name)
        values = _values(chosen.blanks, given)
        if any(gap.fault for gap in _gaps(chosen.blanks, values, checked=True)):
            return _template(place, request, name, values, checked=True)
        text = with_values(chosen.text, values)
        title = given.get(_TITLE, "") or shown(text).title
        name = write_new(place.files, title, set_value(text, (_TITLE,), _titled(title)), by)
        return place.done(request, f"/messages/edit/{name}", "created")

    @made.post("/messages/template-preview/{name}", needs=Action.WRITE)
    def preview(request: Request, name: str, given: Given) -> Response:
        """The text as it would be, beside the blanks."""
        from broadcaster.letters.templates import template

        chosen = template(place.folder, name)
        return page("template_preview", {"pieces": _pieces(chosen.text, _values(chosen.blanks, given))})

    return made.router


def _titled(title: str) -> str:
    return " ".join(title.split()) or say("console.new_title")


def _template(
    place: MessageWorkplace, request: Request, name: str, values: Mapping[str, str], *, checked: bool
) -> Response:
    from broadcaster.letters.templates import template

    chosen = template(place.folder, name)
    shown_values = {
        "template": chosen,
        "gaps": _gaps(chosen.blanks, values, checked=checked),
        "pieces": _pieces(chosen.text, values),
        "title": values.get(_TITLE, chosen.title),
    }
    return place.shell.page(request, "template", shown_values, status=BAD if checked else 200)


def _values(blanks: tuple[Blank, ...], given: Mapping[str, str]) -> dict[str, str]:
    """What was typed into each blank, by its label."""
    return {blank.label: given.get(f"blank-{number}", "") for number, blank in enumerate(blanks)}


def _gaps(blanks: tuple[Blank, ...], values: Mapping[str, str], *, checked: bool) -> list[BlankField]:
    from broadcaster.letters.templates import fits

    found = []
    for number, blank in enumerate(blanks):
        value = values.get(blank.label, "")
        wrong = checked and bool(value.strip()) and not fits(value, blank.kind)
        fault = say(f"letter.wants.{blank.kind}", label=blank.label) if wrong else ""
        kind = str(blank.kind or "text")
        found.append(
            BlankField(name=f"blank-{number}", label=blank.label, kind=kind, value=value, fault=fault)
        )
    return found


def _pieces(text: str, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The spoken text of a template in pieces, each with whether it is a blank."""
    from broadcaster.station.rules.blanks import blanks

    spoken = "\n\n".join(part.text for part in shown(text).parts if part.kind == "say")
    found, done = [], 0
    for blank in blanks(spoken):
        if blank.marked:
            found.append((spoken[done : blank.start], False))
            found.append((values.get(blank.label, "").strip() or f"({blank.label})", True))
            done = blank.end
    return [*found, (spoken[done:], False)]
