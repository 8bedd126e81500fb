"""The regulation is changed by the running station while another file has errors."""

from __future__ import annotations

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import Broadcaster

DAYS = {"first": "2026-01-01", "until": "2099-01-01"}


@pytest.mark.patient
def test_broken_message_refuses_no_order_and_no_mourning_that_are_written(station: Broadcaster) -> None:
    book = station.folder / "regulation.yaml"
    with station.running():
        (station.folder / "messages/hong.yaml").write_text("title: Hỏng\nparts: [\n")
        client = HttpClient(station.folder / "state")
        entered = client.post("/api/v1/regulation/order", {"number": "7/CT", "by": "UBND tỉnh", **DAYS})
        assert [row["number"] for row in entered["rows"] if row["kind"] == "order"] == ["7/CT"]
        mourned = client.post("/api/v1/regulation/mourn", {"what": "silence", **DAYS})
        assert [row["kind"] for row in mourned["rows"]].count("mourning") == 1
        over = client.post("/api/v1/regulation/mourn-end", {})
        assert "holds" not in [row["state"] for row in over["rows"] if row["kind"] == "mourning"]
        before = book.read_bytes()
        wrong = {"number": "8/CT", "by": "UBND", "first": "2026-02-02", "until": "2026-01-01"}
        with pytest.raises(BroadcasterError) as caught:
            client.post("/api/v1/regulation/order", dict(wrong))
        told = str(caught.value.facts["problems"])
        assert "regulation.yaml" in told
        assert "hong.yaml" not in told, "what is wrong elsewhere was there before"
        assert book.read_bytes() == before, "a refusal is nothing that was done"
