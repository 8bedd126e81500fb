"""The API on the station's socket: one shape for every error, nothing for strangers."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from broadcaster.console.client import Client
from broadcaster.errors import BroadcasterError

from .conftest import Broadcaster


def test_api_answers_each_mistake_with_one_shape(station: Broadcaster) -> None:
    with station.running():
        client = Client(station.folder / "state")
        for path, body, code in (
            ("/api/play", {"message": "khong-co"}, "station.no_message"),
            ("/api/play", {"message": "ngan", "colour": "blue"}, "service.not_understood"),
            ("/api/play", {"message": "ngan", "priority": "loud"}, "service.unknown_priority"),
            ("/api/say", {"text": " "}, "service.nothing_to_say"),
            ("/api/say", {}, "service.not_understood"),
            ("/api/nothing", {}, "service.not_understood"),
        ):
            with pytest.raises(BroadcasterError) as caught:
                client.post(path, dict(body))
            assert caught.value.code == code, path
        assert client.get("/api/requests/unknown?wait=0.1")["outcome"] is None
        assert station.json("log") == []


@pytest.mark.slow
def test_metrics_of_a_running_station_are_read_by_prometheus(station: Broadcaster) -> None:
    with station.running():
        assert station("play", "ngan").returncode == 0
        made = Client(station.folder / "state").text("/metrics")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(made)
        for sample in family.samples
    }
    assert found["broadcaster_airings_total", "manual", "aired"] == 1
    assert found["broadcaster_renderings_total", "espeak"] >= 1
    assert found["broadcaster_cache_bytes", "programmes"] > 1000
    assert found[("broadcaster_output_up",)] == 1
