"""What changed of a message's words is told whole, with as many words around as are read at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.people.approval.summary import ChangeKind, ChangePiece, difference

WORDS = st.lists(st.sampled_from(["một", "hai", "ba"]), max_size=9)
SAME, GONE, NEW = ChangeKind
GAP = "…"


def told(old: str, new: str) -> list[tuple[ChangeKind, str]]:
    return [(piece.kind, piece.words) for piece in difference(old.split(), new.split())]


def fits(pieces: Sequence[str], words: Sequence[str]) -> bool:
    """True if the words are those of the pieces, with any words for each gap."""
    if not pieces:
        return not words
    if pieces[0] == GAP:
        return any(fits(pieces[1:], words[count:]) for count in range(len(words) + 1))
    return bool(words) and words[0] == pieces[0] and fits(pieces[1:], words[1:])


@given(old=WORDS, new=WORDS)
def test_with_what_stayed_both_texts_can_be_read_in_the_difference(old: list[str], new: list[str]) -> None:
    pieces = difference(old, new)
    if old == new:
        assert pieces == ()
        return
    for text, other in ((old, NEW), (new, GONE)):
        assert fits(
            [word for piece in pieces if piece.kind is not other for word in piece.words.split()], text
        )
    assert all(piece.words for piece in pieces)
    assert all(a.kind is not b.kind for a, b in pairwise(pieces))
    assert [piece.kind for piece in pieces if piece.kind is not SAME] != []


def test_four_words_are_shown_on_each_side_of_a_change_and_the_others_are_a_gap() -> None:
    before, between, after = "a b c d e", "f g h i j k l m n", "o p q r s"
    assert told(f"{before} X {between} Y {after}", f"{before} x {between} {after}") == [
        (SAME, "… b c d e"),
        (GONE, "X"),
        (NEW, "x"),
        (SAME, "f g h i … k l m n"),
        (GONE, "Y"),
        (SAME, "o p q r …"),
    ]
    assert told("a b c d X f g h i j k l m Y", "a b c d f g h i j k l m") == [
        (SAME, "a b c d"),
        (GONE, "X"),
        (SAME, "f g h i j k l m"),
        (GONE, "Y"),
    ]
    assert difference(["a"], ["a", "b"])[-1] == ChangePiece(kind=NEW, words="b")
