"""Routers put together into one."""

from __future__ import annotations

from fastapi import APIRouter


def join(whole: APIRouter, part: APIRouter) -> None:
    """Give the routes of `part` to `whole`, as they are.

    FastAPI's `include_router` builds each route a second time, with what the inclusion adds. Ours adds
    nothing, and the second set of validators would hold 4 MB.
    """
    whole.routes.extend(part.routes)
