"""A request says in which language it wants its answer."""

from __future__ import annotations

import pytest

from broadcaster.api.protocol.envelope import asked_for, asked_in
from broadcaster.core.text.catalogue import Language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (b"vi", Language.VI),
        (b"en", Language.EN),
        (b"en-GB,en;q=0.9,vi;q=0.8", Language.EN),
        (b"vi-VN, en;q=0.5", Language.VI),
        (b"fr, en;q=0.4, vi;q=0.7", Language.VI),
        (b"EN", Language.EN),
        (b"en;q=0, vi;q=0.1", Language.VI),
        (b"en;q=0", None),
        (b"fr-FR, *", None),
        (b"", None),
        (b"\xff\xfe;;q=,,en;q=x", None),
        (b"english", None),
        (b" vi ; q = 0.5 ,en;q=0.4", Language.VI),
        # The work grows with the header, not with its square: that would take minutes.
        (b"vi" + b" " * 500_000 + b"!,en", None),
        (b"en," + b"a," * 500_000 + b"vi", Language.EN),
    ],
)
def test_language_that_is_preferred_then_is_taken(header: bytes, language: Language | None) -> None:
    assert asked_for(header) is language


def test_language_is_read_from_a_request_that_no_lane_takes() -> None:
    assert asked_in(b"GET / HTTP/1.1\r\nHost: x\r\naccept-language:  en-US\r\n\r\n") is Language.EN
    assert asked_in(b"GET / HTTP/1.1\r\nX-Accept-Language: en\r\n\r\n") is None
    assert asked_in(b"") is None
