"""What whoever approves a message is shown: what will be heard, and what has changed since the last yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from broadcaster.cli.approval.approvals import shown_change, split_words
from broadcaster.core.errors import BroadcasterError, SpeechError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.approval.summary import FormerWords, MessageStanding, difference
from broadcaster.people.versions.comparison import other_rests, recordings, spoken, texts
from broadcaster.reading.engine import read_in
from broadcaster.reading.model import Span
from broadcaster.station.model.message import Message, Pause, Play, Relay, Say
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import longest_session
from broadcaster.studio.recordings.probing import seconds
from broadcaster.studio.render.estimate import duration
from broadcaster.studio.render.studio import open_studio


def brief(
    station: Station, message: Message, standing: MessageStanding | None, former: FormerWords | None
) -> Iterator[str]:
    """The lines about a message. `former`: the version that was approved last."""
    yield say("people.brief.message", title=message.title, message=message.id)
    if message.source is not None:
        yield say("timetable.source", written=message.source)
    if message.basis is not None:
        yield say("timetable.basis", written=message.basis)
    if standing is not None and standing.state == "waiting" and standing.at is not None:
        yield say("people.brief.handed_in", by=standing.by or "–", at=f"{standing.at:%H:%M %d/%m/%Y}")
    yield from heard(station, message)
    yield from voice(station, message)
    yield from _length(station, message)
    yield from _next(None if standing is None else standing.next)
    yield from changes(station, message, former)


def heard(station: Station, message: Message) -> Iterator[str]:
    """What will be heard, part by part."""
    yield say("people.brief.heard")
    for part in message.parts:
        match part:
            case Say():
                for sentence in read_in(station, part.text, message).sentences:
                    if sentence.spoken:
                        yield f"  {sentence.spoken[:1].upper()}{sentence.spoken[1:]}"
            case Play():
                known = station.recordings.get(part.recording)
                length = time_of(0 if known is None else seconds(known.path))
                title = part.title or part.recording
                language = part.language or say("people.brief.no_language")
                yield "  " + say(
                    "people.brief.recording",
                    title=title,
                    file=part.recording,
                    length=length,
                    language=language,
                )
            case Relay():
                yield "  " + say("people.brief.relay", source=part.source, length=time_of(part.length))
                if (other := station.messages.get(part.fallback or "")) is not None:
                    yield "  " + say("people.brief.stands_in", title=other.title, message=other.id)
            case Pause():
                continue
    if message.bed is not None:
        yield "  " + say("people.brief.bed", file=message.bed)


def _length(station: Station, message: Message) -> Iterator[str]:
    try:
        length = duration(station, message)
    except BroadcasterError:
        return  # rendering says what is wrong
    most = longest_session(station.settings)
    code = "people.brief.too_long" if length > most * 60 else "people.brief.length"
    yield say(code, length=time_of(length), times=message.repeat, most=f"{most:g}")


def _next(start: datetime | None) -> Iterator[str]:
    yield say("people.brief.never") if start is None else say("people.brief.next", start=when(start))


def voice(station: Station, message: Message) -> Iterator[str]:
    """The voice that will be heard. A missing voice is no obstacle: the words are approved."""
    if not any(isinstance(part, Say) for part in message.parts):
        return
    studio = open_studio(station)
    try:
        heard = studio.voice_of(message)
    except SpeechError as error:
        yield explain(error)
        return
    finally:
        studio.close()
    code = "timetable.voice" if heard.engine == heard.preferred else "timetable.other_voice"
    yield say(code, engine=heard.engine, voice=heard.voice, preferred=heard.preferred)
    yield from (explain(error) for error in heard.errors.values())
    if not heard.offline:
        yield say("timetable.voice_of_network")


def changes(station: Station, message: Message, former: FormerWords | None) -> Iterator[str]:
    """What has changed since the last yes, word by word."""
    if former is None:
        yield say("people.brief.first")
        return
    facts = {"by": former.by, "at": f"{former.at:%d/%m/%Y}"}
    written = difference(split_words(former.texts), split_words(texts(message)))
    found = [f"  {shown_change(written)}"] if written else []
    if not written:
        read = difference(split_words(former.spoken), split_words(spoken(station, message)))
        found += [say("people.brief.read_otherwise"), f"  {shown_change(read)}"] if read else []
    if recordings(station, message) != former.recordings:
        found.append(say("people.brief.other_recordings"))
    if message.repeat != former.repeat:
        found.append(say("people.brief.other_repeat", old=former.repeat, new=message.repeat))
    if message.priority != former.priority:
        classes = {"old": former.priority, "new": str(message.priority)}
        found.append(
            say("people.brief.other_class", **{k: say(f"console.choice.{v}") for k, v in classes.items()})
        )
    if message.siren != former.siren:
        found.append(say("people.brief.other_siren"))
    if other_rests(station, message, former):
        found.append(say("people.brief.other_rests"))
    yield say("people.brief.changes" if found else "people.brief.unchanged", **facts)
    yield from found


def doubt(number: int, span: Span) -> str:
    """One doubtful reading, with its number."""
    why = say(span.flag.code, **dict(span.flag.facts)) if span.flag else ""
    written, heard = " ".join(span.written.split()), span.spoken or say("people.brief.nothing")
    return say("people.brief.doubt", number=number, written=written, spoken=heard, why=why)


def time_of(seconds: float) -> str:
    """A length for people."""
    whole = round(seconds)
    return say("people.brief.time", minutes=whole // 60, seconds=whole % 60)


def when(start: datetime) -> str:
    """An instant as people read it."""
    weekday = say("timetable.weekdays").split()[start.weekday()]
    return f"{start:%H:%M} {weekday} {start:%d/%m/%Y}"
