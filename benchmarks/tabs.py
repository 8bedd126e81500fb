"""Tabs of the web console, without a browser: each follows `/events` and asks for its parts anew.

    python -m benchmarks.tabs PORT CODE COUNT

Signs in the first technician with the one-time code, then does what `static/js/events.js` and htmx do on the
page Hôm nay, for `COUNT` tabs of as many sessions as that needs. Runs until it is killed.
"""

from __future__ import annotations

import http.client
import re
import sys
import threading
from urllib.parse import urlencode

KNOWN = "-"  # instead of a code: the technician has signed in before
EACH = 5  # streams of one session
PARTS = {"air": ("/strip", "/today/now"), "plan": ("/today/day", "/today/side"), "row": ("/today/day",)}
SECRET = "mật khẩu của người đo"  # noqa: S105 - of nobody


class Visitor:
    """One session."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None) -> str:
        """A page, or what a form leads to."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is None:
            link.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            link.request("POST", path, urlencode(fields), headers)
        answer = link.getresponse()
        for written in answer.headers.get_all("set-cookie") or ():
            name, _, value = written.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode("utf-8", "replace")
        link.close()
        return text

    def token(self, path: str) -> str:
        """The token that the forms of a page carry."""
        return token(self.ask(path))

    def sign_in(self, person: str, secret: str) -> None:
        """By a password."""
        self.ask("/sign-in", {"csrf": self.token("/sign-in"), "person": person, "secret": secret})

    def follow(self) -> None:
        """One tab: ask for the parts that an event makes old."""
        link = http.client.HTTPConnection("127.0.0.1", self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link.request("GET", "/events", headers={"Cookie": cookies})
        for line in link.getresponse():
            kind = line.decode().strip().removeprefix("event: ")
            for part in PARTS.get(kind, ()):
                self.ask(part)


def token(page: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf" content="([0-9a-f]+)"', page)
    if found is None:
        sys.exit("a page has no token")
    return found[1]


def main() -> None:
    """Sign in and follow."""
    port, code, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    visitors = [Visitor(port) for _ in range(-(-count // EACH))]
    if code != KNOWN:
        first = {"code": code, "person": "do", "name": "Người Đo", "secret": SECRET}
        visitors[0].ask("/first", {"csrf": visitors[0].token("/sign-in"), **first})
    for visitor in visitors[code != KNOWN :]:
        visitor.sign_in("do", SECRET)
    tabs = [threading.Thread(target=visitors[number // EACH].follow) for number in range(count)]
    for tab in tabs:
        tab.start()


if __name__ == "__main__":
    main()
