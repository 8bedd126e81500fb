"""The sheet beside a programme's file: all its facts and the file's checksum, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from broadcaster.studio.model import Cue, Programme, Segment, SegmentKind

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A programme and the SHA-256 of its file."""

    programme: Programme
    sha256: str


def to_json(sheet: Sheet) -> bytes:
    """The sheet as it lies on disk; the path is not in it, so that a cache can be moved."""
    facts = asdict(sheet.programme)
    del facts["path"]
    return json.dumps({"format": _FORMAT, "sha256": sheet.sha256, **facts}, ensure_ascii=False).encode()


def from_json(data: bytes, path: Path) -> Sheet:
    """The sheet again, for the file at `path`.

    Raises:
        ValueError: damaged, or of another format.
    """
    try:
        facts = json.loads(data)
        if facts.pop("format") != _FORMAT:
            raise ValueError("another format of sheet")
        checksum = str(facts.pop("sha256"))
        segments = tuple(_segment(**s) for s in facts.pop("segments"))
        cues = tuple(Cue(**c) for c in facts.pop("cues"))
        return Sheet(programme=Programme(path=path, segments=segments, cues=cues, **facts), sha256=checksum)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a sheet") from error


def _segment(kind: str, start_frame: int, end_frame: int) -> Segment:
    return Segment(kind=SegmentKind(kind), start_frame=start_frame, end_frame=end_frame)
