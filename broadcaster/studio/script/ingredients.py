"""What a message's sound and words are made of, to be compared."""

from __future__ import annotations

from broadcaster.station.model import Message, Play, Station


def ingredients(station: Station, message: Message) -> tuple[object, ...]:
    """All that goes into a programme, to be compared: equal ingredients need no new rendering."""
    station = station.house_of(message.id)
    names = {part.recording for part in message.parts if isinstance(part, Play)}
    names |= {message.bed} if message.bed else set()
    settings = station.settings
    chimes = (settings.sound.opening, settings.sound.closing, settings.sound.emergency)
    recordings = tuple(sorted((n, r.sha256) for n, r in station.recordings.items() if n in {*names, *chimes}))
    words = (settings.place, settings.reading, station.lexicon)
    house = (*words, settings.speech, settings.voices, settings.sound, settings.sirens)
    return (message, house, recordings)
