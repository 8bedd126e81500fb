"""`read`: a written text as spoken words, each span with the rule that made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from broadcaster.reading.audit import audited
from broadcaster.reading.context import Piece
from broadcaster.reading.doubts import judged
from broadcaster.reading.lexicon import Lexicon, lexicon
from broadcaster.reading.manner import USUAL, in_manner
from broadcaster.reading.model import Reading, Sentence, Span
from broadcaster.reading.scan import scan
from broadcaster.reading.sentences import paced, phrases
from broadcaster.reading.uncollected import SHORT, uncollected
from broadcaster.reading.written.blocks import blocks
from broadcaster.reading.written.plain_text import Plain, plain
from broadcaster.reading.written.untoned import untoned

if TYPE_CHECKING:
    from broadcaster.station.model import Manner, Place

_LONG = 50  # letters; shorter pieces get no pause of their own
_WORDS_OF = itemgetter(Piece._fields.index("words"))
_DOUBTFUL = 0.4  # confidence of words in a stretch that is doubtful as a whole


def read(
    text: str,
    *,
    ward: Mapping[str, str] | None = None,
    message: Mapping[str, str] | None = None,
    place: Place | None = None,
    manner: Manner = USUAL,
) -> Reading:
    """The reading of `text`. Pure: the same input gives the same reading.

    Args:
        text: any Unicode text; lines and blank lines are kept apart.
        ward: the ward's lexicon, written → spoken.
        message: the message's own lexicon; wins over the ward's.
        place: where the station is; needed for local names.
        manner: how numbers and signs are spoken in this ward.

    Returns:
        The reading. Its spans cover `text` exactly; a text without any word gives one
        sentence whose `spoken` is "", an empty text none.
    """
    if len(text) <= SHORT:
        return _read(text, ward or {}, message or {}, place, manner)
    with uncollected(len(text)):
        return _read(text, ward or {}, message or {}, place, manner)


def _read(
    text: str, ward: Mapping[str, str], message: Mapping[str, str], place: Place | None, manner: Manner
) -> Reading:
    source = plain(text)
    layers = lexicon(tuple(message.items()), tuple(ward.items()))
    pieces = [_block(source, start, end, layers, place, manner) for start, end in blocks(source.text)]
    if source.shared:
        pieces = [_whole_characters(source, _apart(block)) for block in pieces]
    if not source.text and text:
        return Reading(sentences=(Sentence(spans=(_silent(text),), spoken="", pause=0.0),))
    return Reading(sentences=_sentences(text, source, pieces, manner))


def _block(
    source: Plain, start: int, end: int, layers: Lexicon, place: Place | None, manner: Manner
) -> list[Piece]:
    names = tuple(n.lower() for n in (place.ward, place.province) if n) if place else ()
    block = source.text[start:end]
    zones = [(z.start, z.end, z.code) for z in source.zones if z.start < end and z.end > start]
    zones += [(start + a, start + b, "reading.flag_untoned") for a, b in untoned(block)]
    pieces = audited(block, scan(block, lexicon=layers, names=names, codes=manner.codes))
    if manner is not USUAL and manner != USUAL:
        pieces = list(in_manner(pieces, manner))
    if start == 0 and not zones:
        if max(map(len, map(_WORDS_OF, pieces)), default=0) <= _LONG:
            return pieces
        return [piece if len(piece.words) <= _LONG else _placed(piece, 0, None) for piece in pieces]
    return list(_marked(pieces, start, zones))


def _marked(pieces: Sequence[Piece], start: int, zones: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """The pieces of a block at their places, with the flags of doubtful stretches."""
    for piece in pieces:
        code = None
        if zones and piece.words:
            begin, stop = start + piece.start, start + piece.end
            code = next((c for a, b, c in zones if begin < b and stop > a), None)
        yield _placed(piece, start, code)


def _placed(piece: Piece, offset: int, code: str | None) -> Piece:
    """`piece` of a block at its place in the text, with the flag of a doubtful stretch."""
    return Piece(
        start=offset + piece.start,
        end=offset + piece.end,
        after=offset + piece.after,
        words=paced(piece.words),
        rule=piece.rule,
        confidence=_DOUBTFUL if code else piece.confidence,
        flag=code or piece.flag,
        mark=piece.mark,
    )


def _apart(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the spaces after them as pieces of their own."""
    for piece in pieces:
        yield piece if piece.after == piece.end else piece._replace(after=piece.end)
        if piece.after > piece.end:
            yield Piece(piece.end, piece.after, piece.after, "", "space")


def _whole_characters(source: Plain, pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces that share one character of the original."""
    made: list[Piece] = []
    for piece in pieces:
        if made and source.origins[made[-1].start] == source.origins[piece.start]:
            held = made.pop()
            chief = piece if piece.words else held
            piece = chief._replace(
                start=held.start,
                end=piece.end,
                after=piece.end,
                words=f"{held.words} {piece.words}".strip(),
                mark=max(held.mark, piece.mark),
                flag=held.flag or piece.flag,
                confidence=min(held.confidence, piece.confidence),
            )
        made.append(piece)
    return made


def _sentences(
    text: str, source: Plain, pieces: Sequence[Sequence[Piece]], manner: Manner
) -> tuple[Sentence, ...]:
    """Sentences with spans in the original text; wordless phrases join a neighbour."""
    made: list[tuple[list[Piece], str, float]] = []
    for phrase in phrases(pieces):
        if made and (not phrase.spoken or not made[-1][1]):
            held, spoken, pause = made[-1]
            held.extend(phrase.pieces)
            made[-1] = (held, spoken or phrase.spoken, pause if spoken else phrase.pause)
        else:
            made.append((list(phrase.pieces), phrase.spoken, phrase.pause))
    return tuple(Sentence(spans=_spans(text, source, p, manner), spoken=s, pause=t) for p, s, t in made)


def _spans(text: str, source: Plain, pieces: Sequence[Piece], manner: Manner) -> tuple[Span, ...]:
    """The spans of a phrase: plain words with the spaces between them, or one piece alone."""
    origins = source.origins
    spans: list[Span] = []
    add, new = spans.append, tuple.__new__
    index, size = 0, len(pieces)
    while index < size:
        first = last = pieces[index]
        index += 1
        _, _, _, words, rule, confidence, code, mark = first
        if rule == "words" and not mark:
            said = [words] if words else []
            stop = _run(pieces, index, said)
            if stop > index:
                last, index, words = pieces[stop - 1], stop, " ".join(said)
        end, after = last.end, last.after
        begin, stop = origins[first.start], origins[end]
        flag = None
        if code:
            flag = judged(code, text[begin:stop], source.text[first.start : end], words, manner)
        add(new(Span, (begin, stop, text[begin:stop], words, rule, confidence, flag)))
        if after > end:
            add(new(Span, (stop, origins[after], text[stop : origins[after]], "", "space", 1.0, None)))
    return tuple(spans)


def _run(pieces: Sequence[Piece], index: int, said: list[str]) -> int:
    """Where the run of plain words ends that has begun before `index`; a space between is theirs.

    Args:
        pieces: of the phrase.
        index: of the piece after the first of the run.
        said: the words of the run, to which those of its further pieces are added.
    """
    flag = pieces[index - 1].flag
    stop, size = index, len(pieces)
    while index < size:
        _, _, _, words, rule, _, code, mark = pieces[index]
        index += 1
        if rule == "words" and code == flag:
            stop = index
            if words:
                said.append(words)
            if mark:
                break
        elif rule != "space" or mark or index - stop > 1:
            break
    return stop


def _silent(text: str) -> Span:
    return Span(start=0, end=len(text), written=text, spoken="", rule="silent")
