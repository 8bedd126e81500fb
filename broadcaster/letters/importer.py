"""From the bytes of a letter to the text of a message file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from broadcaster.core.confined_files import open_file
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say
from broadcaster.letters.draft.composition import draft, pieces_of
from broadcaster.letters.draft.facts import Difference, differences, misdated
from broadcaster.letters.draft.message_file import Frame, as_yaml
from broadcaster.letters.draft.model import Advice, Draft
from broadcaster.letters.draft.proposals import head_of
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.model import Letter
from broadcaster.reading.engine import read_in
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.sound import StationPlace
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import longest_session
from broadcaster.studio.render.estimate import duration

_FRAME_FILES = ("templates/greeting.txt", "templates/closing.txt")
DOUBTS = 30  # doubtful places that are listed; a scanned letter may have hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLetter:
    """What is proposed from a letter."""

    text: str  # of the message file
    draft: Draft
    doubts: tuple[str, ...]  # a sentence for each doubtful reading


def imported(letter: Letter, name: str, station: Station, folder: Path, today: date) -> ImportedLetter:
    """The message that is proposed from a letter.

    Args:
        letter: as its reader gives it.
        name: the file name of the letter, which the draft names.
        station: its place, lexicon and regulation are used.
        folder: the station's, for its templates.
        today: the day in the station's zone.
    """
    made = draft(letter, classify(letter), place=station.settings.place or StationPlace(), today=today)
    frame = frame_of(station, folder)
    made = replace(made, advice=(*made.advice, *_length(station, made, frame)))
    doubts = tuple(_doubts(station, made))
    return ImportedLetter(text=as_yaml(made, frame, file=name, doubts=doubts), draft=made, doubts=doubts)


def message_file(letter: Letter, name: str, station: Station, folder: Path, today: date) -> str:
    """The text of the message file that is proposed from a letter; see `imported`."""
    return imported(letter, name, station, folder, today).text


def changed_facts(letter: Letter, message: Message, station: Station) -> tuple[Difference, ...]:
    """What a message that was drafted from a letter says otherwise than the letter."""
    # Parts that are no words keep their place, so that the numbers of parts are those of the file.
    parts = [part.text if isinstance(part, Say) else "" for part in message.parts]
    place = station.settings.place
    own = [text for text in (place and place.ward, message.title) if text]
    # The whole text once more: numbers that the draft left unsaid are the letter's too.
    shown = [block.shown for block in letter.blocks]
    placed = classify(letter)
    pieces, near = pieces_of(placed), head_of(placed).near or message.valid.first
    found = differences(pieces, parts, [*shown, *own], near)
    return found if near is None else (*misdated(message.valid, pieces, near), *found)


def frame_of(station: Station, folder: Path) -> Frame:
    """Greeting and closing: the ward's own templates, or the program's."""
    own = [_own(folder, name) for name in _FRAME_FILES]
    place = station.settings.place
    ward = place.ward if place else None
    usual = say("letter.greeting", place=ward) if ward else say("letter.greeting_nowhere")
    return Frame(greeting=own[0] or usual, closing=own[1] or say("letter.closing"))


def _own(folder: Path, name: str) -> str | None:
    try:
        with open_file(folder, name) as file:
            return file.read().decode().strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _doubts(station: Station, made: Draft) -> Iterator[str]:
    """Each doubtful place once, with what the reading would say."""
    seen: set[str] = set()
    for text in made.spoken:
        for span in read_in(station, text).flagged:
            if span.written in seen or len(seen) >= DOUBTS:
                continue
            seen.add(span.written)
            yield say("letter.doubt", written=span.written, spoken=span.spoken)


def _length(station: Station, made: Draft, frame: Frame) -> Iterator[Advice]:
    """How long it will be on the air; over the ward's minutes, the longest paragraphs that could go."""
    seconds = _seconds(station, [frame.greeting, *made.spoken, frame.closing])
    if seconds is None:
        return
    most = longest_session(station.settings)
    facts = {"minutes": f"{seconds / 60:.1f}".replace(".", ","), "most": f"{most:g}"}
    if seconds <= most * 60:
        yield Advice(code="letter.length", facts=facts)
        return
    yield Advice(code="letter.too_long", facts=facts)
    longest = sorted(made.spoken, key=len, reverse=True)[:3]
    for text in longest:
        words = " ".join(text.split()[:8])
        yield Advice(
            code="letter.could_go", facts={"beginning": words, "share": f"{100 * len(text) // _total(made)}"}
        )


def _total(made: Draft) -> int:
    return max(1, sum(map(len, made.spoken)))


def _seconds(station: Station, texts: list[str]) -> float | None:
    message = Message(id="draft", title="", parts=tuple(Say(text=text) for text in texts))
    try:
        return duration(station, message)
    except BroadcasterError:
        return None  # what cannot be read is told by `check`
