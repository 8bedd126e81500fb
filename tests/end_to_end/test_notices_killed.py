"""Nothing is lost and nothing comes twice without need, whatever is killed and however servers behave."""

from __future__ import annotations

import logging
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import MessageState, NoticeMessage
from broadcaster.notices.news.recognition import of_fault
from broadcaster.notices.sender.orders import Orders, orders_of
from broadcaster.notices.sender.outbox import Messages, OutboxDatabase
from broadcaster.notices.service.lines import Lines, Sender
from broadcaster.notices.service.sender_link import SenderLink
from broadcaster.station.model.office import Duty, MailServer, Modem, Notices, Recipient
from broadcaster.station.model.settings import Settings
from tests.counts import counted
from tests.end_to_end.conftest import wait_for
from tests.fakes import hook_server as hooks
from tests.fakes import mail_server as mails
from tests.fakes import modem as modems

CLOCK = SystemClock()
MAIL_WAYS = (mails.TAKE, mails.TAKE, mails.LATER, mails.HANG, mails.LATE, mails.LOSE, mails.CLOSE)
HOOK_WAYS = (hooks.TAKE, hooks.TAKE, hooks.BUSY, hooks.HANG, hooks.LATE, hooks.LOSE, hooks.CLOSE)
MODEM_WAYS = (modems.TAKE, modems.TAKE, modems.REFUSE, modems.HANG, modems.LATE, modems.NO_DEVICE)
KILLS = counted(25, least=8)
COUNT = 40  # faults that are told, each by three ways
SEED = 17

log = logging.getLogger(__name__)


def settings(mail: int, hook: str) -> Settings:
    people = {
        f"lan{n}": Recipient(
            name=f"lan{n}",
            roles=frozenset(Duty),
            mail=f"lan{n}@x.vn",
            url=hook,
            sms="0912345678",
            language="en",
        )
        for n in range(COUNT // 8)
    }
    server = MailServer(server="127.0.0.1", port=mail, security="none", sender="dai@x.vn")
    return Settings(name="Đài", notices=Notices(to=people, mail=server, night=None, sms=Modem()))


def queue(lines: Lines, told: Settings) -> None:
    """Tell each recipient of eight faults in eight messages by each way: under the limit of an hour."""
    sender = Sender(notices=told.notices, station=told.name, zone=told.timezone)
    for n in range(8):
        error = ServiceError("service.source_again", address=f"a{n}")
        lines.take(of_fault(error, CLOCK.now()), sender, CLOCK.now())
        lines.compose(sender, CLOCK.now())


@contextmanager
def running(outbox: Path, orders: Orders) -> Iterator[SenderLink]:
    link = SenderLink(outbox, again=(0.05,))
    link.start()
    link.follow(orders)
    try:
        yield link
    finally:
        link.close()


@pytest.mark.patient
def test_a_sender_killed_at_random_moments_loses_nothing_and_counts_each_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, calm = random.Random(SEED), threading.Event()
    behave = {
        "mail": lambda: mails.TAKE if calm.is_set() else rng.choice(MAIL_WAYS),
        "hook": lambda: hooks.TAKE if calm.is_set() else rng.choice(HOOK_WAYS),
    }
    modem = modems.modem(tmp_path / "modem", *(rng.choice(MODEM_WAYS) for _ in range(500)))
    monkeypatch.setenv("PATH", f"{modem.program.parent}:{os.environ['PATH']}")
    outbox = tmp_path / "notices.db"
    database = OutboxDatabase(outbox)
    messages = Messages(database)
    with mails.mail_server(behave["mail"]) as box, hooks.hook_server(behave["hook"]) as hook:
        told = settings(box.port, hook.url)
        with running(outbox, orders_of(told)) as link:
            queue(Lines(database), told)
            for _ in range(KILLS):
                time.sleep(rng.uniform(0.1, 1.2))
                messages.hurry(CLOCK.now())  # stands for the minutes of the back-off
                if (sender := link.process_id) is not None:
                    os.kill(sender, signal.SIGKILL)
                    link.wake()
            calm.set()
            modem.behave(modems.TAKE)
            if (sender := link.process_id) is not None:
                os.kill(sender, signal.SIGKILL)  # what hangs now would hang for a minute

            def settled() -> bool:
                messages.hurry(CLOCK.now())
                link.wake()
                return all(one.state is MessageState.SENT for one in messages.newest(1000))

            wait_for(settled)
        sent = messages.newest(1000)
        _judge("mail", sent, box.ids())
        _judge("url", sent, hook.ids())
        assert len(modem.sent) >= COUNT, "a text message was lost"
        copies = len(modem.sent) - COUNT
        assert copies <= sum(one.unsure for one in sent if one.way == "sms")
        log.warning(
            "mail %s, web %s, modem %s calls %s copies", box.done, hook.done, len(modem.calls), copies
        )
    database.close()


def _judge(way: str, sent: list[NoticeMessage], copies: Counter[str]) -> None:
    """Each message came; one that came again was counted as often."""
    mine = {one.message_id: one for one in sent if one.way == way}
    assert len(mine) == COUNT
    assert copies.keys() == mine.keys(), "lost, or never queued"
    for name, count in copies.items():
        assert count - 1 <= mine[name].unsure, f"{count} copies of {name}"
    unsure = sum(one.unsure for one in mine.values())
    log.warning("%s: %s messages, %s copies, %s unsure", way, COUNT, sum(copies.values()) - COUNT, unsure)


FOLLOWER = """\
import sys, threading
from types import SimpleNamespace
from broadcaster.core.errors import FaultList
from dataclasses import replace
from pathlib import Path
from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.notices.service import service as following
from broadcaster.notices.service.watch import NewsWatch
from broadcaster.station.model.station import FakeInForce, Station
from tests.end_to_end.test_notices_killed import settings
following.REST = 0.02
following.SETTLE = 0.01
folder, clock = Path(sys.argv[1]), SystemClock()
told = settings(1, "json://x")
told = replace(told, notices=replace(told.notices, to={"lan0": told.notices.to["lan0"]}))
station = Station(root=folder, settings=told, messages={}, schedules={})
service = following.NoticeService(
    journal=Journal.open(folder / "journal.db", clock),
    current=FakeInForce(station),
    watched=NewsWatch(clock, lambda: True, SimpleNamespace(output="x"), lambda _: iter(())),
    state=folder,
    clock=clock,
    faults=FaultList(),
    audience=SimpleNamespace(of=lambda settings: settings),
)
while True:
    service.look()
    print("x", flush=True)
"""


@pytest.mark.patient
def test_a_station_killed_at_random_moments_tells_each_row_once(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    kills = written = 0
    with Journal.open(tmp_path / "journal.db", CLOCK) as journal:
        journal.note(CLOCK.now(), Reason(code="y"))
        _follow(tmp_path, 1.0, first=True)
        end = time.monotonic() + 25
        while time.monotonic() < end:
            child = _started(tmp_path)
            until = time.monotonic() + rng.uniform(0.0, 0.6)
            while time.monotonic() < until:
                what = Reason(code="service.source_again", facts=(("address", f"a{written}"),))
                journal.note(CLOCK.now(), what, fault=True)
                written += 1
            child.kill()
            child.communicate()
            kills += 1
        _follow(tmp_path, 3.0)
    database = OutboxDatabase(tmp_path / "notices.db")
    bodies = [one.body for one in Messages(database).newest(10_000) if one.way == "mail"]
    for _ in range(50):  # the rest of the hours, ten messages in each
        told = settings(1, "json://x")
        sender = Sender(notices=told.notices, station="x", zone=told.timezone)
        Lines(database).compose(sender, CLOCK.now() + timedelta(hours=2))
    bodies = [one.body for one in Messages(database).newest(10_000) if one.way == "mail"]
    lines = Counter(re.findall(r"The source (a\d+) broke", "\n".join(bodies)))
    more = sum(int(n) for n in re.findall(r"and (\d+) more; see", "\n".join(bodies)))
    log.warning("%s kills, %s rows, %s told, %s in summaries", kills, written, sum(lines.values()), more)
    assert kills >= 5
    assert max(lines.values()) == 1, "told twice"
    assert sum(lines.values()) + more == written
    database.close()


def _started(folder: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", FOLLOWER, str(folder)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"x\n"
    return child


def _follow(folder: Path, seconds: float, *, first: bool = False) -> None:
    child = _started(folder)
    time.sleep(0 if first else seconds)
    child.kill()
    child.communicate()
