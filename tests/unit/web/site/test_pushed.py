"""Alerts are pushed at the console's port by https alone; everything else of the guard holds for them too."""

from __future__ import annotations

import pytest

from broadcaster.people.access.access import Access
from broadcaster.web.site.guard import LARGEST_FORM
from tests.unit.web.site.conftest import HOST, Page, ask

PUSH = "/api/v1/alerts"


def test_without_encryption_nothing_of_a_push_is_read(access: Access) -> None:
    page = Page()
    assert ask(access, page, "POST", HOST, path=PUSH, body=bytes(4096))[0] == 403
    assert page.received == 0


def test_with_it_the_token_is_the_senders_matter_and_no_session_is_asked_for(access: Access) -> None:
    page = Page()
    assert ask(access, page, "POST", HOST, path=PUSH, body=bytes(4096), scheme="https")[0] == 200
    assert (page.received, page.visitor) == (4096, None)


@pytest.mark.parametrize(
    "path", [f"{PUSH}/", f"{PUSH}/x", "/api/v1/status", "/api/v1/play", "/API/v1/alerts"]
)
def test_nothing_else_of_the_api_is_there(access: Access, path: str) -> None:
    page = Page()
    ask(access, page, "POST", HOST, path=path, body=b"{}", scheme="https")
    assert page.received == 0 or page.visitor is not None


def test_a_strange_host_and_another_site_are_refused(access: Access) -> None:
    assert ask(access, Page(), "POST", ("host", "evil.example"), path=PUSH, scheme="https")[0] == 403
    origin = ("origin", "https://evil.example")
    assert ask(access, Page(), "POST", HOST, origin, path=PUSH, scheme="https")[0] == 403


def test_what_has_no_end_is_cut_off_early(access: Access) -> None:
    page = Page()
    ask(access, page, "POST", HOST, path=PUSH, body=bytes(1 << 16), pieces=1000, scheme="https")
    assert page.received <= LARGEST_FORM
