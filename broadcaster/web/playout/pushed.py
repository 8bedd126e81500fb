"""The API's door for pushed alerts, on the console's port: by https alone, since it is opened by a token."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from broadcaster.api.routes.alerts import PATH, take_alert
from broadcaster.api.routes.router import PREFIX
from broadcaster.core.answers import plain
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.pools import PUSHED
from broadcaster.web.site.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The route over a running station."""
    made = Pages(None, PUSHED)

    @made.post(f"{PREFIX}{PATH}", needs=ANYBODY)
    async def push(request: Request) -> JSONResponse:
        """See `take_alert`."""
        return JSONResponse(plain(await take_alert(shell.station, request)))

    return made.router
