"""From pieces to sentences: phrases of one breath, each with the pause after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.reading.context import Mark, Piece
from broadcaster.reading.wordlists import wordset

BREATH = 25  # syllables of one breath at loudspeaker pace (about 185 a minute)
# Seconds of silence. Outdoors there is about a second between phrases (practice of municipal radio);
# the parts of a long sentence are closer.
PAUSE_FORCED = 0.2
PAUSE_COMMA = 0.35
PAUSE_CLAUSE = 0.6
PAUSE_SENTENCE = 1.0
PAUSE_PARAGRAPH = 1.2

_SIGNS = {Mark.COMMA: ",", Mark.CLAUSE: ",", Mark.STOP: ".", Mark.EXCLAMATION: "!", Mark.QUESTION: "?"}
_PAUSES = {Mark.NONE: PAUSE_FORCED, Mark.COMMA: PAUSE_COMMA, Mark.CLAUSE: PAUSE_CLAUSE}
# Words before which a long clause without marks may be broken; better before the first group.
_CHIEF_JOINTS = wordset("và hoặc nhưng để nếu thì vì do nhằm")
_JOINTS = wordset("mà khi tại từ đến tới cùng như gồm qua trước sau nên")
# After these words a joint is part of one word: thông qua, đối với, xuất từ.
_TIED = wordset(
    "thông trải vượt kèm thay xuất bắt dẫn phát đối so cùng tùy tuỳ tính kể cho đưa dành cung chuyển"
)
_WEAK_JOINTS = wordset("hay với trong trên theo của cho về là được bằng các những đang đã sẽ")
# So few syllables, such as the mark of a list item, are no phrase of their own.
_LEAST = 3
_RESTS = wordset("tỷ triệu nghìn chấm và chéo")
# Words that belong to the number or name after them.
_CUES = wordset(
    "ngày tháng năm số điều khoản điểm lớp tổ lúc hồi thứ cấp quý khóa kỳ lần mục chương gần hơn trên "
    "dưới khoảng là có từng mỗi một các những ông bà đồng chí phường xã"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenPhrase:
    """Pieces spoken in one breath."""

    pieces: tuple[Piece, ...]
    spoken: str
    pause: float


def phrases(blocks: Sequence[Sequence[Piece]]) -> Iterator[SpokenPhrase]:
    """The phrases of a text's blocks; a block (a paragraph, a list item) ends a sentence."""
    for block in blocks:
        sentences = list(_sentences(block))
        for index, sentence in enumerate(sentences):
            final = PAUSE_PARAGRAPH if index == len(sentences) - 1 else PAUSE_SENTENCE
            yield from _breaths(sentence, final)


def paced(words: str) -> str:
    """`words` of one piece, with commas where they are too many for one breath."""
    if words.count(" ") < BREATH:
        return words
    made: list[str] = []
    run = 0
    for word in words.split(" "):
        made.append(word)
        run = 0 if word.endswith(",") else run + 1
        if run >= BREATH or (run > BREATH // 2 and word in _RESTS):
            made[-1] += ","
            run = 0
    made[-1] = made[-1].rstrip(",")
    return " ".join(made)


@dataclass(slots=True)
class _Part:
    """Pieces that stay together, and how many syllables they are spoken as."""

    pieces: list[Piece]
    size: int


def _sentences(block: Sequence[Piece]) -> Iterator[list[_Part]]:
    """The clauses of each sentence; a mark and the silent pieces that follow it end a clause or sentence."""
    clauses: list[_Part] = []
    pieces: list[Piece] = []
    size = 0
    marked = ended = worded = False
    for piece in block:
        if piece.words:
            if marked:
                clauses.append(_Part(pieces, size))
                pieces, size, marked = [], 0, False
                if ended:
                    yield clauses
                    clauses, ended = [], False
            worded = True
            size += piece.words.count(" ") + 1
        pieces.append(piece)
        if piece.mark:
            marked = True
            ended = ended or (worded and piece.mark >= Mark.STOP)
    if pieces:
        yield [*clauses, _Part(pieces, size)]


def _breaths(clauses: Sequence[_Part], final: float) -> Iterator[SpokenPhrase]:
    """Join clauses up to a breath; a clause longer than a breath is broken at a joint."""
    parts: list[_Part] = []
    for clause in clauses:
        for part in _broken(clause):
            held = parts[-1] if parts else None
            if held and (not part.size or held.size + part.size <= BREATH + _LEAST * (held.size <= _LEAST)):
                held.pieces += part.pieces
                held.size += part.size
            else:
                parts.append(part)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        end = _strongest(part.pieces)
        yield SpokenPhrase(
            pieces=tuple(part.pieces),
            spoken=_words(
                part.pieces, end if last and end >= Mark.STOP else Mark.STOP if last else Mark.COMMA
            ),
            pause=(final if part.size else 0.0) if last else _PAUSES.get(end, PAUSE_SENTENCE),
        )


def _broken(clause: _Part) -> Iterator[_Part]:
    start, left, pieces = 0, clause.size, clause.pieces
    while left > BREATH:
        cut = _joint(pieces, start, left)
        if cut == start:
            break
        size = sum([_length(piece) for piece in pieces[start:cut]])
        yield _Part(pieces[start:cut], size)
        left -= size
        start = cut
    yield _Part(pieces[start:], left)


def _length(piece: Piece) -> int:
    return piece.words.count(" ") + 1 if piece.words else 0


def _joint(clause: Sequence[Piece], start: int, total: int) -> int:
    """Where to break the rest of a long clause: at the best joint of its first breath, the later of equals.

    Args:
        clause: the pieces of the whole clause.
        start: where the rest begins.
        total: syllables of the rest.

    Returns:
        The index of the piece that begins the next phrase; `start` if there is no joint.
    """
    least = total / -(-total // BREATH) / 2
    spoken = ((index, clause[index]) for index in range(start, len(clause)) if clause[index].words)
    _, before = next(spoken)
    said, best = _length(before), (-1, start)
    held = next(spoken, None)
    while held is not None and not (said > BREATH and best[0] >= 0):
        index, piece = held
        held = next(spoken, None)
        strength = _strength(before, piece, held[1] if held else None) if said >= least else 0
        best = max(best, (strength, index))
        said += _length(piece)
        before = piece
    return best[1]


def _strength(before: Piece, piece: Piece, following: Piece | None) -> int:
    """How well a clause may be broken between two pieces: 4 best, 0 only if nothing else helps."""
    if before.words in _TIED:
        return 0
    if piece.words in _CHIEF_JOINTS:
        return 4
    if piece.words in _JOINTS or (piece.words == "ngày" and following and following.rule == "date"):
        return 3
    if piece.words in _WEAK_JOINTS:
        return 2
    return 1 if piece.rule != before.rule and before.words not in _CUES else 0


def _strongest(pieces: Sequence[Piece]) -> Mark:
    """The mark at the end of a phrase: the strongest after its last word."""
    mark = Mark.NONE
    for piece in reversed(pieces):
        mark = max(mark, piece.mark)
        if piece.words:
            break
    return mark


def _words(pieces: Sequence[Piece], end: Mark) -> str:
    """The words with the marks between them; doubled marks count once, the stronger."""
    words: list[str] = []
    mark = Mark.NONE
    for piece in pieces:
        if piece.words:
            if mark and words:
                words[-1] += _SIGNS[mark]
            words.append(piece.words)
            mark = Mark.NONE
        if piece.mark > mark:
            mark = piece.mark
    if not words:
        return ""
    return " ".join(words) + _SIGNS[end]
