"""What of a message decides what is said and how: its digest. What was shown is what airs. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from broadcaster.station.editing.written import timing_digest, written_digest
from broadcaster.station.loading.sirens import named
from broadcaster.station.model import Message, Priority, Say, Station

_WORD = re.compile(r"\w+")


def shown_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over all that decides what is said and how; not over the title: it is not heard.

    Of approved words nothing counts but these and how they come: an edit of the file by which they stay the
    same, made again and again, must not keep an emergency from who was shown them.

    Args:
        station: the one of the version that is meant.
        message: in that version.
    """
    words = station.approved.get(message.id)
    settings = station.house_of(message.id).settings
    opening = message.siren or settings.sound.emergency
    manner = (
        timing_digest(message),
        str(message.priority),
        (opening, named(settings.sirens, opening)) if message.priority is Priority.EMERGENCY else None,
    )
    said = filed_digest(station, message) if words is None else words
    return hashlib.sha256(repr((said, manner)).encode()).hexdigest()


def filed_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over what the words of a message are read of: texts, recordings and readings."""
    house = station.house_of(message.id)
    facts = (
        written_digest(station, message),
        sorted(touching(message.lexicon, message).items()),
        sorted(touching(house.lexicon, message).items()),
        [part.said for part in message.parts if isinstance(part, Say)],
        house.settings.place,
        house.settings.reading,
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def touching(lexicon: Mapping[str, str], message: Message) -> dict[str, str]:
    """The entries of a lexicon that may be used for the texts of a message; rather one too many.

    An entry that no text of it has does not count: a page that is open for days at the duty desk is to sound
    an emergency at the first hold, whatever else the ward has learned to read since.
    """
    text = _plain(" ".join(part.text for part in message.parts if isinstance(part, Say)))
    return {form: spoken for form, spoken in lexicon.items() if _first_word(form) in text}


def _first_word(form: str) -> str:
    found = _WORD.search(_plain(form))
    return "" if found is None else found[0]  # nothing but signs: it counts for every text


def _plain(text: str) -> str:
    """Without case and marks: both ways of writing a tone are one."""
    marked = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(sign for sign in marked if not unicodedata.combining(sign))
