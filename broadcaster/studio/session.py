"""Which frames of a programme are heard in a session of several messages.

A session has one opening and one closing: the opening of the first message and the closing of the
last one. The messages between are heard without either.
"""

from __future__ import annotations

from broadcaster.studio.model import Programme, SegmentKind


def session_frames(programme: Programme, *, first: bool, last: bool) -> range:
    """The frames of `programme` that are heard when it is a member of a session.

    Args:
        programme: one member's programme, whole.
        first: it opens the session: its opening is heard.
        last: it closes the session: its closing is heard.

    Returns:
        The frames from `range.start` up to `range.stop`; for a member that is both first and
        last the whole file.
    """
    bodies = [s for s in programme.segments if s.kind is SegmentKind.BODY]
    start = 0 if first else bodies[0].start_frame
    stop = programme.frames if last else bodies[-1].end_frame
    return range(start, stop)
