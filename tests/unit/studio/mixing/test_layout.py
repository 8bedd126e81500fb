from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.studio.mixing import layout
from broadcaster.studio.script import recipe
from broadcaster.studio.script.programme import SegmentKind
from broadcaster.studio.script.script import Element, Line, Recorded, ScriptPause

RATE = 24000
SCRIPT: tuple[Element, ...] = (
    Line(part=0, sentence=0, words="một", pause=1.0),
    Line(part=0, sentence=1, words="hai", pause=0.5),
    ScriptPause(part=1, length=2.0),
    Recorded(part=2, name="mong.ogg"),
    Line(part=3, sentence=0, words="ba", pause=1.0),
)


def _length(element: Element) -> int:
    return {"một": 1000, "hai": 2000, "ba": 3000}.get(getattr(element, "words", ""), 50_000)


def test_elements_follow_each_other_with_their_pauses_between() -> None:
    body = layout.lay_out(SCRIPT, _length, RATE, bed=False)
    assert [p.start for p in body.placed] == [0, 25_000, 39_000, 87_000, 137_000]
    assert [p.frames for p in body.placed] == [1000, 2000, 48_000, 50_000, 3000]


def test_pause_after_the_last_sentence_is_left_to_the_gap() -> None:
    body = layout.lay_out(SCRIPT, _length, RATE, bed=False)
    assert 140_000 + recipe.BODY_TAIL * RATE <= body.frames < 140_000 + recipe.BODY_TAIL * RATE + RATE // 10
    assert body.frames % (RATE // 10) == 0


def test_bed_leaves_room_before_and_after() -> None:
    plain = layout.lay_out(SCRIPT, _length, RATE, bed=False)
    under = layout.lay_out(SCRIPT, _length, RATE, bed=True)
    lead = round(recipe.BED_LEAD * RATE)
    assert [p.start for p in under.placed] == [p.start + lead for p in plain.placed]
    assert under.frames == plain.frames + 2 * lead


@given(
    opening=st.sampled_from([0, 2400, 24_000]),
    closing=st.sampled_from([0, 2400]),
    gap=st.floats(0, 100),
    repeat=st.integers(1, 10),
    rate=st.sampled_from([16000, 22050, 24000, 48000]),
)
def test_segments_follow_without_holes_and_hold_the_body_as_often_as_asked(
    opening: int, closing: int, gap: float, repeat: int, rate: int
) -> None:
    hop = rate // 10
    stretches = layout.segments(
        opening=opening,
        body=7 * hop,
        gap=layout.gap_frames(gap, rate),
        closing=closing,
        repeat=repeat,
        rate=rate,
    )
    assert stretches[0].start_frame == 0
    assert all(a.end_frame == b.start_frame for a, b in pairwise(stretches))
    assert all(s.end_frame > s.start_frame for s in stretches)
    kinds = [s.kind for s in stretches]
    assert kinds.count(SegmentKind.BODY) == repeat
    assert kinds.count(SegmentKind.OPENING) == bool(opening)
    assert kinds.count(SegmentKind.CLOSING) == bool(closing)


def test_programme_opens_rests_speaks_rests_and_closes() -> None:
    stretches = layout.segments(opening=2400, body=4800, gap=7200, closing=2400, repeat=2, rate=RATE)
    assert [(s.kind.value, s.end_frame - s.start_frame) for s in stretches] == [
        ("opening", 2400),
        ("gap", 24_000),
        ("body", 4800),
        ("gap", 7200),
        ("body", 4800),
        ("gap", 24_000),
        ("closing", 2400),
    ]


def test_cues_name_every_element_in_every_repeat() -> None:
    body = layout.lay_out(SCRIPT, _length, RATE, bed=False)
    stretches = layout.segments(opening=2400, body=body.frames, gap=7200, closing=0, repeat=2, rate=RATE)
    cues = layout.cues(body, stretches)
    first = 2400 + 24_000
    second = first + body.frames + 7200
    assert [c.start_frame for c in cues] == [base + p.start for base in (first, second) for p in body.placed]
    assert [c.end_frame for c in cues] == [base + p.end for base in (first, second) for p in body.placed]
    assert [(c.part, c.sentence, c.repeat) for c in cues[:5]] == [
        (0, 0, 0),
        (0, 1, 0),
        (1, 0, 0),
        (2, 0, 0),
        (3, 0, 0),
    ]
    assert {c.repeat for c in cues[5:]} == {1}


@pytest.mark.parametrize(("seconds", "frames"), [(0, 0), (15, 360_000), (0.26, 7200)])
def test_gap_is_kept_to_a_tenth_of_a_second(seconds: float, frames: int) -> None:
    assert layout.gap_frames(seconds, RATE) == frames
