"""The outlook of a station, or of the messages of a plan, and what will be heard of each message."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from broadcaster.core.containment import Kind, attempt, fault_of
from broadcaster.core.errors import BroadcasterError
from broadcaster.station.loading.loader import Loaded
from broadcaster.station.model.message import Message, Part, Play, Priority, Relay, Say
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Place, YamlMark, problems_of
from broadcaster.timetable.outlook.approvals import approvals
from broadcaster.timetable.outlook.doubts import Doubt, advice
from broadcaster.timetable.outlook.starts import meetings, starts
from broadcaster.timetable.outlook.view import View, view, warning


def recordings(view: View) -> Iterator[Problem]:
    """Recordings that nobody will hear whole."""
    told: set[str] = set()
    for message in view.station.messages.values():
        place = view.trees.messages[message.id]
        plays = attempt(Kind.MESSAGE, message.id, partial(_plays, message), lambda _fault: [])
        parts = ((part.recording, place.mark("parts", i, "play")) for i, part in plays)
        bed = ((message.bed, place.mark("bed")),) if message.bed else ()
        for name, mark in (*parts, *bed):
            recording = view.station.recordings.get(name)
            if recording is None or name in told:
                continue
            told.add(name)
            try:
                fault = view.examiner.recording(recording)
            except BroadcasterError as error:  # no ffmpeg: the same for all of them
                yield warning(place, mark, error.code, **error.facts)
                return
            except Exception as error:
                item = fault_of(Kind.RECORDING, name, error)
                yield warning(place, mark, item.code, **item.facts)
                continue
            if fault is not None:
                yield warning(place, mark, fault.code, written=name, **dict(fault.facts))
    if view.examiner.untried:
        place = view.trees.station
        yield warning(place, START, "outlook.recordings_untried", count=view.examiner.untried)


def _plays(message: Message) -> list[tuple[int, Play]]:
    return [(index, part) for index, part in enumerate(message.parts) if isinstance(part, Play)]


def texts(view: View) -> Iterator[Problem]:
    """What is doubtful about the texts of messages: each place, and what to do about it."""
    for message in view.station.messages.values():
        place = view.trees.messages[message.id]
        yield from problems_of(
            Kind.MESSAGE, place, partial(_doubtful, view, message, place), Severity.WARNING
        )


def _doubtful(view: View, message: Message, place: Place) -> Iterator[Problem]:
    for doubt in view.examiner.message(view.station, message).doubts:
        problem = warning(place, _mark(view, message, doubt), doubt.code, **_facts(message, doubt))
        yield replace(problem, advice=advice(doubt))


def _facts(message: Message, doubt: Doubt) -> dict[str, object]:
    if doubt.facts:
        return dict(doubt.facts)
    part = message.parts[doubt.part]
    text = part.text[doubt.start :] if isinstance(part, Say) else ""
    return {"written": " ".join(text.split()[:4]), "message": message.id}


def _mark(view: View, message: Message, doubt: Doubt) -> YamlMark:
    """Where a doubt stands in its file.

    YAML folds and indents texts: its first word is looked for, as often as it stands in the text before.
    """
    place, part = view.trees.messages[message.id], message.parts[doubt.part]
    mark = place.mark("parts", doubt.part, "say")
    raw = view.loaded.files.get(place.file, b"").decode("utf-8", "replace").removeprefix("\ufeff")
    word = part.text[doubt.start :].split(maxsplit=1)[:1] if isinstance(part, Say) else []
    if not isinstance(part, Say) or not word:
        return mark
    lines = raw.split("\n")
    at = sum(len(line) + 1 for line in lines[: mark.line - 1]) + mark.column - 1
    for _ in range(part.text.count(word[0], 0, doubt.start) + 1):
        found = raw.find(word[0], at)
        if found < 0:
            return mark
        at = found + len(word[0])
    return YamlMark(raw.count("\n", 0, found) + 1, found - raw.rfind("\n", 0, found))


def twins(view: View) -> Iterator[Problem]:
    """Scheduled messages that say the same, and schedules that name one message twice."""
    said: dict[tuple[Priority, tuple[str, ...]], str] = {}
    for message in view.scheduled:
        content = tuple(word for part in message.parts for word in _said(part))
        first = said.setdefault((message.priority, content), message.id)
        if content and first != message.id:
            place = view.trees.messages[message.id]
            yield warning(place, place.mark("parts"), "outlook.same_words", other=first)
    for schedule in view.station.schedules.values():
        for index, name in enumerate(schedule.messages):
            if name in schedule.messages[:index]:
                place = view.trees.schedules[schedule.id]
                yield warning(place, place.mark("messages", index), "outlook.listed_twice", written=name)


def _said(part: Part) -> list[str]:
    """What is heard of a part, to be compared: its words without the way in which they were typed."""
    match part:
        case Say():
            return part.text.casefold().split()
        case Play():
            return [part.recording]
        case Relay():
            return [part.source]
    return []


def outlook(loaded: Loaded, now: datetime, cache: Path) -> list[Problem]:
    """What will not air, or not as it was meant, in the next two weeks: warnings.

    Args:
        loaded: the station as it was read. Where a file is broken, the others are looked at.
        now: the instant from which on starts count, aware.
        cache: the folder that keeps what was learned; it need not be writable.
    """
    seen = view(loaded, cache)
    if seen is None:
        return []
    first = now.astimezone(seen.station.settings.timezone)
    found = [
        *approvals(seen),
        *_held_back(seen),
        *starts(seen, first),
        *meetings(seen, first.date()),
        *recordings(seen),
        *texts(seen),
        *twins(seen),
        *_templates(seen),
    ]
    seen.examiner.keep(alone=True)
    return found


def contents(loaded: Loaded, cache: Path, messages: Collection[str]) -> list[Problem]:
    """What is wrong with the recordings and words of some messages; the arguments are those of `outlook`."""
    seen = view(loaded, cache)
    if seen is None:
        return []
    heard = MappingProxyType({name: seen.station.messages[name] for name in sorted(messages)})
    seen = replace(seen, station=replace(seen.station, messages=heard))
    found = [*recordings(seen), *texts(seen)]
    seen.examiner.keep()
    return found


def _templates(view: View) -> Iterator[Problem]:
    """The ward's own templates that cannot be read."""
    if not (view.station.root / "templates").is_dir():
        return  # most stations have none: the import would be for nothing
    from broadcaster.letters.templates import OWN, unreadable

    for name, fault in unreadable(view.station.root).items():
        yield warning(Place(f"{OWN}/{name}.yaml", None), START, fault.code, **fault.facts)


def _held_back(view: View) -> Iterator[Problem]:
    """Scheduled messages that were corrected and wait for a person to let them go."""
    path = view.station.root / "state" / "held.json"
    if not os.access(path, os.R_OK):
        return  # most stations have none, and others may not look: the import would be for nothing
    from broadcaster.playout.operator.suspensions import Suspensions

    held = Suspensions(path).of(view.station)
    for message in view.scheduled:
        if message.id in held:
            place = view.trees.messages[message.id]
            yield warning(place, place.mark("title"), "playout.held", who=held[message.id].who)
