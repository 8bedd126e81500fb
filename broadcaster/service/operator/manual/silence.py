"""What is asked for as an emergency and was not written as one comes without long silence. Pure.

A bulletin may be silent for minutes where nobody hurries. Whoever asks for it as an emergency means its
words.
"""

from __future__ import annotations

from dataclasses import replace

from broadcaster.station.model import Message, Part, Pause, Priority, Say

LONGEST = 2.0  # seconds between two things that are heard
GAP = 15.0  # seconds between two times through: as a message has by default


def as_emergency(message: Message) -> Message:
    """A message as an emergency: its silence before the first words is left out, and the rest is bounded.

    One that is an emergency by its file keeps its silence: that was approved, or is bounded by its form.
    """
    if message.priority is Priority.EMERGENCY:
        return message
    parts = _bounded(message.parts)
    return replace(message, priority=Priority.EMERGENCY, parts=parts, gap=min(message.gap, GAP))


def _bounded(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    found: list[Part] = []
    heard = False  # something is, since the last pause
    for part in parts:
        if not isinstance(part, Pause):
            found.append(part)
            heard = heard or not isinstance(part, Say) or any(sign.isalnum() for sign in part.text)
        elif heard:
            found.append(replace(part, length=min(part.length, LONGEST)))
            heard = False
    return tuple(found)
