"""`python -m broadcaster.fleet.line`: the line to the centre's broker; started by the station only.

It stays while the station runs, so it loads little, and knows nothing of journals and campaigns. Its orders
are the first line on standard input; each further one is a message to send. On standard output it tells, as
lines of JSON, whether the connection stands, that the bell rang, and how far the centre has stored. Of what
strangers send no more than that reaches the station: a ring, and a number.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import sys
import threading
import time

from broadcaster.core import logs
from broadcaster.core.child_processes import GONE, end_with
from broadcaster.fleet.mqtt import BrokerLogin, MqttHears, MqttLine
from broadcaster.fleet.wire import TAKEN

MEMORY = 256 << 20  # bytes that it may write to: a broker may send a message that never ends
PAUSE = 0.2  # seconds between two lines to the station, whatever comes from the broker
_NUMBER = re.compile(rb"\d{1,18}")  # of a row


class LineProcess:
    """One connection, and what of it the station is told.

    Args:
        orders: what the station said first.
    """

    def __init__(self, orders: dict[str, str]) -> None:
        self._presence, self._bell, self._stored = orders["presence"], orders["bell"], orders["stored"]
        self._life = orders["life"]
        self._news: dict[str, object] = {}
        self._changed = threading.Condition()
        login = BrokerLogin(
            address=orders["address"],
            user=orders["user"],
            password=orders["password"],
            name=orders["name"],
        )
        hears = MqttHears(up=self._up, down=self._down, message=self._message)
        self.line = MqttLine(
            login, (self._bell, self._stored), hears, (self._presence, self._presence_of(here=False))
        )

    def tell(self) -> None:
        """Tell the station what is new, not more often than it can use."""
        while True:
            with self._changed:
                while not self._news:
                    self._changed.wait()
                news, self._news = self._news, {}
            sys.stdout.buffer.write(json.dumps(news).encode() + b"\n")
            sys.stdout.buffer.flush()
            time.sleep(PAUSE)

    def send(self, message: dict[str, str]) -> None:
        """Send what the station said; without a connection it is lost, and said again later."""
        self.line.send(message["topic"], base64.b64decode(message["data"]), keep=message.get("keep") == "yes")

    def _new(self, **news: object) -> None:
        with self._changed:
            self._news.update(news)
            self._changed.notify_all()

    def _presence_of(self, *, here: bool) -> bytes:
        return json.dumps({"here": here, "life": self._life}).encode()

    def _up(self) -> None:
        self.line.send(self._presence, self._presence_of(here=True), keep=True)
        self._new(up=True, why=0)

    def _down(self, why: int) -> None:
        self._new(up=False, why=why)
        if why == TAKEN:
            time.sleep(3 * PAUSE)  # the station hears why, and starts another one later
            os._exit(GONE)

    def _message(self, topic: str, data: bytes, kept: bool) -> None:
        if topic == self._bell and not kept:
            self._new(bell=True)
        elif topic == self._stored and _NUMBER.fullmatch(data):
            self._new(stored=int(data))


def main() -> None:
    """Work until the station ends."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    process = LineProcess(json.loads(sys.stdin.buffer.readline()))
    end_with(sys.stdin.fileno())
    threading.Thread(target=process.tell, name="news", daemon=True).start()
    process.line.start()
    for line in sys.stdin.buffer:
        process.send(json.loads(line))


if __name__ == "__main__":
    logs.set_up_child()
    main()
