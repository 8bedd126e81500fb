"""HTTP on a connection, as both doors speak it: uvicorn's protocol on a parser in C, with bounds.

A parser in Python keeps Python's lock from an emergency for as long as a stranger's headers are odd: h11's
patterns take seconds for 60 kB of spaces. httptools (llhttp) reads each byte once.
"""

from __future__ import annotations

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 1 << 16  # bytes of a request's line and headers, and between two pieces of a body
MOST_AHEAD = 4
"""Requests that may wait on a connection for their answers: browsers send none ahead."""


class HttpConnection(HttpToolsProtocol):
    """Uvicorn's HTTP, but headers that never end are not kept, nor requests without number."""

    longest_head = LONGEST_HEAD
    _unfinished = 0  # bytes that have come since something was whole

    def data_received(self, data: bytes) -> None:
        """As uvicorn has it."""
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > self.longest_head:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """As uvicorn has it; the parser makes an error of ours a bad request."""
        if len(self.pipeline) >= MOST_AHEAD:
            raise OverflowError
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """As uvicorn has it."""
        self._unfinished = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """As uvicorn has it."""
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """As uvicorn has it."""
        self._unfinished = 0
        super().on_message_complete()


def whole_body(request: bytes) -> bytes | None:
    """The body of one request in chunks; None if it is not complete yet, empty if it is no HTTP."""
    gathered = _Gathered()
    parser = httptools.HttpRequestParser(gathered)
    try:
        parser.feed_data(request)
    except httptools.HttpParserError:
        return b""  # the door answers what is wrong with it
    return bytes(gathered.body) if gathered.whole else None


class _Gathered:
    """What a parser finds."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.whole = False

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole = True
