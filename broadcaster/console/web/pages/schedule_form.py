"""The form of a schedule: as one sentence, with its next ten airings as one types."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.schedules.fields import Days, Fields, Times, empty, fields_of, schedule_of, typed
from broadcaster.console.web.schedules.files import Filed, ScheduleFiles
from broadcaster.console.web.schedules.next_ten import next_ten
from broadcaster.console.web.schedules.shown import title_of
from broadcaster.console.web.shell import Shell
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT, Document, EditConflict
from broadcaster.station.editing.schedules import file_of, with_pause, with_schedule
from broadcaster.station.model import Schedule
from broadcaster.station.problems import BadStation
from broadcaster.station.yaml.structure import data_of
from broadcaster.station.yaml.writing import in_flow
from broadcaster.text import explain, say
from broadcaster.timetable.sentence import sentence

CONFLICT, REFUSED = 409, 422
_UNTOUCHED = ("messages", "wait", "monthly", "yearly", "nearest", "once")
"""Keys that the form has no field for; the page shows them, and saving leaves them as they are."""
_NEW = "-"
"""The id of a schedule that has no file yet, in a preview."""
Id = Annotated[str, Form(max_length=300)]


async def _given(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, in their order; a field may come several times."""
    form = await request.form()
    return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]


Given = Annotated[list[tuple[str, str]], Depends(_given)]


def routes(shell: Shell, files: ScheduleFiles) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    station = shell.station

    def writer(request: Request) -> str:
        """The person who writes, for the history."""
        return shell.require(request, Action.WRITE).caller.shown

    @made.get("/schedules/new")
    def new(
        request: Request, message: Annotated[str, Query(max_length=300)] = "", day: date | None = None
    ) -> Response:
        """An empty form, or one for a message."""
        shell.require(request, Action.WRITE)
        since = "" if day is None else f"{day.day}/{day.month}/{day.year}"
        fields = Fields(message=message, at=("",), since=since, holidays=False, late=True)
        return _form(request, None, fields, {})

    @made.get("/schedules/edit/{name:path}")
    def edit(request: Request, name: str) -> Response:
        """The form of a schedule, or its text where it has errors."""
        shell.require(request, Action.LOOK)
        filed = files.one(name)
        if filed.schedule is None:
            return _broken(request, filed)
        return _form(request, filed, fields_of(filed.schedule), {})

    @made.post("/schedules/preview")
    def preview(request: Request, given: Given) -> Response:
        """The next ten airings of what is typed."""
        shell.require(request, Action.LOOK)
        base = _base(dict(given))
        return page("schedule_preview", _next(typed(given), base))

    @made.post("/schedules/save")
    def save(request: Request, given: Given) -> Response:
        """Write what is typed; what goes wrong is shown beside it, and nothing that was typed is lost."""
        by, values, fields = writer(request), dict(given), typed(given)
        if "take" in values:
            return _form(request, _filed(values), _taken(fields, values["take"]), {})
        filed = _filed(values)
        if filed is not None and filed.document.etag != values.get("etag", ""):
            return _conflict(request, filed, fields)
        base = empty(_NEW) if filed is None or filed.schedule is None else filed.schedule
        rule, faults = schedule_of(fields, base, shell.now.date(), station.filed.messages)
        if faults:
            return _form(request, filed, fields, faults, status=REFUSED)
        name = files.free_name(rule.messages[0]) if filed is None else filed.id
        before = Document(file=file_of(name), text="", etag=ABSENT) if filed is None else filed.document
        text = with_schedule(before.text, None if filed is None else filed.schedule, replace(rule, id=name))
        if text == before.text:
            return shell.done(request, "/schedules", say("console.schedule.nothing_changed"))
        try:
            after = files.documents.write(before.file, text, etag=before.etag, by=by)
        except EditConflict as conflict:
            return _conflict(request, files.filed(conflict.current), fields)
        except BadStation as bad:
            told = "\n".join(problem.as_line() for problem in bad.problems)
            return _form(request, filed, fields, {"": told}, status=REFUSED)
        code = "console.schedule.created" if filed is None else "console.schedule.saved"
        told = say(code, title=title_of(station.filed, rule.messages[0]))
        return shell.done(request, "/schedules", told, undo=undo_of(before, after))

    @made.post("/schedules/pause")
    def pause(request: Request, schedule: Id, etag: Id, paused: Annotated[bool, Form()]) -> Response:
        """Pause a schedule, or let it go on."""
        by, filed = writer(request), files.one(schedule)
        text = with_pause(filed.document.text, paused=paused)
        after = files.documents.write(filed.document.file, text, etag=etag, by=by)
        told = say("console.schedule.paused" if paused else "console.schedule.resumed", title=_title(filed))
        return shell.done(request, "/schedules", told, undo=undo_of(filed.document, after))

    @made.post("/schedules/remove")
    def remove(request: Request, schedule: Id, etag: Id) -> Response:
        """Remove a schedule's file; its text stays in the history."""
        by, filed = writer(request), files.one(schedule)
        files.documents.remove(filed.document.file, etag=etag, by=by)
        gone = Document(file=filed.document.file, text="", etag=ABSENT)
        told = say("console.schedule.removed", title=_title(filed))
        return shell.done(request, "/schedules", told, undo=undo_of(filed.document, gone))

    @made.post("/schedules/undo")
    def undo(request: Request, schedule: Id, etag: Id, back: Id) -> Response:
        """Put back what a file held before, if nobody has changed it since."""
        by, file = writer(request), file_of(schedule)
        if back == ABSENT:
            files.documents.remove(file, etag=etag, by=by)
        else:
            version = next((each for each in files.documents.history(file) if each.sha256 == back), None)
            text = None if version is None else files.documents.earlier(version)
            if text is None:
                return shell.done(request, "/schedules", say("console.schedule.no_undo"))
            files.documents.write(file, text, etag=etag, by=by)
        return shell.done(request, "/schedules", say("console.schedule.undone"))

    def _filed(values: dict[str, str]) -> Filed | None:
        """The file that a form is about; None for a new schedule."""
        return files.one(values["id"]) if values.get("id") else None

    def _base(values: dict[str, str]) -> Schedule:
        filed = _filed(values)
        return empty(_NEW) if filed is None or filed.schedule is None else filed.schedule

    def _next(fields: Fields, base: Schedule) -> dict[str, object]:
        """The values of the preview."""
        now, planned = shell.now, files.station()
        rule, faults = schedule_of(fields, base, now.date(), planned.messages)
        known: dict[str, object] = {"faults": faults, "ten": None, "fault": ""}
        if any(name not in planned.messages for name in rule.messages) or not rule.messages:
            return known
        if rule.at or rule.every or rule.once:
            try:
                known["ten"] = next_ten(station, planned, rule, now)
            except BroadcasterError as error:
                known["fault"] = explain(error)
        return known

    def _form(
        request: Request,
        filed: Filed | None,
        fields: Fields,
        faults: dict[str, str],
        *,
        status: int = 200,
        theirs: Sequence[tuple[str, str]] = (),
        now_in_file: str = "",
    ) -> Response:
        base = empty(_NEW) if filed is None or filed.schedule is None else filed.schedule
        values = {
            "id": "" if filed is None else filed.id,
            "etag": ABSENT if filed is None else filed.document.etag,
            "fields": fields,
            "faults": faults,
            "messages": sorted(station.filed.messages.values(), key=lambda each: each.title),
            "several": [title_of(station.filed, name) for name in base.messages[1:]]
            and [title_of(station.filed, name) for name in base.messages],
            "zones": list(station.station.settings.zones),
            "days_ways": [each for each in Days if each is not Days.MIXED or fields.days is Days.MIXED],
            "times_ways": [each for each in Times if each is not Times.NONE or base.once],
            "untouched": [] if filed is None else untouched(filed.document.text),
            "paused": base.paused,
            "theirs": theirs,
            "now_in_file": now_in_file,
            "history": () if filed is None else files.documents.history(filed.document.file)[:5],
            **_preview_values(fields, base),
        }
        return shell.page(request, "schedule_form", values, status=status)

    def _preview_values(fields: Fields, base: Schedule) -> dict[str, object]:
        found = _next(fields, base)
        return {"ten": found["ten"], "fault": found["fault"]}

    def _conflict(request: Request, filed: Filed, fields: Fields) -> Response:
        """The form as it is typed, beside what the file says now."""
        if filed.schedule is None:
            return _broken(request, filed)
        rule, _ = schedule_of(fields, filed.schedule, shell.now.date(), station.filed.messages)
        mine = with_schedule(filed.document.text, filed.schedule, replace(rule, id=filed.id))
        return _form(
            request,
            filed,
            fields,
            {},
            status=CONFLICT,
            theirs=compared(filed.document.text, mine),
            now_in_file=sentence(filed.schedule),
        )

    def _broken(request: Request, filed: Filed) -> Response:
        told = "\n".join(problem.as_line() for problem in filed.problems)
        values = {"id": filed.id, "text": filed.document.text, "told": told}
        return shell.page(request, "schedule_text", values)

    def _title(filed: Filed) -> str:
        return filed.id if filed.schedule is None else title_of(station.filed, filed.schedule.messages[0])

    return made


def undo_of(before: Document, after: Document) -> Undo:
    """The form that puts back what a file held."""
    schedule = before.file.removeprefix("schedules/").removesuffix(".yaml")
    return Undo(
        path="/schedules/undo", fields={"schedule": schedule, "etag": after.etag, "back": before.etag}
    )


def untouched(text: str) -> list[str]:
    """What a file says that the form has no field for, as it is written."""
    data = data_of(text)
    if not isinstance(data, dict):
        return []
    found = [f"{key}: {in_flow(data[key])}" for key in _UNTOUCHED if key in data]
    left_out = data.get("except")
    if isinstance(left_out, dict) and "once" in left_out:
        found.append(f"except.once: {in_flow(left_out['once'])}")
    return found


def compared(theirs: str, mine: str) -> list[tuple[str, str]]:
    """The lines of two texts: what only the file has ("del"), only the form ("ins"), and both ("")."""
    signs = {"- ": "del", "+ ": "ins", "  ": ""}
    lines = difflib.ndiff(theirs.splitlines(), mine.splitlines())
    return [(signs[line[:2]], line[2:]) for line in lines if line[:2] in signs]


def _taken(fields: Fields, take: str) -> Fields:
    """The form with a free time in place of another one: `05:50=06:05`."""
    old, _, new = take.partition("=")
    return replace(fields, at=tuple(new if each == old else each for each in fields.at))
