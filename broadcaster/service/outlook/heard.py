"""What will be heard of messages: recordings to their end, words as they were meant, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from broadcaster.containment import Kind, attempt, fault_of
from broadcaster.errors import BroadcasterError
from broadcaster.service.outlook.doubts import Doubt, advice
from broadcaster.service.outlook.view import View, warning
from broadcaster.station.loading.asides import problems_of
from broadcaster.station.model import Message, Part, Play, Priority, Relay, Say
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Mark
from broadcaster.station.yaml.trees import Place


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


def _mark(view: View, message: Message, doubt: Doubt) -> Mark:
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
    return Mark(raw.count("\n", 0, found) + 1, found - raw.rfind("\n", 0, found))


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
