"""The cookies of a request, without those that are none of the console's."""

from __future__ import annotations

import re

from broadcaster.web.site.appearance import NAMES as CHOICES
from broadcaster.web.site.visitor import COOKIE, DEVICE, VISIT

Headers = list[tuple[bytes, bytes]]

# Only values as we make them: `http.cookies` takes seconds to undo thousands of quoted signs.
_OWN = "|".join((COOKIE, VISIT, DEVICE, *CHOICES))
_OWN_COOKIE = re.compile(
    rf"(?:^|;)[ \t]*({_OWN})[ \t]*=[ \t]{{0,9}}([\w.-]{{0,512}})[ \t]*(?=;|$)".encode(), re.ASCII
)


def device_of(headers: Headers) -> str:
    """The cookie of the device that sends these headers; "" without one."""
    return _own(headers).get(DEVICE.encode(), b"").decode("ascii")


def _own(headers: Headers) -> dict[bytes, bytes]:
    sent = b";".join(value for name, value in headers if name == b"cookie")
    return dict(_OWN_COOKIE.findall(sent))  # of one name the last counts, as everywhere


def own_cookies(headers: Headers) -> Headers:
    """The headers with the console's own cookies alone.

    A browser sends here what any other port or service of this computer gave it, be it hundreds: they must
    neither keep anybody out nor cost the time to tell them apart.
    """
    own = _own(headers)
    kept = [(name, value) for name, value in headers if name != b"cookie"]
    return [*kept, (b"cookie", b"; ".join(b"%s=%s" % each for each in own.items()))] if own else kept
