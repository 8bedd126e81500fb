"""Looks at the feed of one sender now and then: at an alert, or at an index of alerts on the same host."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from broadcaster.alerts.gate.programs import fetched

EVERY = 60.0  # seconds between two looks
JITTER = 15.0  # seconds more at most: wards do not ask all at once
LONGEST = 600.0  # seconds between two looks at a feed that fails
FAILURES = 5  # looks in vain in a row, then it is told

log = logging.getLogger(__name__)


class AlertHost(Protocol):
    """The gate, as who brings alerts of a sender asks it."""

    def judged(self, raw: bytes, sender: str, *, index: bool) -> tuple[str, ...] | None:
        """Have bytes judged and handed over: the links where they may be an index and are, else none.

        None: the station could not keep them.
        """

    def failing(self, sender: str, why: Mapping[str, str]) -> None:
        """Tell why a sender's feed or adaptor gives nothing; nothing in `why`: it does again."""


class FeedWatch:
    """One feed."""

    def __init__(
        self,
        sender: str,
        url: str,
        gate: AlertHost,
        fetch: Callable[[Mapping[str, str]], tuple[dict[str, str], bytes]] = fetched,
    ) -> None:
        self.key = url
        self._sender = sender
        self._host = urlsplit(url).netloc
        self._gate = gate
        self._fetch = fetch
        self._known: dict[str, str] = {}  # etag and modified of what was handed over whole
        self._done: set[str] = set()  # links of the newest index whose alerts were handed over
        self._failures = 0
        self._told = True  # what was told before this watch began counts no more
        self._over = threading.Event()

    def start(self) -> None:
        """Look at once, and then every minute or so, on a thread of its own."""
        threading.Thread(target=self._run, name="feed", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()

    def look(self) -> bool:
        """Look once; false where the feed gave nothing that it should."""
        told, raw = self._fetch({"url": self.key, "host": self._host, **self._known})
        code = told.get("code", "no_answer")
        if code == "unchanged":
            return self._well()
        if code:
            return self._failed(told)
        links = self._gate.judged(raw, self._sender, index=True)
        whole = links is not None and self._follow(links)
        self._known = {name: told.get(name, "") for name in ("etag", "modified")} if whole else {}
        return self._well()

    def _follow(self, links: Sequence[str]) -> bool:
        """Hand over the alerts of an index that were not yet; true once all are."""
        whole = True
        for link in links:
            if link in self._done or self._over.is_set():
                continue
            try:
                told, raw = self._fetch({"url": urljoin(self.key, link), "host": self._host})
            except ValueError:  # it is no address: it costs only itself
                continue
            if told.get("code", "no_answer"):
                # One that is not there any more, or elsewhere, must not keep the others from coming.
                whole = whole and told["code"] in ("status", "elsewhere")
                continue
            if self._gate.judged(raw, self._sender, index=True) is None:
                whole = False
            else:
                self._done.add(link)
        self._done &= set(links)
        return whole

    def _well(self) -> bool:
        if self._told:
            self._gate.failing(self._sender, {})
        self._failures, self._told = 0, False
        return True

    def _failed(self, told: Mapping[str, Any]) -> bool:
        self._failures += 1
        if self._failures == FAILURES:
            self._told = True
            self._gate.failing(self._sender, {**told, "host": self._host})
        return False

    def _run(self) -> None:
        wait = 0.0
        while not self._over.wait(wait):
            try:
                self.look()
            except Exception as error:  # this thread goes on for years
                log.exception("the feed of %s", self._sender)
                self._failed({"code": "no_answer", "reason": type(error).__name__})
            wait = min(LONGEST, EVERY * 2 ** min(self._failures, 4)) + random.uniform(0, JITTER)  # noqa: S311
