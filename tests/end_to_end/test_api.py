"""The API on the station's socket: one shape for every error, nothing for strangers."""

from __future__ import annotations

import os
import pwd

import pytest
from prometheus_client.parser import text_string_to_metric_families

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import Broadcaster, wait_for


@pytest.mark.patient
def test_api_answers_each_mistake_with_one_shape(station: Broadcaster) -> None:
    with station.running():
        client = HttpClient(station.folder / "state")
        for path, body, code in (
            ("/api/v1/play", {"message": "khong-co"}, "station.no_message"),
            ("/api/v1/play", {"message": "ngan", "colour": "blue"}, "service.not_understood"),
            ("/api/v1/play", {"message": "ngan", "priority": "loud"}, "service.unknown_priority"),
            ("/api/v1/say", {"text": " "}, "service.nothing_to_say"),
            ("/api/v1/say", {}, "service.not_understood"),
            ("/api/v1/nothing", {}, "service.not_understood"),
        ):
            with pytest.raises(BroadcasterError) as caught:
                client.post(path, dict(body))
            assert caught.value.code == code, path
        for ticket in ("unknown", "live/unknown/x"):
            with pytest.raises(BroadcasterError) as caught:
                client.get(f"/api/v1/requests/{ticket}?wait=0.1")
            assert caught.value.code in ("service.unknown_request", "service.not_understood")
        assert station.json("log") == []


@pytest.mark.patient
def test_an_order_is_entered_and_ended_by_the_running_station_and_its_row_says_by_whom(
    station: Broadcaster,
) -> None:
    book, days = station.folder / "regulation.yaml", ("--from", "2026-01-01", "--until", "2099-01-01")
    with station.running():
        client = HttpClient(station.folder / "state")
        wrong = {"number": "1", "by": "UBND", "first": "2026-02-02", "until": "2026-01-01"}
        with pytest.raises(BroadcasterError) as caught:
            client.post("/api/v1/regulation/order", dict(wrong))
        assert caught.value.code == "station.edit_refused"
        assert "regulation.yaml" in str(caught.value.facts["problems"])
        assert not book.exists()
        assert station("regulation", "order", "7/CT", "--by", "UBND tỉnh", *days).returncode == 0
        wait_for(lambda: any(row["number"] == "7/CT" for row in station.look("regulation")))
        wait_for(lambda: client.get("/api/v1/regulation")["rows"][-1]["number"] == "7/CT")
        assert station("regulation", "end", "7/CT").returncode == 0
        again = station("regulation", "end", "7/CT")
        assert (again.returncode, "7/CT" in again.stderr) == (1, True)

        def told() -> list[str]:
            rows = station.look("log", "events")
            return [row["text"] for row in rows if row["code"].startswith("regulation.took_order")]

        wait_for(lambda: len(told()) == 2)
        assert told()[1].endswith(f"ended by {pwd.getpwuid(os.getuid()).pw_name}")


@pytest.mark.patient
def test_metrics_of_a_running_station_are_read_by_prometheus(station: Broadcaster) -> None:
    with station.running():
        assert station("play", "ngan").returncode == 0
        made = HttpClient(station.folder / "state").text("/metrics")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(made)
        for sample in family.samples
    }
    assert found["broadcaster_airings_total", "manual", "aired"] == 1
    assert found["broadcaster_renderings_total", "espeak"] >= 1
    assert found["broadcaster_cache_bytes", "programmes"] > 1000
    assert found[("broadcaster_output_up",)] == 1
