"""What the parts of station.yaml have in common.

The file, what may be chosen, what was typed, and the page that shows a part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from broadcaster.core.errors import StoreError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.speech.overview import rows
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.editing.document import Document, EditConflict
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.secrets import Secret, masked
from broadcaster.station.model.sound import SHIPPED
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.entries import value_at
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.drawing.file_text import earlier, faulty_lines
from broadcaster.web.drawing.sections import ADDRESS, FIRST, address
from broadcaster.web.messages.voices import HERE
from broadcaster.web.settings.fields import FILE
from broadcaster.web.settings.form import SheetFaults, cards, compared, groups, merged, vanished
from broadcaster.web.settings.groups import Options
from broadcaster.web.site.shell import Pending, Shell, Undo, back_to, visitor_of
from broadcaster.web.site.waiting_words import waiting_words

SEVERAL = "*"  # in the name of a box: behind it stands the choice; a field without one is sent before


async def _given(request: Request) -> dict[str, str]:
    """The texts of the form by their names; boxes that are ticked as one text."""
    given: dict[str, str] = {}
    for key, value in (await request.form()).multi_items():
        name, several, choice = key.partition(SEVERAL)
        if several:
            given[name] = f"{given[name]}, {choice}" if given.get(name) else choice
        elif isinstance(value, str):
            given[key] = value
    return given


Given = Annotated[dict[str, str], Depends(_given)]


def options_of(station: Station, part: str, written: object) -> Options:
    """By the text of a key: what may be chosen, as written and in words.

    Args:
        station: as it airs.
        part: of `PARTS`.
        written: what station.yaml says by now, which the station may not have taken yet.
    """
    if part == "contacts":
        return {"keys.contacts.message": tuple((each.id, each.title) for each in station.messages.values())}
    if part == "sound":
        shipped = ((name, say(f"console.siren.{name.replace('-', '_')}")) for name in SHIPPED)
        sirens = value_at(written, ("sirens",))
        own = ((name, name) for name in (sirens if isinstance(sirens, dict) else ()) if name not in SHIPPED)
        return {"keys.sound.emergency": (*shipped, *own)}
    if part == "voices":
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for row in rows(Shelf(station.root / FOLDER), station.settings):
            if row.state in HERE:
                key = f"console.voices.of.{row.engine}"
                found[key] = (*found.get(key, ()), (row.name, row.name))
        return found
    return {}


CONFLICT = 409
REFUSED = 422
LATER = {
    "address": "console.settings.restart",
    "output": "console.settings.hardware",
    "transmitter": "console.settings.hardware",
    "zones": "console.settings.zones_when",
}
"""What is told of when a part comes into force, where that is not at once."""
_PAGES = ("messages", "schedules")


class SettingsWorkplace:
    """Shows a part of the settings, with what was typed and what is wrong with it.

    Args:
        shell: over a running station.
    """

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.beside: dict[str, Callable[[], Mapping[str, object]]] = {}  # what else a part's page shows
        self.files = Documents(shell.station.access.folder, shell.station.loaded.clock)
        self.dropped: Pending[Mapping[str, Secret]] = Pending()
        """What a change removed from secrets.yaml, by the visitor and the etag of the written file."""

    def seen(self) -> Document:
        """The file; the history knows it from now on, so that a conflict can tell who changed what."""
        try:
            return self.files.remember(FILE)
        except StoreError:
            return self.files.read(FILE)

    def put_back(self, request: Request, text: str, *, etag: str, by: str) -> None:
        """Write an earlier version, with the passwords that this visitor's last change removed.

        Raises: as `Documents.write`.
        """
        kept = self.dropped.get(f"{visitor_of(request).token}:{etag}") or {}
        taken = self.files.secret_names()
        secrets = {name: value for name, value in kept.items() if name not in taken}
        self.files.write(FILE, text, etag=etag, by=by, secrets=secrets)

    def faulty(
        self, request: Request, part: str, seen: Document, problems: Sequence[Problem], *, fault: str = ""
    ) -> Response:
        """The text of a station.yaml with errors, each at its line; the station airs by the last good one.

        Args:
            request: asks for it.
            part: of `PARTS`; whose form cannot be shown.
            seen: the file.
            problems: what is wrong with it.
            fault: why nothing was done.
        """
        values = {
            "part": part,
            "lines": faulty_lines(masked(seen.text), problems),
            "count": len(problems),
            "fault": fault,
            **self.earlier(seen, part),
        }
        return self.shell.page(request, "settings_text", values, status=CONFLICT if fault else 200)

    def history(self, request: Request, seen: Document, *, fault: str = "") -> Response:
        """The earlier versions of station.yaml."""
        values = {
            "back": ADDRESS,
            "title": say("console.page.settings"),
            "none": say("console.settings.no_history"),
            "fault": fault,
            **self.earlier(seen, FIRST),
        }
        return self.shell.page(request, "settings_history", values, status=CONFLICT if fault else 200)

    def earlier(self, seen: Document, part: str) -> dict[str, object]:
        """The values of the history of station.yaml: its versions, and how one comes back."""
        versions = earlier(
            self.files.history(FILE),
            self.files.earlier,
            etag=seen.etag,
            zone=self.shell.now.tzinfo,
            drawn=masked,
        )
        return {
            "versions": versions,
            "restore": f"{ADDRESS}/restore",
            "named": "before",
            "fields": {"etag": seen.etag, "part": part},
            "writes": Action.STATION,
        }

    def compared(
        self,
        request: Request,
        part: str,
        conflict: EditConflict,
        base: Document | None,
        given: Mapping[str, str],
    ) -> Response:
        """The page with what the file holds by now beside what was typed, where others changed it.

        Args:
            request: asks for it.
            part: of `PARTS`.
            conflict: has the file as it is now.
            base: the file as it was when the form was shown; None where nobody knows.
            given: what was typed.
        """
        typed, told = given, [explain(conflict)]
        if base is not None:
            typed = merged(part, base.text, given)
            lost = vanished(part, base.text, conflict.current.text, given)
            told += [say("console.settings.vanished", field=field, value=value) for field, value in lost]
        return self.shown(request, part, conflict.current, typed, fault="\n".join(told))

    def shown(
        self,
        request: Request,
        part: str,
        seen: Document,
        typed: Mapping[str, str] | None = None,
        wrong: SheetFaults | None = None,
        *,
        fault: str = "",
    ) -> Response:
        """The page of a part.

        Args:
            request: asks for it.
            part: of `PARTS`.
            seen: the file.
            typed: stands in the fields instead of what is written.
            wrong: what is wrong with the file as it would be with that.
            fault: why nothing was done.
        """
        problems = [] if wrong is not None else self.files.settings_faults(seen)
        if problems:
            return self.faulty(request, part, seen, problems, fault=fault)
        station = self.shell.station.station
        options = options_of(station, part, data_of(seen.text))
        made = groups(part, seen.text, typed, options)
        if fault:
            made = compared(made, groups(part, seen.text, None, options))
        if wrong is not None:
            made = wrong.beside(made)
        values = {
            "part": part,
            "keying": station.settings.keying,
            "ruled": part == "regulation"
            and bool(station.settings.rulebook and station.settings.rulebook.rules),
            "in_force": say(LATER.get(part, "console.settings.when")),
            "cards": cards(made),
            "etag": seen.etag,
            "fault": fault,
            "faulty": wrong is not None,
            "waiting_words": waiting_words(self.shell),
            "rest": [] if wrong is None else [_with_place(each) for each in wrong.rest],
        }
        beside = self.beside[part]() if part in self.beside else {}
        status = CONFLICT if fault else REFUSED if wrong is not None else 200
        return self.draw(request, part, {**values, **beside}, status)

    def draw(self, request: Request, part: str, values: Mapping[str, object], status: int) -> Response:
        """The page of a part with its values."""
        return self.shell.page(request, "settings", values, status=status)

    def done(
        self, request: Request, part: str, undo: Undo | None = None, *, changed: bool = True
    ) -> Response:
        """What is shown after a part was saved.

        Args:
            request: saved it.
            part: of `PARTS`.
            undo: the way to take it back.
            changed: it was not as it is already.
        """
        if not changed:
            return back_to(address(part))
        return self.shell.done(request, address(part), say("console.done.settings"), undo=undo)


def _with_place(problem: Problem) -> tuple[str, str, str]:
    """What is wrong elsewhere: whose page, its address, and the words; both empty for what has no page."""
    folder, _, name = problem.file.partition("/")
    words = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    if folder not in _PAGES:
        return "", "", problem.as_line()
    name = name.removesuffix(".yaml")
    return say(f"console.settings.in_{folder}", name=name), f"/{folder}/edit/{name}", words
