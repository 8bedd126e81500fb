"""Styles, scripts and libraries: their addresses and their bytes.

An address that carries the digest of its file may be kept by browsers for good. Each file is read once: a
page shows nothing before its styles are there, and a browser asks for a dozen files at the same time.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from importlib.resources import as_file, files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

ROOT = files("broadcaster.web") / "static"
VERSION = "v"
"""The parameter that carries the digest."""
PREFIX = "/static/"
_WORTH = 0.9  # of the bytes
_UNPACKS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?![.\d]))")
_SHOWN = 12  # hexadecimal digits: enough to tell two versions of a file apart
_NOT_FOUND, _NOT_CHANGED = 404, 304


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    digest: str
    kind: str  # its media type


@functools.cache
def _names() -> frozenset[str]:
    with as_file(ROOT) as folder:
        return frozenset(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@functools.cache
def _file(path: str) -> _File:
    content = ROOT.joinpath(path).read_bytes()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return _File(content, hashlib.sha256(content).hexdigest()[:_SHOWN], kind)


@functools.cache
def _packed(path: str) -> bytes | None:
    """The file as a telephone on a weak network gets it; None where that saves little."""
    content = _file(path).content
    packed = gzip.compress(content, mtime=0)
    return packed if len(packed) < len(content) * _WORTH else None


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer GET and HEAD of a file below `static`."""
    request = Request(scope)
    path = request.url.path.removeprefix(PREFIX)
    if path not in _names():
        answer: Response = PlainTextResponse("", _NOT_FOUND)
    else:
        found = _file(path)
        packed = _packed(path) if _UNPACKS.search(request.headers.get("accept-encoding", "")) else None
        headers = {"etag": f'"{found.digest}{"" if packed is None else "z"}"', "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == headers["etag"]:
            answer = Response(status_code=_NOT_CHANGED, headers=headers)
        elif packed is None:
            answer = Response(found.content, headers=headers, media_type=found.kind)
        else:
            answer = Response(packed, headers={**headers, "content-encoding": "gzip"}, media_type=found.kind)
    await answer(scope, receive, send)


@functools.cache
def asset(path: str) -> str:
    """The address of a file below `static`."""
    return f"{PREFIX}{path}?{VERSION}={_file(path).digest}"


@functools.cache
def styles_of(template: str) -> tuple[str, ...]:
    """The style sheet of a template's own, if it has one."""
    return _own(f"css/{template}.css")


@functools.cache
def scripts_of(template: str) -> tuple[str, ...]:
    """The module of a template's own, if it has one."""
    return _own(f"js/{template}.js")


def _own(path: str) -> tuple[str, ...]:
    return (asset(path),) if path in _names() else ()
