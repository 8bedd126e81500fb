"""What somebody hostile in the ward's network tries at the console's door, over real connections."""

from __future__ import annotations

import io
import re
import socket
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from broadcaster.web.site import guard
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import FORM, Browser

pytestmark = pytest.mark.patient
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Broadcaster]]:
    station = Broadcaster(tmp_path_factory.mktemp("dai"))
    port = settled(station, SETTINGS)
    peopled(station, {"lan": ("officer",)})
    with station.running("--trust-clock"):
        yield port, station


@pytest.fixture
def stranger(port: tuple[int, Broadcaster]) -> Browser:
    return Browser(port[0])


@pytest.fixture
def officer(port: tuple[int, Broadcaster]) -> Browser:
    browser = Browser(port[0])
    status, headers, _ = browser.post("/sign-in", person="lan", secret=secret("lan"))
    assert (status, headers["location"]) == (303, "/")
    return browser


def test_a_page_says_to_browsers_what_it_is_made_of_and_stands_in_no_frame(stranger: Browser) -> None:
    _, headers, _ = stranger.get("/sign-in")
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_fields_of_secrets_are_those_that_password_managers_fill(stranger: Browser, officer: Browser) -> None:
    fields = r'<input[^>]*type="password"[^>]*>'
    for page, words in (
        (stranger.get("/sign-in")[2], {"current-password"}),
        (officer.get("/account")[2], {"current-password", "new-password"}),
    ):
        found = [field for field in re.findall(fields, page) if "numeric" not in field]  # PINs are not kept
        assert found
        assert {re.search(r'autocomplete="([^"]+)"', field)[1] for field in found} == words  # type: ignore[index]
        for field in found:  # what is longer is refused in words, and never cut off unseen
            assert "onpaste" not in field
            longest = re.search(r'maxlength="(\d+)"', field)
            assert longest is None or int(longest[1]) >= 1000


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_another_name_that_leads_here_gets_nothing(stranger: Browser, host: str) -> None:
    assert stranger.get("/sign-in", host=host)[0] in (400, 403)


def test_a_form_of_another_site_does_nothing(officer: Browser) -> None:
    body = urlencode({"csrf": officer.token("/"), "title": "x"}).encode()
    for headers in ({"origin": "http://evil.example"}, {"sec_fetch_site": "cross-site"}, {"origin": "null"}):
        assert officer.ask("POST", "/messages", body, content_type=FORM, **headers)[0] == 403
    forged = urlencode({"csrf": "0" * 64, "title": "x"}).encode()
    assert officer.ask("POST", "/messages", forged, content_type=FORM)[0] == 403


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"])
def test_no_address_leads_to_another_site(port: tuple[int, Broadcaster], to: str) -> None:
    browser = Browser(port[0])
    assert "evil" not in browser.get(f"/sign-in?next={quote(to)}")[2]
    _, headers, _ = browser.post("/sign-in", person="lan", secret=secret("lan"), back=to)
    assert headers["location"] == "/"
    body = urlencode({"csrf": browser.token("/"), "theme": "dark"}).encode()
    _, headers, _ = browser.ask("POST", "/view", body, content_type=FORM, referer=f"http://x{to}")
    assert headers["location"].startswith("/")
    assert not headers["location"].startswith(("//", "/\\"))


def test_a_session_has_a_new_token_a_strict_cookie_and_ends_with_the_sign_out(officer: Browser) -> None:
    first = officer.cookies["broadcaster_session"]
    status, headers, _ = officer.post("/sign-in", person="lan", secret=secret("lan"))
    assert status == 303
    assert {"HttpOnly", "SameSite=strict"} <= set(headers["set-cookie"].split("; "))
    assert officer.cookies["broadcaster_session"] != first
    assert Browser(officer.port, {"broadcaster_session": first}).get("/log")[0] == 303
    kept = dict(officer.cookies)
    assert officer.post("/sign-out")[0] == 303
    assert Browser(officer.port, kept).get("/log")[0] == 303


def test_a_chosen_session_is_not_taken_over(port: tuple[int, Broadcaster]) -> None:
    victim = Browser(port[0], {"broadcaster_session": "chosen-by-somebody-else"})
    victim.post("/sign-in", person="lan", secret=secret("lan"))
    assert victim.cookies["broadcaster_session"] != "chosen-by-somebody-else"
    assert Browser(port[0], {"broadcaster_session": "chosen-by-somebody-else"}).get("/log")[0] == 303


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fguard.py", "/static//etc/passwd"],
)
def test_files_of_the_program_and_of_the_computer_are_not_served(stranger: Browser, path: str) -> None:
    status, _, text = stranger.get(path)
    assert status in (400, 403, 404)
    assert "import" not in text


@pytest.mark.parametrize(
    "name", ["../station", "..%2fstation", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "a%00b"]
)
def test_names_of_messages_lead_out_of_no_folder(
    officer: Browser, port: tuple[int, Broadcaster], name: str
) -> None:
    status, _, text = officer.get(f"/messages/edit/{name}")
    assert 400 <= status < 500
    assert "root:" not in text
    before = (port[1].folder / "station.yaml").read_bytes()
    body = urlencode({"csrf": officer.token("/"), "title": "x", "etag": "absent"}).encode()
    assert officer.ask("POST", f"/messages/save/{name}", body, content_type=FORM)[0] >= 400
    assert (port[1].folder / "station.yaml").read_bytes() == before


def test_the_name_of_an_upload_leads_out_of_no_folder(
    officer: Browser, port: tuple[int, Broadcaster]
) -> None:
    text = "THÔNG BÁO\nVề việc thử\n\nMời bà con đi họp.\n".encode()
    for name in ("../../../tmp/x.txt", "/etc/x.txt", "..\\..\\x.txt", "station.yaml"):
        assert officer.upload(name, text)[0] == 303
    made = {path.parent for path in port[1].folder.rglob("*.yaml")}
    assert made <= {port[1].folder, port[1].folder / "messages", port[1].folder / "schedules"}
    assert not Path("/tmp/x.txt").exists()  # noqa: S108 - where it must not be


def test_a_script_in_a_title_is_a_text(officer: Browser) -> None:
    status, headers, _ = officer.post("/messages", title=SCRIPT)
    assert status == 303
    for path in ("/messages", headers["location"], "/messages?q=" + quote(SCRIPT)):
        text = officer.get(path)[2]
        assert SCRIPT not in text
    wait_for(lambda: "&lt;script&gt;" in officer.get("/messages")[2])


def bomb() -> bytes:
    """A .docx whose document is 2 GB when unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as document:
            for _ in range(2048):
                document.write(b"\0" * (1 << 20))
    return packed.getvalue()


def picture_bomb() -> bytes:
    """A PNG head of 100 000 × 100 000 points, and nothing behind it."""
    size = (100_000).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + size + b"\x08\x02\0\0\0\0\0\0\0"


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", bomb), ("a.png", picture_bomb)], ids=["zip", "picture"]
)
def test_a_bomb_is_refused_and_the_station_goes_on(
    officer: Browser, port: tuple[int, Broadcaster], name: str, data: object
) -> None:
    begun = time.monotonic()
    status, _, _ = officer.upload(name, data())  # type: ignore[operator]
    assert 400 <= status < 500
    assert time.monotonic() - begun < 60
    assert port[1].json("status")["running"]


@contextmanager
def sending(port: int, path: str, length: int, *headers: str) -> Iterator[socket.socket]:
    """A request whose body is announced and not sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        head = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {length}", *headers, "", ""]
        connection.sendall("\r\n".join(head).encode())
        yield connection


def answered(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except ConnectionResetError:
        return b""


def test_four_hundred_megabytes_are_not_taken(stranger: Browser, officer: Browser) -> None:
    for browser, kind in ((stranger, f"content-type: {FORM}"), (officer, f"x-csrf: {officer.token('/')}")):
        cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        with sending(browser.port, "/letters", 400 << 20, kind, cookie) as connection:
            sent, piece = 0, b"x" * (1 << 20)
            try:
                while sent < 400 << 20:
                    sent += connection.send(piece)
            except OSError:
                pass
            assert sent < 100 << 20
            assert b" 200 " not in answered(connection)


def test_slow_bodies_are_given_up_and_the_page_is_there_meanwhile(stranger: Browser) -> None:
    token = stranger.token()
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in stranger.cookies.items())
    with ExitStack() as opened:
        slow = [
            opened.enter_context(sending(stranger.port, "/sign-in", 1000, f"x-csrf: {token}", cookie))
            for _ in range(60)
        ]
        for each in slow:
            each.sendall(b"p")
        begun = time.monotonic()
        assert stranger.get("/sign-in")[0] == 200
        assert time.monotonic() - begun < 5
        wait_for(lambda: b" 200 " not in answered(slow[0]), guard.PATIENCE + 20)


def test_streams_of_one_visitor_and_idle_connections_keep_nobody_out(
    stranger: Browser, officer: Browser
) -> None:
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
    with ExitStack() as opened:
        for _ in range(60):
            stream = opened.enter_context(socket.create_connection(("127.0.0.1", officer.port), timeout=10))
            stream.sendall(f"GET /events HTTP/1.1\r\nhost: 127.0.0.1\r\n{cookie}\r\n\r\n".encode())
        for _ in range(150):
            opened.enter_context(socket.create_connection(("127.0.0.1", officer.port), timeout=10))
        begun = time.monotonic()
        assert stranger.get("/sign-in")[0] == 200
        assert time.monotonic() - begun < 10


def test_nothing_is_read_of_what_a_person_may_not_send(officer: Browser) -> None:
    """A viewer's forms of 50 MB were taken whole before they were refused."""
    token, begun = f"x-csrf: {officer.token('/')}", time.monotonic()
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
    kind = "content-type: multipart/form-data; boundary=x"
    with sending(officer.port, "/approvals/return", 50 << 20, kind, token, cookie) as connection:
        answer = answered(connection)
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"connection: close" in answer.lower()
    assert time.monotonic() - begun < 5


def test_a_request_with_two_lengths_is_refused(officer: Browser) -> None:
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in officer.cookies.items())
    body = urlencode({"csrf": officer.token("/"), "title": "Hai"}).encode()
    head = [cookie, f"content-type: {FORM}", "transfer-encoding: chunked"]
    with sending(officer.port, "/messages", len(body), *head) as connection:
        connection.sendall(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        assert answered(connection).startswith(b"HTTP/1.1 400")
    assert "Hai" not in officer.get("/messages")[2]


# The last one: the account that is guessed at is slowed from then on.
def test_guesses_are_slowed_and_do_not_tell_who_exists(stranger: Browser) -> None:
    wrong = "sai mật khẩu rồi"
    told = {
        person: stranger.post("/sign-in", person=person, secret=wrong) for person in ("lan", "khong-co-ai")
    }
    assert {status for status, _, _ in told.values()} == {401}
    texts = {re.sub(r"lan|khong-co-ai|[0-9a-f]{64}|nonce=\S+", "", text) for _, _, text in told.values()}
    assert len({re.search(r'role="alert".*?</p>', text, re.DOTALL)[0] for text in texts}) == 1  # type: ignore[index]
    codes = [stranger.post("/sign-in", person="lan", secret=f"mật khẩu {n}")[2] for n in range(6)]
    assert "data-wait" in codes[-1]
