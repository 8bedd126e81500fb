"""Quy chế: the rules of regulation.yaml, added, changed, removed or taken from a shipped profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.rule_fields import fields_of, rule_of
from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT, Documents, EditConflict
from broadcaster.station.editing.orders import FILE
from broadcaster.station.editing.rules import rules_in, with_profile, with_rule, without_rule
from broadcaster.station.problems import BadStation
from broadcaster.text import explain, say

Text = Annotated[str, Form(max_length=300)]
Which = Annotated[int, Form(ge=-1, le=1000)]
Number = Annotated[int, Form(ge=0, le=1000)]
NEW = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The rule whose form is open; NEW is one to be added."""

    index: int
    typed: Mapping[str, str] | None = None


def form_values(files: Documents, opened: Open | None) -> dict[str, object]:
    """What the page shows of the rules that can be edited: the form that is open, and each one's number."""
    document = files.read(FILE)
    try:
        known = rules_in(document.text)
    except BroadcasterError:
        known = []  # `status` tells that the file is broken
    values: dict[str, object] = {"rules": len(known), "etag": document.etag, "opened": opened, "fields": ()}
    if opened is not None:
        written = known[opened.index] if 0 <= opened.index < len(known) else {}
        values["fields"] = fields_of(written, opened.typed)
    return values


Shown = Callable[[Request, str, Open | None], Response]


def routes(shell: Shell, here: str, files: Documents, shown: Shown) -> APIRouter:
    """The routes below the page of the rules.

    Args:
        shell: makes pages.
        here: the page's address.
        files: the station's.
        shown: the page, with a fault and the form that is open.
    """
    made = Pages(shell)

    def changed(
        request: Request, etag: str, edit: Callable[[str], str], done: str, opened: Open | None = None
    ) -> Response:
        before = files.read(FILE)
        try:
            if before.etag != etag:
                raise EditConflict(before)
            after = files.write(FILE, edit(before.text), etag=etag, by=visitor_of(request).caller.shown)
        except BadStation as bad:
            return shown(request, "\n".join(problem.as_line() for problem in bad.problems), opened)
        except BroadcasterError as error:
            return shown(request, explain(error), opened)
        undo = Undo(path=f"{here}/rules-undo", fields={"etag": after.etag, "back": before.etag})
        return shell.done(request, here, done, undo=undo)

    @made.get(f"{here}/rule", needs=Action.STATION)
    def open_rule(request: Request, index: int = NEW) -> Response:
        """The form of a rule, or of a new one."""
        return shown(request, "", Open(index=index))

    @made.post(f"{here}/rule", needs=Action.STATION)
    def save(
        request: Request, given: Given, etag: Text, index: Annotated[int, Form(ge=NEW, le=1000)]
    ) -> Response:
        """Add a rule, or change one."""
        typed = dict(given)
        at = None if index == NEW else index
        opened = Open(index=index, typed=typed)
        rule = rule_of(typed)
        return changed(
            request, etag, lambda text: with_rule(text, at, rule), say("console.rules.saved"), opened
        )

    @made.post(f"{here}/rule-remove", needs=Action.STATION)
    def take_away(request: Request, etag: Text, index: Number) -> Response:
        """Remove a rule."""
        return changed(request, etag, lambda text: without_rule(text, index), say("console.rules.removed"))

    @made.post(f"{here}/profile", needs=Action.STATION)
    def choose(request: Request, etag: Text, name: Text) -> Response:
        """Take the rules of a shipped profile."""
        return changed(
            request, etag, lambda text: with_profile(text, name), say("console.rules.taken", name=name)
        )

    @made.post(f"{here}/rules-undo", needs=Action.STATION)
    def undo(request: Request, etag: Text, back: Text) -> Response:
        """Put back what the file held before, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        try:
            if back == ABSENT:
                files.remove(FILE, etag=etag, by=by)
            else:
                known = files.seen(FILE, back)
                if known is None:
                    return shown(request, say("console.schedule.no_undo"), None)
                files.write(FILE, known.text, etag=etag, by=by)
        except BroadcasterError as error:
            return shown(request, explain(error), None)
        return shell.done(request, here, say("console.schedule.undone"))

    return made.router
