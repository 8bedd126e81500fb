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
    """64 hexadecimal digits over texts, pauses, days, recordings' bytes, title, class, siren and readings.

    Args:
        station: the one of the version that is meant.
        message: in that version.
    """
    house = station.house_of(message.id)
    settings = house.settings
    opening = message.siren or settings.sound.emergency
    facts = (
        written_digest(station, message),
        timing_digest(message),
        message.title,
        str(message.priority),
        (opening, named(settings.sirens, opening)) if message.priority is Priority.EMERGENCY else None,
        sorted(message.lexicon.items()),
        sorted(touching(house.lexicon, message).items()),
        [part.said for part in message.parts if isinstance(part, Say)],
        settings.place,
        settings.reading,
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
