"""Sentences longer than a service takes at a time: cut at their marks, said apart, joined again."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.speech.clips.edges import silence

_MARKS = ",.;:?!"
_PAUSE_AT_MARK, _PAUSE_INSIDE = 0.15, 0.03  # seconds between two pieces of one sentence


def in_pieces(words: str, longest: int, rate: int, say: Callable[[str], bytes]) -> bytes:
    """The sound of `words`, piece by piece.

    Args:
        words: one sentence.
        longest: characters that may be said at a time.
        rate: Hz of the sound.
        say: gives a piece's trimmed sound, mono int16.

    Raises:
        SpeechError: whatever `say` raises; then nothing of the sentence was said.
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
        # A mark early in the window would make many short pieces, each with its own breath.
        at = mark if mark > longest // 3 else window.rfind(" ")
        at = at if at > 0 else longest
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [piece for piece in (*pieces, rest) if any(c.isalnum() for c in piece)]
