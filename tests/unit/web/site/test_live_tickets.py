"""A live voice's ticket is enough to send sound; everything else of the guard holds for it too."""

from __future__ import annotations

import pytest

from broadcaster.people.access.access import Access
from broadcaster.playout.live.voice import LARGEST
from tests.unit.web.site.conftest import HOST, Page, ask

TICKET = "/live/s/Zx3_9-abcdefghijklmnop"


def send(access: Access, page: Page, path: str, *headers: tuple[str, str], pieces: int = 1) -> int:
    """The status that a request of a browser without any session gets."""
    return ask(access, page, "POST", HOST, *headers, path=path, body=bytes(4096), pieces=pieces)[0]


def test_sound_with_a_ticket_needs_no_session(access: Access) -> None:
    page = Page()
    assert send(access, page, f"{TICKET}/chunks/7") == 200
    assert page.received == 4096


@pytest.mark.parametrize("path", ["/live/s/short/chunks/1", "/live/arm", "/live/s/", "/emergency/live/arm"])
def test_nothing_else_is_let_through_without_the_token_of_a_page(access: Access, path: str) -> None:
    page = Page()
    assert send(access, page, path) == 303  # to sign in
    assert send(access, page, path, ("x-csrf", "0")) == 403
    assert page.visitor is None


@pytest.mark.parametrize(
    "header", [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], ids=str
)
def test_another_site_cannot_use_a_ticket(access: Access, header: tuple[str, str]) -> None:
    assert send(access, Page(), f"{TICKET}/end", header) == 403


def test_chunk_of_any_size_is_cut_off_early(access: Access) -> None:
    page = Page()
    send(access, page, f"{TICKET}/chunks/1", pieces=1000)
    assert page.received <= LARGEST
