"""What every request to the web console must pass."""

from __future__ import annotations

import hmac

import pytest

from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Caller
from broadcaster.web.site import guard
from broadcaster.web.site.guard import LARGEST_FORM, LARGEST_OF_STRANGERS, MOST_FIELDS
from broadcaster.web.site.visitor import VISIT, Visitor
from tests.unit.web.site.conftest import HOST, Page, ask


def token_of(access: Access, visit: str) -> str:
    caller = Caller(person=None, account="", own=False)
    return Visitor(caller, visit, founded=False, form_key=access.devices.form_key(None)).csrf


def test_a_page_carries_the_headers_that_keep_other_sites_out(access: Access) -> None:
    status, headers = ask(access, Page(), "GET", HOST)
    assert status == 200
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_a_new_visit_gets_a_cookie_that_no_script_reads_and_no_other_site_sends(access: Access) -> None:
    _, headers = ask(access, Page(), "GET", HOST)
    assert headers["set-cookie"].startswith(f"{VISIT}=")
    assert {"HttpOnly", "SameSite=Strict"} <= set(headers["set-cookie"].split("; "))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "", "station.evil.example"])
def test_a_strange_host_is_refused(access: Access, host: str) -> None:
    assert ask(access, Page(), "GET", ("host", host))[0] == 403


def test_a_form_with_the_token_of_its_visit_is_taken(access: Access) -> None:
    page, cookie = Page(), ("cookie", f"{VISIT}=abc")
    kind = ("content-type", "application/x-www-form-urlencoded")
    assert (
        ask(access, page, "POST", HOST, cookie, kind, body=f"csrf={token_of(access, 'abc')}&a=1".encode())[0]
        == 200
    )
    assert page.received > 64


@pytest.mark.parametrize("body", [b"", b"csrf=", b"csrf=0", b"a=1", b"\xff\xfe"], ids=range(5))
def test_a_form_without_the_token_does_nothing_and_leads_to_signing_in(access: Access, body: bytes) -> None:
    page = Page()
    kind = ("content-type", "application/x-www-form-urlencoded")
    came = ("referer", "https://evil.example/settings/backup")
    status, headers = ask(access, page, "POST", HOST, ("cookie", f"{VISIT}=abc"), kind, came, body=body)
    assert (status, headers["location"]) == (303, "/sign-in?next=/settings/backup")
    assert page.visitor is None


@pytest.mark.parametrize(("came", "leads"), [("/emergency", "/emergency"), ("//evil.example/x", "/sign-in")])
def test_a_form_of_an_earlier_visit_leads_back_to_a_page_of_this_console_only(
    access: Access, came: str, leads: str
) -> None:
    kind = ("content-type", "application/x-www-form-urlencoded")
    page, referer = Page(), ("referer", f"http://localhost{came}")
    status, headers = ask(
        access, page, "POST", HOST, ("cookie", f"{VISIT}=abc"), kind, referer, body=b"csrf=0"
    )
    assert (status, headers["location"]) == (303, leads)
    assert page.visitor is None


def test_a_token_of_another_visit_is_refused(access: Access) -> None:
    headers = (HOST, ("cookie", f"{VISIT}=abc"), ("x-csrf", token_of(access, "other")))
    assert ask(access, Page(), "POST", *headers)[0] == 403


@pytest.mark.parametrize(
    "headers",
    [(("origin", "http://evil.example"),), (("sec-fetch-site", "cross-site"),), (("origin", "null"),)],
    ids=range(3),
)
def test_another_site_is_refused_even_with_the_token(
    access: Access, headers: tuple[tuple[str, str], ...]
) -> None:
    known = (HOST, ("cookie", f"{VISIT}=abc"), ("x-csrf", token_of(access, "abc")))
    assert ask(access, Page(), "POST", *known, *headers)[0] == 403


def test_an_upload_without_end_is_cut_off(access: Access) -> None:
    page, piece = Page(), b"x" * (1 << 20)
    known = (HOST, ("cookie", f"{VISIT}=abc"), ("x-csrf", token_of(access, "abc")))
    ask(access, page, "POST", *known, body=piece, pieces=400)
    assert page.received <= LARGEST_FORM


def test_a_station_without_people_gives_nobody_a_right_at_its_own_screen_neither(access: Access) -> None:
    page = Page()
    ask(access, page, "GET", HOST, client="127.0.0.1")
    assert page.visitor is not None
    assert not page.visitor.caller.own


def test_a_form_that_is_too_long_is_refused_and_not_cut(access: Access) -> None:
    page, cookie = Page(), ("cookie", f"{VISIT}=abc")
    kind = ("content-type", "application/x-www-form-urlencoded")
    body = f"csrf={token_of(access, 'abc')}&text=".encode() + b"x" * LARGEST_FORM
    assert ask(access, page, "POST", HOST, cookie, kind, body=body)[0] == 413
    assert page.visitor is None


def test_a_form_of_thousands_of_fields_is_refused_before_they_are_told_apart(access: Access) -> None:
    page, cookie = Page(), ("cookie", f"{VISIT}=abc")
    kind = ("content-type", "application/x-www-form-urlencoded")
    body = f"csrf={token_of(access, 'abc')}".encode() + b"&a=1" * MOST_FIELDS
    assert len(body) < LARGEST_OF_STRANGERS
    assert ask(access, page, "POST", HOST, cookie, kind, body=body)[0] == 413
    assert page.visitor is None


@pytest.mark.parametrize("times", [1, 30])
def test_headers_of_thousands_of_words_are_refused_before_anybody_is_known(
    access: Access, times: int
) -> None:
    page, name = Page(), "accept-language"
    long = [(name, ",".join(["a=1"] * (3000 // times)))] * times
    assert ask(access, page, "GET", HOST, *long)[0] == 403
    assert page.visitor is None
    assert ask(access, page, "GET", HOST, (name, ",".join(["a=1"] * 20)))[0] == 200


@pytest.mark.parametrize("times", [1, 30])
@pytest.mark.parametrize("foreign", ["k{}=1", "x{}broadcaster_visit=0", "a{}", "{}=language=x", "=;;{}"])
def test_cookies_of_another_port_keep_nobody_out(access: Access, times: int, foreign: str) -> None:
    page = Page()
    planted = "; ".join(foreign.format(number) for number in range(3000 // times))
    cookies = [("cookie", f"{planted};language=en ;{planted}")] * times
    cookies += [("cookie", f"{planted};{VISIT} = abc; {planted}"), ("cookie", planted)]
    kind = ("content-type", "application/x-www-form-urlencoded")
    assert (
        ask(access, page, "POST", HOST, *cookies, kind, body=f"csrf={token_of(access, 'abc')}".encode())[0]
        == 200
    )
    assert page.cookies == {VISIT: "abc", "language": "en"}


def test_page_sees_no_cookie_that_is_none_of_ours(access: Access) -> None:
    page = Page()
    assert ask(access, page, "GET", HOST, ("cookie", "k=1; theme2=x; session=1"))[0] == 200
    assert page.cookies == {}


@pytest.mark.parametrize("form", ["x=1&csrf={}", "csrf={}&text=%26csrf%3D00", "csrf={}&csrf=00"])
def test_the_token_is_the_first_field_of_its_name(access: Access, form: str) -> None:
    page, cookie = Page(), ("cookie", f"{VISIT}=abc")
    kind = ("content-type", "application/x-www-form-urlencoded")
    body = form.format(token_of(access, "abc")).encode()
    assert ask(access, page, "POST", HOST, cookie, kind, body=body)[0] == 200


def test_a_form_that_never_comes_to_its_end_is_given_up(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.02)
    kind = ("content-type", "application/x-www-form-urlencoded")
    assert (
        ask(access, Page(), "POST", HOST, ("cookie", f"{VISIT}=abc"), kind, body=b"", pieces=1 << 40)[0]
        == 413
    )


def test_an_upload_that_never_comes_to_its_end_is_given_up(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PATIENCE", 0.02)
    page = Page()
    known = (HOST, ("cookie", f"{VISIT}=abc"), ("x-csrf", token_of(access, "abc")))
    kind = ("content-type", "multipart/form-data; boundary=x")
    ask(access, page, "POST", *known, kind, body=b"x", pieces=1 << 40)
    assert 0 < page.received < LARGEST_FORM


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_only_a_form_with_files_may_be_large_however_it_shows_its_token(access: Access, kind: str) -> None:
    page = Page()
    known = (HOST, ("cookie", f"{VISIT}=abc"), ("x-csrf", token_of(access, "abc")), ("content-type", kind))
    assert ask(access, page, "POST", *known, body=b"&" * 6000)[0] == 413
    assert ask(access, page, "POST", *known, body=b"x" * (LARGEST_FORM + 1))[0] == 413
    assert page.received == 0


def test_for_a_style_or_script_nobody_is_asked_who_they_are(access: Access) -> None:
    page = Page()
    status, headers = ask(access, page, "GET", HOST, path="/static/css/console.css")
    assert status == 200
    assert page.visitor is None
    assert "set-cookie" not in headers
    assert headers["x-content-type-options"] == "nosniff"


def test_who_chooses_the_cookie_does_not_know_the_word_of_its_forms(access: Access) -> None:
    """Not for the station's own programs either: a service or a notice would press its buttons."""
    visit = ("cookie", f"{VISIT}=abc")
    known = hmac.new(b"abc", b"csrf", "sha256").hexdigest()
    read_elsewhere = Visitor(
        Caller(person=None, account="", own=False),
        "abc",
        founded=False,
        form_key=access.devices.form_key(1000),
    ).csrf
    for word in (known, read_elsewhere):
        assert ask(access, Page(), "POST", HOST, visit, ("x-csrf", word))[0] == 403
    assert ask(access, Page(), "POST", HOST, visit, ("x-csrf", token_of(access, "abc")))[0] == 200
