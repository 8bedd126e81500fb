from __future__ import annotations

import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, MessageSummary, Outcome, Reason

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
BEGIN = datetime(2026, 11, 1, tzinfo=ZONE)
LETTERS = (None, "Công văn 12/UBND ngày 01/11/2026", "Kế hoạch 7/KH-UBND")
MESSAGES = ("loi-chao", "chien-dich/bluezone", "chien-dich/tiem-chung", "mat-dien")
STATION = """\
name: Đài truyền thanh phường Tân Phong
place: {ward: phường Tân Phong, province: tỉnh Lai Châu}
"""
CLUSTERS = """\
cum-1:
  {place: Nhà văn hóa tổ 1, speakers: 4, installed: 2021-05-01, repairs: [{on: 2026-03-01, what: thay loa}]}
cum-2: {place: Chợ, speakers: 2, broken: 2026-11-02}
"""


def fill(journal: Journal, rows: int, seed: int = 17) -> None:
    """Airings of all kinds and outcomes, on days around the month's ends too."""
    chance = random.Random(seed)
    for number in range(rows):
        planned = BEGIN + timedelta(days=chance.uniform(-2, 32))
        message = chance.choice(MESSAGES)
        languages = ("hmn",) if message.endswith("chung") else ()
        about = MessageSummary(title=f"Bản tin {message}", source=chance.choice(LETTERS), languages=languages)
        kind = chance.choices(list(AiringKind), (65, 10, 5, 5, 5, 5, 5))[0]
        session = f"s{number // 2}" if kind is AiringKind.SCHEDULED else None
        zones = chance.choice(((), ("trung-tam",), ("trung-tam", "ban-xa")))
        entry = Entry(
            kind=kind, message=message, schedule=session, session=session,
            position=number % 2, planned=planned,
            zones=zones, about=about,
            who=None if session else "thu",
        )  # fmt: skip
        outcome = chance.choices(list(Outcome), (80, 5, 5, 5, 5))[0]
        why = Reason(code="timetable.quiet_hours", facts=(("first", "21:00"), ("until", "05:00")))
        if outcome in (Outcome.REFUSED, Outcome.MISSED):
            journal.decline([(outcome, entry, why)])
            continue
        airing = journal.plan(entry)
        if outcome is not Outcome.INTERRUPTED or chance.random() < 0.5:
            journal.started(airing, planned, engine="espeak")
        journal.ended(airing, planned + timedelta(seconds=chance.uniform(5, 900)), outcome)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with two hundred rows in its journal."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "station.yaml").write_text(STATION)
    (folder / "clusters.yaml").write_text(CLUSTERS)
    clock = FakeClock(datetime(2026, 12, 1, 1, tzinfo=UTC))
    with Journal.open(folder / "state/journal.db", clock) as journal:
        fill(journal, 200)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path
