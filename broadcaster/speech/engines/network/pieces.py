"""Sentences that are too long for a service: cut at their marks, spoken in pieces, joined again."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.speech.clips.edges import silence

_MARKS = ",.;:?!"
_PAUSE_AT_MARK, _PAUSE_INSIDE = 0.15, 0.03  # seconds between two pieces of one sentence


def in_pieces(words: str, longest: int, rate: int, say: Callable[[str], bytes]) -> bytes:
    """The sound of `words`, piece by piece.

    Args:
        words: one sentence.
        longest: characters that a piece may have.
        rate: Hz of the sound.
        say: gives a piece's trimmed sound, mono int16.

    Raises:
        SpeechError: whatever `say` raises; the sentence is then not spoken at all.
    """
    sound, before = b"", ""
    for piece in split(words, longest):
        if before:
            sound += silence(_PAUSE_AT_MARK if before in _MARKS else _PAUSE_INSIDE, rate)
        sound += say(piece)
        before = piece[-1]
    return sound


def split(words: str, longest: int) -> list[str]:
    """Cut words into pieces of at most `longest` characters: at a mark, else at a space.

    Nothing is lost but spaces and pieces without letters or digits.
    """
    pieces: list[str] = []
    rest = words.strip()
    while len(rest) > longest:
        window = rest[: longest + 1]
        mark = max(window.rfind(f"{m} ") for m in _MARKS) + 1
        # Cutting at an early mark would give many short pieces, each with pauses around it.
        at = mark if mark > longest // 3 else window.rfind(" ")
        at = at if at > 0 else longest
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [piece for piece in (*pieces, rest) if any(c.isalnum() for c in piece)]
