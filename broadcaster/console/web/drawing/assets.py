"""The addresses of styles, scripts and libraries.

An address that carries the digest of its file may be kept by browsers for good.
"""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files

ROOT = files("broadcaster.console.web") / "static"
VERSION = "v"
"""The parameter that carries the digest."""
_SHOWN = 12  # hexadecimal digits: enough to tell two versions of a file apart


@functools.cache
def asset(path: str) -> str:
    """The address of a file below `static`."""
    digest = hashlib.sha256(ROOT.joinpath(path).read_bytes()).hexdigest()[:_SHOWN]
    return f"/static/{path}?{VERSION}={digest}"


@functools.cache
def styles_of(template: str) -> tuple[str, ...]:
    """The style sheet of a template's own, if it has one."""
    return _own(f"css/{template}.css")


@functools.cache
def scripts_of(template: str) -> tuple[str, ...]:
    """The module of a template's own, if it has one."""
    return _own(f"js/{template}.js")


def _own(path: str) -> tuple[str, ...]:
    return (asset(path),) if ROOT.joinpath(path).is_file() else ()
