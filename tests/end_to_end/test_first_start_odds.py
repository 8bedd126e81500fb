"""A first start with something in its way: backups, two technicians, a cut, no sound card, a used code."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from broadcaster.station.yaml.structure import data_of
from broadcaster.upkeep.backup.encryption import new_keys
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SHORT, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, free_port, peopled, secret, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]


def new_box(tmp_path: Path, output: str = "none") -> tuple[Broadcaster, int]:
    """A station as the package makes it, with its console at a free port."""
    station, port = Broadcaster(tmp_path / "dai"), free_port()
    assert station("init", "--first-start", str(station.folder)).returncode == 0
    path = station.folder / "station.yaml"
    text = path.read_text().replace("0.0.0.0:8443", f"127.0.0.1:{port}")
    path.write_text(f"{text}output: {output}\n")
    return station, port


def found(page: Any, person: str = "kt") -> None:
    """Be the first technician."""
    page.goto("/")
    for field, value in (("person", person), ("name", "Kỹ"), ("secret", secret(person))):
        page.fill(f"main #{field}", value)
    with page.expect_navigation():
        page.click("main form[action='/first'] button.primary")


def lamps(page: Any) -> dict[str, str]:
    """Those of the list, by their steps: the class of each."""
    page.goto("/setup")
    rows = page.locator("main ol.lamps li").all()
    return {
        (each.locator("a").get_attribute("href") or "").rpartition("/")[2]: each.get_attribute("class") or ""
        for each in rows
    }


def send(page: Any, file: Path, key: str = "") -> None:
    page.goto("/setup/origin")
    page.click("main details summary")
    page.set_input_files("#file", file)
    page.fill("#secret", key)
    page.click("main form[action='/setup/origin/restore'] button")


@pytest.mark.parametrize("with_key", [True, False])
def test_backup_of_another_box_becomes_this_station_and_a_wrong_one_changes_nothing(
    tmp_path: Path, browser: Any, with_key: bool
) -> None:
    old, keys = Broadcaster(tmp_path / "cu"), new_keys()
    port = settled(old)
    backup = f"backup: {{key: {keys.public}}}\n" if with_key else ""
    old.write("station.yaml", (old.folder / "station.yaml").read_text() + backup)
    old.write("messages/cu.yaml", SHORT)
    peopled(old, {"lan": ("officer", "leader")})
    file = tmp_path / "cu.tar.gz"
    done = old("backup", "-o", str(file), *(("--encrypt",) if with_key else ()))
    assert done.returncode == 0, done.stderr
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:-100])
    box, own = new_box(tmp_path / "moi")
    before = (box.folder / "station.yaml").read_text()
    with box.running("--wait-for-output") as process, visiting(own, browser) as opened:
        page = opened()
        found(page, "moi")
        wrong = [(cut, keys.secret), (Path(__file__), "")]
        for bad, key in [*wrong, *([(file, new_keys().secret), (file, "")] if with_key else [])]:
            send(page, bad, key)
            page.wait_for_selector("[data-upload-fault]:not([hidden])")
            assert page.inner_text("[data-upload-fault]")
        assert (box.folder / "station.yaml").read_text() == before
        assert not [each for each in box.folder.iterdir() if each.name.startswith(".")]
        send(page, file, keys.secret if with_key else "")
        page.wait_for_url("**/setup/restored")
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []
        wait_for(lambda: (box.folder / "messages/cu.yaml").exists() and box.answers())
        assert process.poll() is None  # the same process, which began anew
    asides = [each.name for each in box.folder.iterdir() if each.name.startswith(".")]
    assert len(asides) == 1
    assert asides[0].startswith(".before-")
    with box.running("--wait-for-output"), visiting(port, browser) as opened:
        page = opened()
        if with_key:
            sign_in(page, "kt", "/setup")
        else:  # without people.db the code of this box lets somebody in, and the people of the file with them
            found(page)
        seen = lamps(page)
        assert seen["origin"] == seen["people"] == ""
        assert seen["clock"] == seen["sound"] == "wait"
        assert box.json("people", "list")[0]["id"]
        page.goto("/setup/clock")
        page.click("main form[action='/setup/clock/right'] button")
        page.goto("/setup")
        page.click("main form[action='/setup/end'] button")
        page.wait_for_selector(".toast")
        told = {each["code"] for each in box.look("status")["reasons"]}
        assert told & {"health.not_set_up", "health.clock", "health.unconfirmed"} == set()


def test_what_comes_in_between_costs_no_answer(tmp_path: Path, browser: Any) -> None:
    station, port = new_box(tmp_path, "{device: no-such-card}")
    with station.running("--wait-for-output", end=signal.SIGKILL), visiting(port, browser) as opened:
        page = opened()
        page.goto("/")
        code = page.input_value("#code")
        found(page)
        page.click("main a.btn.primary")
        page.click("main form[action='/setup/origin'] button")
        page.wait_for_url("**/setup/place")
        other = opened()  # another technician at the same page
        sign_in(other, "kt", "/setup/place")
        for one, name in ((page, "Đài phường Một"), (other, "Đài phường Hai")):
            one.fill("main [name='name']", name)
            with one.expect_navigation():
                one.click("main form[action='/setup/place'] button.primary")
        assert "Đài phường Một" in other.inner_text("main")  # told, and not written over
        written = data_of((station.folder / "station.yaml").read_text())
        assert written["name"] == "Đài phường Một"
        assert lamps(page)["sound"] == "wait"
        page.goto("/setup/sound")
        page.click("main form[action='/setup/sound/tone'] button")
        page.wait_for_selector(".note.fault, .toast")
        with page.expect_navigation():
            page.click("main form[action='/setup/sound'] button.primary")
        assert lamps(page)["sound"] == "fault"
        page.context.close()  # the browser is closed, and then the power goes
    with station.running("--wait-for-output"), visiting(port, browser) as opened:
        page = opened()
        page.goto("/")
        assert (
            page.locator("form[action='/first']").count() == 0
        )  # there are people: nobody is made first again
        answer = page.evaluate(
            """async (code) => (await fetch("/first", {method: "POST", body: new URLSearchParams({code,
                person: "x", name: "X", secret: "mật khẩu thật dài của x", csrf:
                document.querySelector("meta[name=csrf]").content})})).status""",
            code,
        )
        assert answer == 401
        sign_in(page, "kt")
        assert page.locator("main a[href='/setup']").count() == 1  # each page says that the station is held
        seen = lamps(page)
        assert (seen["origin"], seen["place"], seen["sound"]) == ("", "", "fault")
        assert seen["rules"] == "wait"
        page.click("main form[action='/setup/end'] button")
        page.wait_for_selector(".toast")
        page.goto("/setup/place")
        assert page.url.endswith("/")
        reasons = [each["code"] for each in station.look("status")["reasons"]]
        assert "health.not_set_up" not in reasons
        assert "health.output_lost" in reasons
        sys.stdout.write(f"{reasons}\n")
