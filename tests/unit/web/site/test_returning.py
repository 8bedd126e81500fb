"""After signing in one comes back to where one was, and never to another site."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from broadcaster.web.site import shell
from broadcaster.web.site.shell import Pending
from broadcaster.web.site.visitor import local, to_sign_in


@pytest.mark.parametrize("path", ["/", "/log?from=2027-01-02", "/messages/edit/bluezone"])
def test_a_page_of_the_console_is_gone_back_to(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "evil",
     "/a\r\nset-cookie: x", "/sign-out", "/sign-in?next=/", "/" + "a" * 600],
)  # fmt: skip
def test_whatever_could_lead_elsewhere_leads_to_the_first_page(path: str) -> None:
    assert local(path) == "/"


def asked(method: str, path: str, query: str = "", referer: str = "") -> Request:
    headers = [(b"host", b"dai"), (b"referer", referer.encode())]
    return Request(
        {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers,
         "scheme": "http", "server": ("dai", 80), "root_path": ""}
    )  # fmt: skip


def test_who_must_sign_in_first_is_sent_with_the_page_that_was_asked_for() -> None:
    assert to_sign_in(asked("GET", "/log", "from=2027-01-02")) == "/sign-in?next=/log%3Ffrom%3D2027-01-02"
    assert to_sign_in(asked("GET", "/")) == "/sign-in"


def test_a_form_that_comes_too_late_leads_back_to_its_page() -> None:
    assert to_sign_in(asked("POST", "/play", referer="http://dai/messages")) == "/sign-in?next=/messages"
    assert to_sign_in(asked("POST", "/play", referer="http://evil.example//x")) == "/sign-in"


def test_what_was_begun_is_forgotten_after_a_while_and_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: Pending[int] = Pending()
    for number in range(shell.MOST + 1):
        kept.put(str(number), number)
    assert kept.get("0") is None
    assert kept.get("1") == 1
    kept.drop("1")
    assert kept.get("1") is None
    short: Pending[int] = Pending(0)
    short.put("a", 1)
    assert short.get("a") is None
