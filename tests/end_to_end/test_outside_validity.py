"""An emergency whose text is over airs where a person orders it: page, answer and log say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import Browser
from tests.end_to_end.test_shown_airs import FLOOD, send, signed_in

pytestmark = pytest.mark.patient
WARD = SETTINGS.replace("required: false", "required: true, own: true")
SAID = "The text says that it holds until the end of 01/01/2020 only"


def test_page_tells_before_the_tap_that_the_text_is_over_and_the_order_airs(
    station: Broadcaster, tmp_path: Path
) -> None:
    port = settled(station, WARD)
    station.write("messages/lu.yaml", FLOOD + "valid: {until: 2020-01-01}\n")
    peopled(station, {"lan": ("officer",)})
    pin = tmp_path / "pin"
    pin.write_text(secret("lan"))
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    with station.running("--trust-clock"):
        officer: Browser = signed_in(port, "lan")
        assert SAID in officer.get("/emergency")[2]
        assert send(officer, "/emergency", ("message", "lu"))[0] == 200

        def aired() -> list[str]:
            rows = [row for row in station.look("log") if row["message"] == "lu"]
            return [row["reason"] for row in rows if row["outcome"] == "aired"]

        wait_for(lambda: len(aired()) == 1)
        assert SAID in aired()[0]
        done = station("--as", "lan", "play", "lu", "--emergency")
        assert done.returncode == 0, done.stderr
        assert SAID in done.stderr
        assert SAID in aired()[1]
        refused = station("--as", "lan", "play", "lu")
        assert refused.returncode == 1
        assert "01/01/2020" in refused.stderr
