"""Quy chế: the rules of regulation.yaml, added, changed, removed or taken from a shipped profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import ABSENT, EditConflict
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation import FILE, rules_in, with_profile, with_rule, without_rule
from broadcaster.station.editing.regulation_block import has_block, move_block
from broadcaster.station.editing.settings import FILE as SETTINGS
from broadcaster.station.model.keys import nothing
from broadcaster.station.model.regulation import Decision, Quotas
from broadcaster.station.yaml.problems import BadStation
from broadcaster.web.drawing.days import day_of
from broadcaster.web.drawing.file_text import fault_told, in_lines
from broadcaster.web.settings.rule_form import fields_of, rule_of, wrong_in
from broadcaster.web.settings.workplace import Given
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, Undo, visitor_of

Text = Annotated[str, Form(max_length=300)]
Which = Annotated[int, Form(ge=-1, le=1000)]
Number = Annotated[int, Form(ge=0, le=1000)]
NEW = -1
REFUSE = Quotas.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """The rule whose form is open; NEW is one to be added."""

    index: int
    typed: Mapping[str, str] | None = None
    wrong: Mapping[str, str] = field(default_factory=nothing)
    """By the fields' names."""


def form_values(files: Documents, opened: OpenRule | None, zones: Mapping[str, str]) -> dict[str, object]:
    """What the page shows of the rules that can be edited: the form that is open, and each one's number.

    Args:
        files: the station's.
        opened: the form that is open.
        zones: the station's, with what people call them.
    """
    document = files.read(FILE)
    try:
        known = rules_in(document.text)
    except BroadcasterError:
        known = []  # `status` tells that the file is broken
    values: dict[str, object] = {"rules": len(known), "etag": document.etag, "opened": opened, "fields": ()}
    if opened is not None:
        written = known[opened.index] if 0 <= opened.index < len(known) else {}
        values["fields"] = fields_of(written, opened.typed, zones=zones, wrong=opened.wrong)
    block = None
    with suppress(BroadcasterError):
        settings = files.read(SETTINGS)
        block = files.settings(settings).regulation if has_block(settings.text) else None
    values |= {"block": block is not None, "block_refuses": block is not None and block.quotas is REFUSE}
    return values


Shown = Callable[[Request, str, OpenRule | None], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesWorkplace:
    """What the routes below the page of the rules work with.

    Args:
        shell: makes pages.
        here: the page's address.
        files: the station's.
        shown: the page, with a fault and the form that is open.
    """

    shell: Shell
    here: str
    files: Documents
    shown: Shown


def routes(place: RulesWorkplace) -> APIRouter:
    """The routes below the page of the rules."""
    made = Pages(place.shell)
    _add_forms(made, place)
    _add_buttons(made, place)
    _add_move(made, place)
    return made.router


def _add_forms(made: Pages, place: RulesWorkplace) -> None:
    """The form of a rule: opened, and sent."""

    @made.get(f"{place.here}/rule", needs=Action.STATION)
    def open_rule(request: Request, index: int = NEW) -> Response:
        """The form of a rule, or of a new one."""
        return place.shown(request, "", OpenRule(index=index))

    @made.post(f"{place.here}/rule", needs=Action.STATION)
    def save(
        request: Request, given: Given, etag: Text, index: Annotated[int, Form(ge=NEW, le=1000)]
    ) -> Response:
        """Add a rule, or change one."""
        typed = dict(given)
        at = None if index == NEW else index
        opened = OpenRule(index=index, typed=typed)
        rule = rule_of(typed)
        done = say("console.rules.saved")
        return _changed(place, request, etag, lambda text: with_rule(text, at, rule), done, opened)


def _add_buttons(made: Pages, place: RulesWorkplace) -> None:
    """What needs no form: a rule less, a profile's rules, and the way back."""

    @made.post(f"{place.here}/rule-remove", needs=Action.STATION)
    def take_away(request: Request, etag: Text, index: Number) -> Response:
        """Remove a rule."""
        done = say("console.rules.removed")
        return _changed(place, request, etag, lambda text: without_rule(text, index), done)

    @made.post(f"{place.here}/profile", needs=Action.STATION)
    def choose(request: Request, etag: Text, name: Text) -> Response:
        """Take the rules of a shipped profile."""
        done = say("console.rules.taken", name=name)
        return _changed(place, request, etag, lambda text: with_profile(text, name), done)

    @made.post(f"{place.here}/rules-undo", needs=Action.STATION)
    def undo(request: Request, etag: Text, back: Text) -> Response:
        """Put back what the file held before, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        try:
            there = place.files.put_back(FILE, back, etag=etag, by=by)
        except BroadcasterError as error:
            return place.shown(request, explain(error), None)
        if not there:
            return place.shown(request, say("console.schedule.no_undo"), None)
        return place.shell.done(request, place.here, say("console.schedule.undone"))


def _add_move(made: Pages, place: RulesWorkplace) -> None:
    """The rules of station.yaml's block move here, and back."""
    files = place.files

    @made.post(f"{place.here}/move", needs=Action.STATION)
    def move(request: Request, number: Text = "", on: Text = "") -> Response:
        """Move the rules of station.yaml's block here."""
        decision = None
        try:
            if number.strip():
                day = day_of(on.strip(), place.shell.now.date(), past=True)
                decision = Decision(number=number.strip(), on=day)
            book, settings = move_block(files, decision, by=visitor_of(request).caller.shown)
        except BroadcasterError as error:
            return place.shown(request, fault_told(error), None)
        except ValueError as wrong:
            return place.shown(request, str(wrong), None)
        fields = {
            "etag": book.now.etag,
            "back": book.before.etag,
            "settings_etag": settings.now.etag,
            "settings_back": settings.before.etag,
        }
        undo = Undo(path=f"{place.here}/move-undo", fields=fields)
        return place.shell.done(request, place.here, say("console.rules.moved"), undo=undo)

    @made.post(f"{place.here}/move-undo", needs=Action.STATION)
    def move_back(
        request: Request, etag: Text, back: Text, settings_etag: Text, settings_back: Text
    ) -> Response:
        """Put the rules back into station.yaml, if nobody has changed either file since."""
        try:
            settings, book = files.read(SETTINGS), files.read(FILE)
            if (settings.etag, book.etag) != (settings_etag, etag):
                raise EditConflict(book if settings.etag == settings_etag else settings)
            was, rules = files.seen(SETTINGS, settings_back), files.seen(FILE, back)
            if was is None or (rules is None and back != ABSENT):
                return place.shown(request, say("console.schedule.no_undo"), None)
            both = [(settings, was.text), (book, None if rules is None else rules.text)]
            files.write_together(both, by=visitor_of(request).caller.shown)
        except BroadcasterError as error:
            return place.shown(request, fault_told(error), None)
        return place.shell.done(request, place.here, say("console.schedule.undone"))


def _changed(
    place: RulesWorkplace,
    request: Request,
    etag: str,
    edit: Callable[[str], str],
    done: str,
    opened: OpenRule | None = None,
) -> Response:
    """Write a change, or show why it was not written beside the form that is open."""
    before = place.files.read(FILE)
    try:
        if before.etag != etag:
            raise EditConflict(before)
        by = visitor_of(request).caller.shown
        after = place.files.write(FILE, edit(before.text), etag=etag, by=by)
    except BadStation as bad:
        if opened is None:
            return place.shown(request, fault_told(bad), None)
        at = len(rules_in(before.text)) if opened.index == NEW else opened.index
        wrong = wrong_in(edit(before.text), at, bad.problems)
        note = say("console.settings.refused") if wrong.at else ""
        told = "\n".join(part for part in (note, in_lines(wrong.rest)) if part)
        return place.shown(request, told, replace(opened, wrong=wrong.at))
    except BroadcasterError as error:
        return place.shown(request, explain(error), opened)
    undo = Undo(path=f"{place.here}/rules-undo", fields={"etag": after.etag, "back": before.etag})
    return place.shell.done(request, place.here, done, undo=undo)
