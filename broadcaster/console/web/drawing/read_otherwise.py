"""What a lexicon makes of a prepared message: what is heard in place of what is written."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from types import MappingProxyType

from broadcaster.containment import Kind, fault_of
from broadcaster.service.operator.meant import Meant
from broadcaster.service.operator.shown import filed_digest, touching
from broadcaster.station.model import Message, Say, Station
from broadcaster.studio.script.script import read_script

LONGEST = 400  # characters
_MOST = 200  # messages that are remembered

_known: dict[tuple[str, str], str] = {}


def read_otherwise(meant: Meant) -> str:
    """The sentences that are heard otherwise for a lexicon; "" where there is none.

    Nothing is read where no lexicon touches the text, and each version once. What cannot be read is shown as
    it is written: whoever sounds an emergency does not wait for it.
    """
    station, message = meant.station.house_of(meant.message.id), meant.message
    try:
        if not (touching(message.lexicon, message) or touching(station.lexicon, message)):
            return ""
        key = (message.id, filed_digest(meant.station, message))
        if key not in _known:
            if len(_known) >= _MOST:
                _known.clear()
            _known[key] = _compared(station, message)
        return _known[key]
    except Exception as error:
        fault_of(Kind.MESSAGE, message.id, error)
        return ""


def _compared(station: Station, message: Message) -> str:
    nothing: MappingProxyType[str, str] = MappingProxyType({})
    parts = tuple(replace(part, said=None) if isinstance(part, Say) else part for part in message.parts)
    plain = replace(message, lexicon=nothing, parts=parts)
    heard = read_script(station, message).words
    written = set(read_script(replace(station, lexicon=nothing), plain).words)
    otherwise = [sentence for sentence in heard if sentence not in written]
    return textwrap.shorten(" ".join(otherwise), LONGEST, placeholder=" …")
