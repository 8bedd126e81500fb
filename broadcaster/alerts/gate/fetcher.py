"""Fetches one file of a sender's feed: a program of its own, which a hostile server may hang or crash.

It reads a question as one line of JSON (`url`, `host`, `etag`, `modified`, `accept`, `most`) from standard
input, and prints an answer as one line, with the file behind it. Its caller ends it when it takes too long.
The sender's own host is asked alone, by https, with its certificate checked, and no more is read than an
alert may have, or `most`. It starts for each look, so the standard library does.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from broadcaster import __version__
from broadcaster.alerts.cap.model import MOST_BYTES

TIMEOUT = 10.0  # seconds to connect and between two pieces
_ACCEPT = "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml"
_MOST_KEPT = 300  # characters of a header


class _Elsewhere(Exception):
    """The server sends us to another host."""


class _OwnHost(HTTPRedirectHandler):
    max_redirections = 3
    max_repeats = 1

    def __init__(self, host: str) -> None:
        self._host = host

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        """Follow to the same host alone."""
        if not is_of(newurl, self._host):
            raise _Elsewhere
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_of(url: str, host: str) -> bool:
    """True for an https address of a host, which is written with its port if it has one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc.lower()) == ("https", host.lower())


def answer(asked: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """What comes of a question: `code` says why there is nothing; "" with the file, or `unchanged`."""
    url, host = asked["url"], asked["host"]
    if not is_of(url, host):
        return {"code": "elsewhere"}, b""
    accept = asked.get("accept", _ACCEPT)
    headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": f"broadcaster/{__version__}"}
    conditions = {"If-None-Match": asked.get("etag", ""), "If-Modified-Since": asked.get("modified", "")}
    headers |= {name: value for name, value in conditions.items() if value}
    opener = build_opener(HTTPSHandler(context=trusted_context()), _OwnHost(host))
    try:
        with opener.open(Request(url, headers=headers), timeout=TIMEOUT) as response:  # noqa: S310 - https, see above
            return _whole(response, int(asked.get("most", MOST_BYTES)))
    except HTTPError as error:
        if error.code == HTTPStatus.NOT_MODIFIED:
            return {"code": "unchanged"}, b""
        return {"code": "status", "status": str(error.code)}, b""
    except _Elsewhere:
        return {"code": "elsewhere"}, b""
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        bad = isinstance(reason, ssl.SSLCertVerificationError)
        return {"code": "certificate" if bad else "no_answer", "reason": type(reason).__name__}, b""


def _whole(response: http.client.HTTPResponse, most: int) -> tuple[dict[str, str], bytes]:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return {"code": "no_answer", "reason": "Content-Encoding"}, b""
    raw = response.read(most + 1)
    length = response.headers.get("Content-Length", "")
    if len(raw) <= most and length.isdecimal() and len(raw) < int(length):
        return {"code": "no_answer", "reason": "IncompleteRead"}, b""
    kept = {"etag": "ETag", "modified": "Last-Modified"}
    told = {name: (response.headers.get(header) or "")[:_MOST_KEPT] for name, header in kept.items()}
    return {"code": "", **told}, raw


def trusted_context() -> ssl.SSLContext:
    """Trusts whom this computer trusts; where that is nobody, whom the other fetchers trust."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        import certifi  # only where it is needed: most computers have certificates of their own

        context.load_verify_locations(certifi.where())
    return context


def main() -> None:
    """Answer the question on standard input."""
    told, raw = answer(json.loads(sys.stdin.buffer.readline()))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + raw)


if __name__ == "__main__":
    main()
