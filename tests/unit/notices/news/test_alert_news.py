"""An alert that sounds by itself, or does not, is told at once, at night too to whoever is on duty."""

from __future__ import annotations

from datetime import datetime

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import AlertsError, Phrase
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import Subject
from broadcaster.notices.news.recognition import NewsContext, of_fault, of_rows
from broadcaster.notices.news.rules import lines
from broadcaster.station.model.office import Duty
from tests.unit.notices.conftest import NOON, ZONE, notices, recipient

FACTS = (("title", "Bão số 3"), ("name", "Trung tâm Dự báo"))


@pytest.mark.parametrize("code", ["alerts.sounds", "alerts.test_sounds"])
def test_that_one_begins_is_news(code: str) -> None:
    with Journal.in_memory(FakeClock(NOON)) as journal:
        journal.note(NOON, Reason(code=code, facts=FACTS), "a1")
        known = NewsContext(airings={}, title=str.upper, zone=ZONE)
        (found,) = of_rows(journal.after(0, 10), known, NOON)
    assert (found.subject, found.what.code) == (Subject.ALERT, code)


def test_at_night_duty_is_told_and_the_others_in_the_morning() -> None:
    error = AlertsError("alerts.unheard", title="Bão số 3", why=Phrase(code="alerts.sender_gone"))
    (found,) = of_fault(error, NOON)
    assert found.subject is Subject.ALERT
    everybody = notices(*(recipient(str(one), one) for one in Duty))
    night = datetime(2026, 11, 28, 2, 10, tzinfo=ZONE)
    told = {
        one.recipient: f"{one.due.astimezone(ZONE):%H:%M}" for one in lines(found, everybody, ZONE, night)
    }
    assert told == {"duty": "02:10", "officer": "06:00", "leader": "06:00"}
