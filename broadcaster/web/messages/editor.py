"""The editor: title, parts with the reading beside them, settings, and what the ward should still record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.core.confined_files import files_below
from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import Document
from broadcaster.station.editing.placed import campaign_of
from broadcaster.station.forms.broadcasts import MessageForm
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.model.message import Priority
from broadcaster.station.model.sound import SHIPPED
from broadcaster.station.model.station import Station
from broadcaster.station.rules.languages import language_name, languages
from broadcaster.station.rules.rulebook import longest_session
from broadcaster.web.messages.fields import MessageFaults, MessageField, Options, field_of
from broadcaster.web.messages.form import KINDS, SETTINGS, Part, shown, with_fields
from broadcaster.web.messages.form import MessageForm as Shown
from broadcaster.web.messages.overview import stand_of
from broadcaster.web.messages.workplace import MessageWorkplace, conflict_page, name_of
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of

NO_FAULTS = MessageFaults()
EVERY = (1, 2, 5, 10, 15)  # minutes from start to start that are offered
_URGENT = ("every", "siren")  # keys that say nothing but of an emergency

SOUNDS = (".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".webm")
"""Endings of the files in recordings/ that may be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """One part with its fields."""

    number: int
    kind: str
    text: str
    main: MessageField | None  # of the first key; None for words, which have a place of their own
    beside: tuple[MessageField, ...]


def routes(place: MessageWorkplace) -> APIRouter:
    """The editor's page."""
    made = Pages(place.shell)

    @made.get("/messages/edit/{name:path}", needs=Action.LOOK)
    def edit(request: Request, name: str) -> Response:
        """The message; what this person typed and did not save comes back."""
        by = visitor_of(request).caller.shown
        document = place.document(name)
        if not visitor_of(request).may(place.station.access, Action.WRITE):
            return editor_page(place, request, document)
        document = place.files.remember(document.file)
        place.station.warm_listening()
        draft = place.drafts.of(by, document.file)
        if draft is None:
            return editor_page(place, request, document)
        base = place.files.seen(document.file, draft.etag) or document
        mine = _mine(base, draft.fields, place.today)
        if mine in (document.text, base.text):
            place.drafts.drop(by, document.file)
            return editor_page(place, request, document)
        if base.etag != document.etag:
            return conflict_page(place, request, document, mine)
        return editor_page(place, request, document, mine=mine, kept=draft.at)

    return made.router


def editor_page(
    place: MessageWorkplace,
    request: Request,
    document: Document,
    *,
    mine: str = "",
    faults: MessageFaults = NO_FAULTS,
    kept: datetime | None = None,
    status: int = 200,
) -> Response:
    """The editor.

    Args:
        document: the file as they saw it.
        mine: the file as they would have it, where that was not written.
        faults: why it was not.
        kept: when what they typed was kept, if it comes back from there.
    """
    known, station = shown(mine or document.text), place.station.filed
    name = name_of(document.file)
    standing = stand_of(place, name)
    visitor, campaign = visitor_of(request), campaign_of(place.folder, document.file)
    choices = _choices(place, station)
    values = {
        "name": name,
        "title": known.title,
        "title_help": say("keys.message.title"),
        "parts": [_part(part, choices) for part in known.parts],
        "settings": _settings(known, choices),
        "recordings": choices["play"],
        "sources": choices["relay"],
        "language": language_name,
        "etag": document.etag,
        "fault": faults.rest,
        "faults": faults.at,
        "kept": None if kept is None else kept.astimezone(place.shell.now.tzinfo),
        "standing": standing,
        "unscheduled": standing is not None and place.unscheduled(name),
        "can_write": campaign is None and visitor.may(place.station.access, Action.WRITE),
        "campaign": campaign,
        "can_copy": visitor.may(place.station.access, Action.WRITE),
        "can_hear": visitor.may(place.station.access, Action.REHEARSE),
        "approval": place.station.station.settings.approval.required,
        "quota": longest_session(station.settings) * 60,
        "letter": place.letters.has(name),
    }
    return place.shell.page(request, "editor", values, status=status)


def _mine(base: Document, fields: Mapping[str, str], today: date) -> str:
    try:
        return with_fields(base.text, fields, today)
    except StationError:
        return base.text


def _part(part: Part, choices: Mapping[str, Options]) -> PartShown:
    if part.kind not in KINDS:
        return PartShown(number=part.number, kind=part.kind, text=part.text, main=None, beside=())
    form, name = SECTIONS[part.kind], f"part-{part.number}"
    main = None if part.kind == "say" else field_of(form, part.kind, name, part.text, choices)
    beside = tuple(field_of(form, key, f"{name}-{key}", value, choices) for key, value in part.beside.items())
    return PartShown(number=part.number, kind=part.kind, text=part.text, main=main, beside=beside)


def _settings(known: Shown, choices: Mapping[str, Options]) -> tuple[MessageField, ...]:
    urgent, found = known.settings.get(("priority",)) == Priority.EMERGENCY, []
    for path in SETTINGS:
        form = MessageForm if len(path) == 1 else SECTIONS[path[0]]
        value = known.settings.get(path, "")
        if not value and path[-1] in _URGENT and not urgent:
            continue
        found.append(field_of(form, path[-1], f"set-{'.'.join(path)}", value, choices))
    return tuple(found)


def _choices(place: MessageWorkplace, station: Station) -> dict[str, Options]:
    """What only this station knows: its recordings, voices, sources …"""
    settings, recorded = station.settings, _named(recordings(place))
    messages = sorted(station.messages.values(), key=lambda each: each.title)
    return {
        "play": recorded,
        "bed": recorded,
        "voice": tuple((name, _voice(name)) for name in settings.voices),
        "siren": tuple((name, _siren(name)) for name in (*SHIPPED, *settings.sirens)),
        "relay": tuple((name, name) for name in settings.sources),
        "else": tuple((each.id, each.title) for each in messages),
        "language": languages(),
        "every": (
            ("", say("console.emergency_once")),
            *((f"{each}m", say("console.minutes", minutes=each)) for each in EVERY),
        ),
    }


def _named(files: Sequence[str]) -> Options:
    """Recordings as they were named; with their file where two have the same name."""
    names = [PurePosixPath(file).stem for file in files]
    return tuple(
        (file, name if names.count(name) == 1 else file) for file, name in zip(files, names, strict=True)
    )


def _voice(name: str) -> str:
    return say("console.voice_default") if name == "default" else name


def _siren(name: str) -> str:
    """A pattern of the program in words; one of the ward's own by its name."""
    return say(f"console.siren.{name.replace('-', '_')}") if name in SHIPPED else name


def recordings(place: MessageWorkplace) -> list[str]:
    """The sound files under recordings/, as a message names them."""
    try:
        found = files_below(place.folder, "recordings")
        return sorted(name for name in found if PurePosixPath(name).suffix.lower() in SOUNDS)
    except OSError:
        return []
