"""What services were given, counted by month, and what becomes of a message when all of it is used."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer

from broadcaster.app.status.engine_state import ServiceSent
from broadcaster.app.status.metrics import gauges
from broadcaster.cli.running.status import _lines
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineRefused
from broadcaster.notices.news.model import Subject
from broadcaster.notices.service.watch import _spent
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.speech.sent import SentCharacters, sent_by
from broadcaster.station.loading.loader import load
from tests.fakes.services import FakeService
from tests.fakes.status import AT_REST

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half an hour before midnight of the ward
WORDS = "kính thưa bà con, mời bà con lắng nghe."


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def sent(tmp_path: Path, clock: FakeClock) -> SentCharacters:
    return SentCharacters(tmp_path / "sent", ZONE, clock)


def test_months_are_those_of_the_ward_and_each_begins_at_nothing(
    sent: SentCharacters, clock: FakeClock, tmp_path: Path
) -> None:
    sent.note("fpt", 40)
    sent.note("fpt", 2)
    sent.note("azure", 5)
    assert sent.counts() == {"fpt": 42, "azure": 5}
    clock.advance(timedelta(hours=1).total_seconds())
    assert sent.counts() == {}
    assert sorted(path.name for path in (tmp_path / "sent").iterdir()) == ["2026-12"]


def test_processes_that_count_at_once_lose_nothing(tmp_path: Path, clock: FakeClock) -> None:
    def work() -> None:
        own = SentCharacters(tmp_path / "sent", ZONE, clock)
        for _ in range(100):
            own.note("fpt", 3)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SentCharacters(tmp_path / "sent", ZONE, clock).counts() == {"fpt": 1200}


def test_half_a_line_and_junk_cost_themselves_alone(sent: SentCharacters, tmp_path: Path) -> None:
    sent.note("fpt", 40)
    with (tmp_path / "sent" / "2026-12").open("ab") as file:
        file.write(b"\xff\0\n-3 fpt\n1e9 fpt\n\n12")
    assert sent.counts() == {"fpt": 40}


def test_disk_that_takes_nothing_is_no_way_round_the_limit(sent: SentCharacters, tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("in the way")
    sent.note("fpt", 40)
    assert sent.counts() == {"fpt": 40}
    with pytest.raises(EngineRefused):
        sent.ask("fpt", 40)


def test_service_is_asked_until_its_limit_and_not_beyond(
    httpserver: HTTPServer, sent: SentCharacters
) -> None:
    fake = FakeService(httpserver, "fpt")
    ward = fake.ward()
    ward = replace(ward, access=replace(ward.access, limit=len(WORDS) + 1))
    engine = ServiceEngine(ward, True, sent)
    engine.synthesize(WORDS, None, 185)
    engine.synthesize(WORDS, None, 185)
    with pytest.raises(EngineRefused, match="limit_reached") as caught:
        engine.synthesize(WORDS, None, 185)
    engine.close()
    assert caught.value.facts["limit"] == len(WORDS) + 1
    assert len(fake.heard) == 2
    assert sent.counts() == {"fpt": 2 * len(WORDS)}


def test_what_was_refused_is_not_counted(httpserver: HTTPServer, sent: SentCharacters) -> None:
    engine = ServiceEngine(FakeService(httpserver, "fpt").ward(api_key="wrong"), True, sent, pauses=())
    with pytest.raises(Exception, match="wrong_key"):
        engine.synthesize(WORDS, None, 185)
    engine.close()
    assert sent.counts() == {}


def test_used_up_service_is_told_once_a_month_to_officer_and_technician(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "station.yaml").write_text(
        "name: x\nspeech: {engines: [openai, espeak]}\n"
        "services: {openai: {address: 'http://127.0.0.1:1', limit: 100}}\n"
    )
    station = load(tmp_path).station
    assert station is not None
    sent = sent_by(tmp_path, station.settings, clock)
    sent.note("openai", 99)
    assert list(_spent(station, clock, NOW)) == []
    sent.note("openai", 1)
    (news,) = _spent(station, clock, NOW)
    assert (news.subject, news.key) == (Subject.VOICE, "voice:openai:2026-12")
    assert dict(news.what.facts) == {"name": "openai", "limit": "100"}
    clock.advance(3600)
    assert list(_spent(station, clock, NOW)) == []


def test_status_and_metrics_tell_what_was_sent() -> None:
    given = (
        ServiceSent(service="fpt", characters=42, limit=None),
        ServiceSent(service="x", characters=1, limit=9),
    )
    status = replace(AT_REST, engine=replace(AT_REST.engine, sent=given))
    assert [line for line in _lines(status) if "42" in line or "1/9" in line] == [
        "Đã gửi tới fpt tháng này: 42 ký tự",
        "Đã gửi tới x tháng này: 1/9 ký tự",
    ]
    (family,) = [each for each in gauges(status) if each.name == "broadcaster_speech_sent_characters"]
    assert {dict(one.labels)["service"]: one.value for one in family.samples} == {"fpt": 42, "x": 1}
