"""Earlier versions of a file as a page lists them: who wrote which and when, and what it changed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from broadcaster.console.web.drawing.compare import Side, side_by_side
from broadcaster.station.editing.documents.redacting import is_masked
from broadcaster.station.editing.documents.versions import Version

SHOWN = 30  # versions on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One version in the list."""

    sha256: str
    at: datetime
    by: str  # empty: written outside the program
    gone: bool  # the file was removed then
    current: bool
    whole: bool  # it can come back: no password is missing in it
    before: Side  # what was there
    after: Side  # what this version made of it


def earlier(
    versions: Sequence[Version],
    text_of: Callable[[Version], str | None],
    *,
    etag: str,
    zone: tzinfo | None,
    drawn: Callable[[str], str],
) -> list[Earlier]:
    """The versions of a file, the last one first.

    Args:
        versions: of the history.
        text_of: gives the text of one; None where the file was removed.
        etag: of the file as it is.
        zone: of the instants.
        drawn: makes of a file's text what people compare.
    """
    texts = [text_of(each) for each in versions[: SHOWN + 1]]
    found = []
    for number, version in enumerate(versions[:SHOWN]):
        text = texts[number]
        older = texts[number + 1] if number + 1 < len(texts) else None
        before, after = side_by_side(drawn(older or ""), drawn(text or ""))
        found.append(
            Earlier(
                sha256=version.sha256,
                at=version.at.astimezone(zone),
                by=version.by,
                gone=text is None,
                current=version.sha256 == etag,
                whole=text is not None and not is_masked(text),
                before=before,
                after=after,
            )
        )
    return found
