"""What a computation makes quickly equals what the standard library makes."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.timetable.plan.computation import _iso


@given(
    st.datetimes(timezones=st.just(UTC))
    | st.datetimes().map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
)
def test_an_instant_is_written_as_isoformat_writes_it(at: datetime) -> None:
    assert _iso(at) == at.isoformat()
