"""The strip of every page says that an alert sounds, that a test does, and what still holds between two."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from broadcaster.app.status.air_values import AlertShown
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.web.drawing import render

NOW = datetime(2026, 11, 23, 2, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def alert(*, on_air: bool, test: bool = False) -> AlertShown:
    return AlertShown(
        id="ab",
        title="Bão số 3",
        sender="Trung tâm Dự báo",
        severity="Extreme",
        test=test,
        on_air=on_air,
        aired=1,
        next=None if on_air else NOW,
        ends=NOW.replace(hour=4),
    )


def strip(*alerts: AlertShown, kind: str | None = None) -> str:
    air = kind and SimpleNamespace(
        id="a", kind=kind, title="Bão số 3", started=NOW, over=NOW, emergency=kind == "alert", zones=()
    )
    values = {
        "state": SimpleNamespace(on_air=air, alerts=alerts, next=None),
        "may": SimpleNamespace(look=True, stop=False, speak=False),
        "visitor": SimpleNamespace(name="An", expired=False, founded=False),
        "now": NOW,
        "air_title": "Bão số 3",
        "zones": False,
        "ward": "",
        "known": lambda _name: None,
    }
    with speaking(Language.VI):
        return render._environment().get_template("strip.html").render(values)


@pytest.mark.parametrize(
    ("alerts", "kind", "words"),
    [
        ([alert(on_air=True)], "alert", "Đang phát cảnh báo: Bão số 3"),
        ([alert(on_air=True, test=True)], "alert", "Đang phát tin thử: Bão số 3"),
        ([alert(on_air=False)], None, "Cảnh báo còn hiệu lực: Bão số 3"),
        ([alert(on_air=False)], "scheduled", "Đang phát: Bão số 3"),
    ],
    ids=["it sounds", "a test sounds", "between two", "something else is on air"],
)
def test_strip_tells_of_alerts(alerts: list[AlertShown], kind: str | None, words: str) -> None:
    assert words in strip(*alerts, kind=kind)
