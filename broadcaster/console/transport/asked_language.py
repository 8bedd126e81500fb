"""The language in which a request wants its answer: the header `Accept-Language`.

The command line sends the language of its own process. So one station answers a Vietnamese officer and an
English technician at the same time.
"""

from __future__ import annotations

import re

from broadcaster.text import Language

HEADER = "Accept-Language"

_LINE = re.compile(rb"^accept-language[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_WISH = re.compile(
    r"\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE
)


def asked_for(header: bytes) -> Language | None:
    """The language that the header prefers of those that there are; None where it names none of them.

    Of equal weights the first counts. Source: RFC 9110, 12.5.4.
    """
    wishes: list[tuple[float, Language]] = []
    for written in header.decode("latin-1").split(","):
        wish = _WISH.fullmatch(written)
        if wish is not None and wish[1].lower() in tuple(Language):
            wishes.append((float(wish[2] or 1), Language(wish[1].lower())))
    weight, language = max(wishes, key=lambda wish: wish[0], default=(0.0, None))
    return language if weight > 0 else None


def asked_in(head: bytes) -> Language | None:
    """The same of the first bytes of a request that no lane has taken."""
    line = _LINE.search(head)
    return asked_for(line[1]) if line is not None else None
