"""Keeps one adaptor running: takes the alerts that it brings, and tells it what became of them."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from broadcaster.alerts.gate.adaptor import installed
from broadcaster.alerts.gate.feed_watch import AlertHost
from broadcaster.core.child_processes import foreign, gently
from broadcaster.core.kept_process import ProcessKeeper

AGAIN = (1.0, 5.0, 30.0, 300.0)  # seconds before it is started again, the more after quick ends
LARGEST_LINE = 2 << 20  # bytes: an alert of a mebibyte as base64

log = logging.getLogger(__name__)


class AdaptorLink(ProcessKeeper):
    """One adaptor. `name`: of the entry point."""

    def __init__(self, sender: str, name: str, gate: AlertHost) -> None:
        self.key = name
        self._sender = sender
        self._gate = gate
        self._lock = threading.Lock()
        super().__init__(f"adaptor-{sender}", AGAIN)

    def stop(self) -> None:
        """End it."""
        super().end()
        with self._lock:
            if self.process is not None:
                self.process.kill()

    def tell(self, message: Mapping[str, object]) -> None:
        """Tell it something; one that does not read is told nothing, and ended."""
        with self._lock:
            process = self.process
            if process is None or process.stdin is None:
                return
            line = json.dumps(message).encode() + b"\n"
            with suppress(OSError, ValueError):
                # Without a buffer: what does not go into the pipe now is not written, or a part of it is.
                if process.stdin.write(line) != len(line):
                    log.warning("the adaptor %s does not read: it is started again", self.key)
                    process.kill()

    def once(self) -> None:
        """See `ProcessKeeper`."""
        if len(installed(self.key)) != 1:
            self._failing("missing")
            return
        command = [sys.executable, "-m", "broadcaster.alerts.gate.adaptor", self.key]
        with subprocess.Popen(
            foreign(gently(command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            if process.stdin is None or process.stdout is None:
                return
            os.set_blocking(process.stdin.fileno(), False)
            with self._lock:
                self.process = process
            try:
                with open(process.stdout.fileno(), "rb", closefd=False) as lines:
                    self._hear(lines)
            finally:
                with self._lock:
                    self.process = None
                process.kill()
        if not self.closing.is_set():
            self._failing("ended")

    def _hear(self, lines: IO[bytes]) -> None:
        while (line := lines.readline(LARGEST_LINE)).endswith(b"\n"):
            try:
                told = json.loads(line)
                raw = base64.b64decode(told["alert"], validate=True) if "alert" in told else None
            except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
                log.warning("the adaptor %s said what is no line of JSON", self.key)
                continue
            if raw is not None:
                taken = self._gate.judged(raw, self._sender, index=False) is not None
                self._gate.failing(self._sender, {})
                self.tell({"number": told.get("number"), "taken": taken})
            elif "fault" in told:
                self._failing("fault", str(told["fault"])[:300]) if told["fault"] else self._failing("")

    def _failing(self, code: str, reason: str = "") -> None:
        facts = {"code": code, "host": self.key, "reason": reason} if code else {}
        with suppress(OSError):
            self._gate.failing(self._sender, facts)
