"""`read`: a written text as spoken words, each span with its rule.

`read_in` and `readings` for the texts of a station.

A reading is many small tuples. The collector would go through all of them again as they become more.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

from broadcaster.reading.context import Piece, Proof
from broadcaster.reading.doubts.audit import audited
from broadcaster.reading.doubts.catalogue import CHOICE, judged, neighbour
from broadcaster.reading.lexicon import USUAL, Lexicon, in_manner, lexicon
from broadcaster.reading.model import Reading, Sentence, Span
from broadcaster.reading.plain_text import MIXED, PlainText, blocks, plain, untoned
from broadcaster.reading.scan import scan
from broadcaster.reading.sentences import paced, phrases
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.station import Station

if TYPE_CHECKING:
    from broadcaster.station.model.sound import Manner, StationPlace


SHORT = 2000  # characters; the collector hardly runs in the time of such a text


@contextmanager
def uncollected(size: int) -> Iterator[None]:
    """Pause the collector for a text of `size` characters; it goes on as it was, whatever happens.

    Two threads at once are safe: whoever found it running starts it again.
    """
    if size <= SHORT or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_LONG = 50  # letters; shorter pieces get no pause of their own
_WORDS_OF = itemgetter(Piece._fields.index("words"))
_DOUBTFUL = 0.4  # confidence of words in a stretch that is doubtful as a whole


def read(
    text: str,
    *,
    ward: Mapping[str, str] | None = None,
    message: Mapping[str, str] | None = None,
    place: StationPlace | None = None,
    manner: Manner = USUAL,
    others: Sequence[str] = (),
) -> Reading:
    """The reading of `text`. Pure: the same input gives the same reading.

    Args:
        text: any Unicode text; lines and blank lines are kept apart.
        ward: the ward's lexicon, written → spoken.
        message: the message's own lexicon; wins over the ward's.
        place: where the station is; needed for local names.
        manner: how numbers and signs are spoken in this ward.
        others: further texts of the same message; what they prove of a form holds here, too.

    Returns:
        The reading. Its spans cover `text` exactly; a text without any word gives one
        sentence whose `spoken` is "", an empty text none.
    """
    if len(text) <= SHORT:
        return _read(text, ward or {}, message or {}, place, manner, others)
    with uncollected(len(text)):
        return _read(text, ward or {}, message or {}, place, manner, others)


def _read(
    text: str,
    ward: Mapping[str, str],
    message: Mapping[str, str],
    place: StationPlace | None,
    manner: Manner,
    others: Sequence[str],
) -> Reading:
    source = plain(text)
    layers = lexicon(tuple(message.items()), tuple(ward.items()))
    proven: dict[str, Proof] = {}
    found = list(blocks(source.text))
    pieces = [_block(source, start, end, layers, place, manner, proven) for start, end in found]
    if others and any(piece.flag == CHOICE for block in pieces for piece in block):
        for other in map(plain, others):
            for start, end in blocks(other.text):
                _block(other, start, end, layers, place, manner, proven)
    for at, (start, end) in enumerate(found):
        if proven and any(_settled(source.text, piece, proven) for piece in pieces[at]):
            pieces[at] = _block(source, start, end, layers, place, manner, proven)
    if source.shared:
        pieces = [_whole_characters(source, _apart(block)) for block in pieces]
    if not source.text and text:
        return Reading(sentences=(Sentence(spans=(_silent(text),), spoken="", pause=0.0),))
    return Reading(sentences=_sentences(text, source, pieces, manner))


def _settled(text: str, piece: Piece, proven: Mapping[str, Proof]) -> bool:
    """True for a doubtful form whose meaning a later place or another text of the message proves."""
    return piece.flag == CHOICE and text[piece.start : piece.end] in proven


def _block(
    source: PlainText,
    start: int,
    end: int,
    layers: Lexicon,
    place: StationPlace | None,
    manner: Manner,
    proven: dict[str, Proof],
) -> list[Piece]:
    names = tuple(n.lower() for n in (place.ward, place.province) if n) if place else ()
    block = source.text[start:end]
    zones = [(z.start, z.end, z.code) for z in source.doubtful(start, end)]
    zones += [(start + a, start + b, "reading.flag_untoned") for a, b in untoned(block)]
    pieces = audited(block, scan(block, lexicon=layers, names=names, codes=manner.codes, proven=proven))
    if manner is not USUAL and manner != USUAL:
        pieces = list(in_manner(pieces, manner))
    if start == 0 and not zones:
        if max(map(len, map(_WORDS_OF, pieces)), default=0) <= _LONG:
            return pieces
        return [piece if len(piece.words) <= _LONG else _placed(piece, 0, None) for piece in pieces]
    return list(_marked(pieces, start, zones))


def _marked(pieces: Sequence[Piece], start: int, zones: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """The pieces of a block at their places, with the flags of doubtful stretches.

    A word or code in letters of two scripts is flagged once, however many pieces it has.
    """
    left = sorted(zones, reverse=True)  # the first at the end
    for piece in pieces:
        code = None
        if left and piece.words:
            begin, stop = start + piece.start, start + piece.end
            while left and left[-1][1] <= begin:
                left.pop()
            if left and stop > left[-1][0]:
                code = left[-1][2]
                if code == MIXED:
                    left.pop()
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


def _whole_characters(source: PlainText, pieces: Iterable[Piece]) -> list[Piece]:
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
    text: str, source: PlainText, pieces: Sequence[Sequence[Piece]], manner: Manner
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


def _spans(text: str, source: PlainText, pieces: Sequence[Piece], manner: Manner) -> tuple[Span, ...]:
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
            beside = neighbour(code, source.text, first.start, end)
            flag = judged(code, text[begin:stop], source.text[first.start : end], words, manner, beside)
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


def read_in(station: Station, text: str, message: Message | None = None) -> Reading:
    """The reading of a text by this station's settings, and by those of `message` if it is part of one."""
    house = station.house_of(message.id) if message else station
    parts = message.parts if message else ()
    return read(
        text,
        ward=house.lexicon,
        message=message.lexicon if message else None,
        place=house.settings.place,
        manner=house.settings.reading,
        others=tuple(part.text for part in parts if isinstance(part, Say) and part.text != text),
    )


def readings(station: Station, message: Message) -> Iterator[Reading]:
    """The readings of the `say` parts of `message`, in order."""
    return (read_in(station, part.text, message) for part in message.parts if isinstance(part, Say))
