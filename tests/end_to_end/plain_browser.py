"""A visitor of the console without a browser: what is sent is chosen to the byte."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass
class Browser:
    """A visitor who keeps cookies and does nothing else by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    pid: int = 0  # of the station, where a test looks at it

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and text of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            connection.request(
                method, path, body, {key.replace("_", "-"): value for key, value in sent.items()}
            )
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, {key.lower(): value for key, value in answer.headers.items()}, text

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], str]:
        return self.ask("GET", path, b"", **headers)

    def token(self, path: str = "/sign-in") -> str:
        """The token of the pages' forms."""
        found = re.search(r'name="csrf" content="([0-9a-f]+)"', self.get(path)[2])
        assert found is not None
        return found[1]

    def post(self, path: str, **fields: str) -> tuple[int, Mapping[str, str], str]:
        body = urlencode({"csrf": self.token(), **fields}).encode()
        return self.ask("POST", path, body, content_type=FORM)

    def upload(
        self, name: str, data: bytes, path: str = "/letters", field: str = "letter"
    ) -> tuple[int, Mapping[str, str], str]:
        """A letter, or another file, under a name of the sender's choice."""
        head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + b"\r\n--b--\r\n"
        return self.ask(
            "POST", path, body, x_csrf=self.token(), content_type="multipart/form-data; boundary=b"
        )
