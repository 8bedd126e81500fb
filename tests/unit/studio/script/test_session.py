from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.studio.script.programme import Programme, Segment, SegmentKind, session_frames

PROGRAMME = Programme(
    message="m",
    path=Path("m.wav"),
    rate=10,
    frames=100,
    loudness_lufs=-16,
    true_peak_dbtp=-1.5,
    words_digest="w",
    sound_digest="s",
    engine="tone",
    segments=(
        Segment(kind=SegmentKind.OPENING, start_frame=0, end_frame=10),
        Segment(kind=SegmentKind.GAP, start_frame=10, end_frame=20),
        Segment(kind=SegmentKind.BODY, start_frame=20, end_frame=40),
        Segment(kind=SegmentKind.GAP, start_frame=40, end_frame=50),
        Segment(kind=SegmentKind.BODY, start_frame=50, end_frame=70),
        Segment(kind=SegmentKind.GAP, start_frame=70, end_frame=80),
        Segment(kind=SegmentKind.CLOSING, start_frame=80, end_frame=100),
    ),
    cues=(),
    clips_made=0,
    clips_reused=0,
)


@pytest.mark.parametrize(
    ("first", "last", "heard"),
    [
        pytest.param(True, True, range(100), id="alone"),
        pytest.param(True, False, range(70), id="first"),
        pytest.param(False, False, range(20, 70), id="middle"),
        pytest.param(False, True, range(20, 100), id="last"),
    ],
)
def test_session_member_airs_its_bodies_and_the_ends_that_fall_to_it(
    first: bool, last: bool, heard: range
) -> None:
    assert session_frames(PROGRAMME, first=first, last=last) == heard
