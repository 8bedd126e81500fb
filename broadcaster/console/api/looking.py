"""Routes that only look: the status, and the metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from broadcaster.console.api.router import Routes
from broadcaster.people.model import Action
from broadcaster.service.station.facade import StationFacade
from broadcaster.service.status.exposition import CONTENT_TYPE
from broadcaster.service.status.values import Status

_TEXT = {"description": "Successful Response", "content": {CONTENT_TYPE: {"schema": {"type": "string"}}}}


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    @made.get("/status", needs=Action.LOOK)
    def status() -> Status:
        """What the station does."""
        return station.status()

    return made.router


def counted(station: StationFacade) -> APIRouter:
    """The metrics, where Prometheus looks for them by default."""
    made = Routes(station, prefix="")

    @made.get("/metrics", needs=Action.LOOK, response_class=Response, responses={200: _TEXT})
    def metrics() -> Response:
        """The station's figures in Prometheus's text format."""
        return Response(station.metrics(), media_type=CONTENT_TYPE)

    return made.router
