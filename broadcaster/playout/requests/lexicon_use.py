"""What a lexicon makes of a text: which entries may be used for it, which count in a typed emergency, and
what is heard otherwise than it is written. Pure.

A person who types an emergency is heard as they type: in their text an entry only says how to pronounce what
nobody could read by itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.text.difference import stretches
from broadcaster.core.text.syllables import syllables
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.script.script import read_script

LONG = 2000  # characters of texts that are compared: two readings of them take some 50 ms
SHOWN = 400  # characters
SEARCHED = 20_000  # characters, as many as can be typed; in a longer text every entry may be used
JUDGED = 100  # entries that stand in one text: each is read, and an emergency does not wait longer than that


def touching(message: Message, *lexicons: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    """The entries of each lexicon that may be used for the texts of a message; rather one too many.

    An entry that no text of it has does not count: a page that is open for days at the duty desk is to sound
    an emergency at the first hold, whatever else the ward has learned to read since.
    """
    if not any(lexicons):
        return tuple({} for _ in lexicons)
    texts = [part.text for part in message.parts if isinstance(part, Say)]
    if sum(map(len, texts)) > SEARCHED:
        return tuple(dict(lexicon) for lexicon in lexicons)
    return tuple(_standing(texts, lexicon) for lexicon in lexicons)


def _standing(texts: Sequence[str], entries: Mapping[str, str]) -> dict[str, str]:
    """Those whose written form a text has, wherever it begins: it may be written together (7hsáng)."""
    if not entries:
        return {}
    # The rules of reading take a tenth of a second to load: who has no lexicon does not wait for them.
    from broadcaster.reading.plain_text import plain

    text = "\n".join(plain(one).text for one in texts).casefold()
    return {form: spoken for form, spoken in entries.items() if form.strip().casefold() in text}


def as_typed(station: Station, message: Message) -> Station:
    """The station for a text that is heard as it was typed: no entry of its lexicon has other plain words.

    Where that cannot be judged, or not in time, no entry is used.
    """
    kept: dict[str, str] = {}
    try:
        (used,) = touching(message, station.lexicon)
        if len(used) <= JUDGED:
            kept = {form: spoken for form, spoken in used.items() if _pronounces(station, form, spoken)}
    except Exception as error:
        fault_of(Kind.MESSAGE, message.id, error)
    return replace(station, lexicon=MappingProxyType(kept))


def _pronounces(station: Station, form: str, spoken: str) -> bool:
    """True if an entry leaves the plain words of its written form as they are.

    They are what the station reads as it is written without any lexicon. In the place of all else (an
    abbreviation, a foreign word, figures) an entry may say what it likes; without such there is nothing to be
    pronounced.
    """
    from broadcaster.reading.engine import read
    from broadcaster.reading.lexicon import LexiconEntry

    exact = LexiconEntry(written=form, spoken=spoken, layer="ward").exact
    written = form if exact else form.lower()  # it is used for other capitals too
    reading = read(written, place=station.settings.place, manner=station.settings.reading)
    plain: list[list[str]] = [[]]  # words that stay, with something to be pronounced between two of them
    for span in (span for sentence in reading.sentences for span in sentence.spans):
        words = syllables(span.written)
        if syllables(span.spoken) == words:
            plain[-1] += words
        elif span.spoken and (plain[-1] or len(plain) == 1):
            plain.append([])
    return len(plain) > 1 and _keep(plain, syllables(spoken))


def _keep(plain: list[list[str]], words: list[str]) -> bool:
    """True if `words` are the plain ones in their order, with one word or more between each and the next."""
    first, last = plain[0], plain[-1]
    at, end = len(first), len(words) - len(last)
    if words[:at] != first or words[end:] != last:
        return False
    for stretch in plain[1:-1]:
        size = len(stretch)
        found = next((n for n in range(at + 1, end - size) if words[n : n + size] == stretch), None)
        if found is None:
            return False
        at = found + size
    return at < end


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOtherwise:
    """What of a message is heard otherwise than it is written, for a lexicon."""

    words: str = ""  # the sentences as they are heard
    more: bool = False  # a lexicon may change further ones: too much to be compared, or it cannot be read


NOTHING = HeardOtherwise()


def heard_otherwise(station: Station, message: Message) -> HeardOtherwise:
    """What a lexicon makes of a message.

    Nothing is read where no lexicon touches the text. What cannot be read may be heard otherwise: whoever
    sounds an emergency does not wait for it.

    Args:
        message: of it, or made in memory.
    """
    try:
        return _compared(station, message)
    except Exception as error:
        fault_of(Kind.MESSAGE, message.id, error)
        return HeardOtherwise(more=True)


def _compared(station: Station, message: Message) -> HeardOtherwise:
    nothing: Mapping[str, str] = MappingProxyType({})
    bare = replace(station, lexicon=nothing)
    otherwise: list[str] = []
    left = LONG
    for part in message.parts:
        one = replace(message, parts=(part,))
        if not isinstance(part, Say) or not any(touching(one, message.lexicon, station.lexicon)):
            continue
        left -= len(part.text)
        if left < 0:
            return HeardOtherwise(words=_shortened(otherwise), more=True)
        plain = replace(one, lexicon=nothing, parts=(replace(part, said=None),))
        otherwise += _changed(read_script(station, one).words, read_script(bare, plain).words)
    return HeardOtherwise(words=_shortened(otherwise))


def _changed(heard: Sequence[str], written: Sequence[str]) -> Iterator[str]:
    """The sentences that are heard in place of others."""
    for same, _, _, begin, end in stretches(written, heard):
        if not same:
            yield from heard[begin:end]


def _shortened(sentences: list[str]) -> str:
    return textwrap.shorten(" ".join(sentences), SHOWN, placeholder=" …")
