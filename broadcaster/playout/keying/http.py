"""A relay on the network that two web addresses switch on and off.

`http.client` and not a client that follows redirects, waits long or leaves certificates unchecked.
"""

from __future__ import annotations

import http.client
import ssl
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlsplit

from broadcaster.playout.keying.driver import TIMEOUT, SwitchFault
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.model.keys import filled
from broadcaster.station.registries.keyings import HttpKeying

_GOOD = range(200, 300)
_READ = 4096  # bytes of an answer that are looked at: nothing in it matters but its status


class HttpSwitch:
    """Asks one address to switch on, another to switch off; any 2xx answer counts as done."""

    def __init__(self, options: Mapping[str, str]) -> None:
        options = filled(HttpKeying, options)
        self._on = options["on"]
        self._off = options["off"]
        self._method = options["method"].upper()
        self._headers = {"Connection": "close", "User-Agent": "broadcaster"}
        self._ca = options.get("ca")
        if "user" in options:
            secret = f"{options['user']}:{options.get('password', '')}"
            self._headers["Authorization"] = f"Basic {b64encode(secret.encode()).decode()}"

    def on(self) -> None:
        """Ask the first address."""
        self._ask(self._on)

    def off(self) -> None:
        """Ask the second address."""
        self._ask(self._off)

    def describe(self) -> str:
        """The host alone: the rest of an address may hold a secret."""
        return urlsplit(self._on).hostname or ""

    def _ask(self, address: str) -> None:
        parts = urlsplit(address)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        host = parts.hostname or ""
        try:
            connection = self._connection(parts.scheme, host, parts.port)
            try:
                connection.request(self._method, path, headers=self._headers)
                answer = connection.getresponse()
                answer.read(_READ)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, ssl.SSLError) else getattr(error, "strerror", None)
            raise SwitchFault(f"{host}: {reason or type(error).__name__}") from error
        if answer.status not in _GOOD:
            raise SwitchFault(f"{host}: HTTP {answer.status} {answer.reason}")

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            # Made anew each time: a CA file that was mended is taken without a restart.
            context = ssl.create_default_context(cafile=self._ca)
            return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=context)
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT)


def open_switch(choice: Choice) -> HttpSwitch:
    """The driver of one switch; see `open_driver`."""
    return HttpSwitch(choice.options)
