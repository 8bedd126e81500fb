"""The router of `/api/v1`: every route has one answer, and says which errors it may answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from broadcaster.console.answers.failure import Failure
from broadcaster.console.transport.workers import Route

PREFIX = "/api/v1"

Errors = dict[int | str, dict[str, Any]]
"""Errors as FastAPI describes them in the OpenAPI."""


def errors(*statuses: HTTPStatus) -> Errors:
    """These statuses, each with the one shape of errors."""
    return {status.value: {"model": Failure, "description": status.phrase} for status in statuses}


ANYWHERE = errors(
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
"""What any request may be answered: by the acceptor, by the bounds, or as the station is busy or ends."""

MISSING = errors(HTTPStatus.NOT_FOUND)
"""What is named in the request is not there."""

REFUSED = errors(HTTPStatus.CONFLICT)
"""The station is in no state for it."""


def router() -> APIRouter:
    """An empty router for routes of `/api/v1`."""
    return APIRouter(prefix=PREFIX, route_class=Route, responses=ANYWHERE)
