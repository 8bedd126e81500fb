"""Pages follow the station: a lost station, an ended session, many tabs at once."""

from __future__ import annotations

import re
import signal
import socket
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium
from tests.end_to_end.conftest import SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import settled

pytestmark = [pytest.mark.patient, needs_chromium]
SECRET = "mật khẩu thật dài của người thử"  # noqa: S105 - of nobody
TABS, EACH = 20, 5  # that are opened, and that one visitor may have


@pytest.fixture
def port(station: Broadcaster) -> int:
    return settled(station)


def signed_in(station: Broadcaster, browser: Any, port: int) -> Any:
    """A page of the first technician, at Hôm nay."""
    page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{port}").new_page()
    code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", station("people", "recover").stdout)
    assert code is not None
    page.goto("/sign-in")
    for field, value in {"code": code[0], "person": "kt", "name": "Kỹ", "secret": SECRET}.items():
        page.fill(f"#{field}", value)
    page.click("button.primary")
    page.wait_for_url("**/")
    return page


def test_a_lost_station_is_told_and_what_happened_meanwhile_is_shown(
    station: Broadcaster, browser: Any, port: int
) -> None:
    with station.running("--trust-clock", end=signal.SIGKILL):
        page = signed_in(station, browser, port)
        page.wait_for_selector("html:not(.lost) .strip[data-live]")
    page.wait_for_selector("html.lost .lost-note", timeout=5000)
    assert "Mất liên lạc với đài" in page.inner_text(".strip")
    with station.running("--trust-clock"):
        page.wait_for_selector("html:not(.lost)", state="attached", timeout=20000)
        assert "Đang im lặng" in page.inner_text(".strip")


def test_an_ended_session_is_told_and_stop_and_emergency_stay(
    station: Broadcaster, browser: Any, port: int
) -> None:
    with station.running("--trust-clock"):
        page = signed_in(station, browser, port)
        typed = f"{SECRET}\n{SECRET} mới\n{SECRET} mới\n"
        done = station("people", "password", "--as", "kt", "--stdin", text=typed)
        assert done.returncode == 0, done.stderr
        page.wait_for_selector(".strip.wait", timeout=20000)  # the right is asked again every ten seconds
        assert "Hết phiên làm việc" in page.inner_text(".strip")
        # The station's own screen: the form of the strip belongs to who is there now.
        page.click(".strip .stop")
        page.wait_for_url("**/emergency**")
        assert page.locator("[data-key]").count() == 12


@pytest.mark.lab
def test_each_tab_hears_of_a_new_plan_and_one_visitor_has_only_a_few(
    station: Broadcaster, browser: Any, port: int
) -> None:
    with station.running("--trust-clock"), ExitStack() as tabs:
        page = signed_in(station, browser, port)
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        page.close()
        asked = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n"
        streams = []
        for _ in range(TABS):
            stream = tabs.enter_context(socket.create_connection(("127.0.0.1", port)))
            stream.sendall(asked.encode())
            streams.append(stream)
            stream.setblocking(False)
        heard = dict.fromkeys(streams, b"")

        def replaced() -> list[socket.socket]:
            for stream in streams:
                with suppress(BlockingIOError):
                    heard[stream] += stream.recv(1 << 16)
            return [stream for stream in streams if b'"replaced": true' in heard[stream]]

        wait_for(lambda: len(replaced()) >= TABS - EACH)
        ended = replaced()
        assert len(ended) == TABS - EACH
        station.write("messages/moi.yaml", SHORT)
        for stream in streams:
            if stream not in ended:
                stream.settimeout(15)
                told = b""
                while b"event: plan" not in told:
                    told += stream.recv(1 << 16)
