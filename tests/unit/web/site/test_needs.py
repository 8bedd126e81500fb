"""The right of a route is asked for before its function runs, but where what is sent may prove who one is."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import Request
from fastapi.routing import APIRoute

from broadcaster.core.errors import PeopleError
from broadcaster.people.roles.model import Action
from broadcaster.web.site.page_routes import ANYBODY, Pages

REQUEST = Request({"type": "http"})


class Nobody:
    """Refuses whoever asks."""

    def require(self, _request: Request, action: Action) -> None:
        raise PeopleError("people.not_allowed", right=str(action))


def served(needs: Action | None, **options: Any) -> Any:
    """What is called for a request to a route."""
    made = Pages(Nobody(), APIRoute)

    @made.post("/here", needs=needs, **options)
    def here(pin: str = "") -> str:
        return f"ran {pin}"

    return made.router.routes[0].endpoint  # type: ignore[attr-defined]


def test_nothing_runs_for_whoever_may_not() -> None:
    assert served(ANYBODY)() == "ran "
    with pytest.raises(PeopleError, match="not_allowed"):
        served(Action.SPEAK)(request=REQUEST)


def test_a_duty_pin_is_looked_at_though_nobody_is_signed_in() -> None:
    assert served(Action.EMERGENCY, asks_itself=True)(pin="730164") == "ran 730164"
