"""Nói trực tiếp: the browser's microphone on the air; and the same in an emergency, by duty PIN.

The page arms a session and gets its ticket. From then on the ticket alone counts: a session of the browser
that expires meanwhile cuts nobody off. Sound comes as numbered requests, one after the other: plain HTTP/1.1.
"""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.live import arming, looking, session
from broadcaster.console.web.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter()
    for part in (looking, arming, session):
        join(made, part.routes(shell))
    return made
