"""What will be heard of messages: recordings to their end, words as they were meant, each once."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.errors import BroadcasterError
from broadcaster.service.outlook.examined import Doubt
from broadcaster.service.outlook.view import View, warning
from broadcaster.station.model import Message, Part, Play, Priority, Relay, Say
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.tree import START, Mark


def recordings(view: View) -> Iterator[Problem]:
    """Recordings that nobody will hear whole."""
    told: set[str] = set()
    for message in view.station.messages.values():
        place = view.trees.messages[message.id]
        parts = ((part.recording, place.mark("parts", i, "play")) for i, part in _plays(message))
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
            if fault is not None:
                yield warning(place, mark, fault.code, written=name, **dict(fault.facts))
    if view.examiner.untried:
        place = view.trees.station
        yield warning(place, START, "outlook.recordings_untried", count=view.examiner.untried)


def _plays(message: Message) -> list[tuple[int, Play]]:
    return [(index, part) for index, part in enumerate(message.parts) if isinstance(part, Play)]


def texts(view: View) -> Iterator[Problem]:
    """Messages without tone marks, or in an encoding of the time before Unicode."""
    for message in view.station.messages.values():
        for doubt in view.examiner.message(view.station, message).doubts:
            place = view.trees.messages[message.id]
            mark, written = _doubt_mark(view, message, doubt), _words(message, doubt)
            yield warning(place, mark, doubt.code, written=written, message=message.id)


def _words(message: Message, doubt: Doubt) -> str:
    """The first words of a doubtful stretch."""
    part = message.parts[doubt.part]
    text = part.text[doubt.start :] if isinstance(part, Say) else ""
    return " ".join(text.split()[:4])


def _doubt_mark(view: View, message: Message, doubt: Doubt) -> Mark:
    """Where a stretch stands in its file: looked for in its line, as YAML folds and indents texts."""
    place, part = view.trees.messages[message.id], message.parts[doubt.part]
    mark = place.mark("parts", doubt.part, "say")
    if not isinstance(part, Say):
        return mark
    line = part.line + part.text.count("\n", 0, doubt.start)
    raw = (
        view.loaded.files.get(place.file, b"").decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    )
    word = part.text[doubt.start :].split(maxsplit=1)[:1]
    column = raw[line - 1].find(word[0]) if word and line <= len(raw) else -1
    return Mark(line, column + 1) if column >= 0 else mark


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
