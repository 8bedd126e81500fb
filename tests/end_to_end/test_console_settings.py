"""Thiết lập in a browser: settings that are checked and taken back, people, tests, the examination."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, peopled, settled, sign_in

pytestmark = [pytest.mark.patient, needs_chromium]


@pytest.fixture
def visit(station: Broadcaster, browser: Any) -> Iterator[Callable[[], Any]]:
    port = settled(station, SETTINGS + "zones: {trung-tam: {channel: left}, ban-xa: {channel: right}}\n")
    peopled(station, {"lan": ("officer",), "hoa": ("leader",)})
    # Every page tells what airs next: nothing that a part shows may stand in its way.
    station.write("schedules/nua-dem.yaml", 'message: ngan\nat: ["00:00", "12:00"]\n')
    with station.running("--trust-clock"), visiting(port, browser) as opened:
        yield opened


def written(station: Broadcaster) -> str:
    return (station.folder / "station.yaml").read_text("utf-8")


def test_a_setting_is_saved_comes_into_force_and_is_taken_back(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    before = written(station)
    page = visit()
    sign_in(page, "kt", "/settings/regulation")
    page.fill("[id='regulation.sessions_per_day']", "7")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "sessions_per_day: 7" in written(station)
    page.click(".toast button")
    page.locator(".toast", has_text="bản trước").wait_for()
    assert written(station) == before


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    before = written(station)
    page = visit()
    sign_in(page, "kt", "/settings/regulation")
    page.fill("[id='regulation.quiet']", "tối đến sáng")
    page.click(".sticky .primary")
    page.wait_for_selector(".field.bad")
    assert page.locator(".field.bad").count() == 1
    assert page.input_value("[id='regulation.quiet']") == "tối đến sáng"
    assert written(station) == before


@pytest.mark.lab
def test_what_somebody_else_saved_meanwhile_is_not_overwritten(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/regulation")
    page.fill("[id='regulation.sessions_per_day']", "7")
    station.write("station.yaml", written(station) + "# sửa bằng tay\n")
    page.click(".sticky .primary")
    page.wait_for_selector(".note.fault")
    assert page.input_value("[id='regulation.sessions_per_day']") == "7"
    assert "sessions_per_day: 7" not in written(station)
    page.click(".sticky .primary")  # seen, and wanted all the same
    page.wait_for_selector(".toast")
    assert "sửa bằng tay" in written(station)
    assert "sessions_per_day: 7" in written(station)


@pytest.mark.lab
def test_a_backup_is_set_kept_over_a_reload_and_taken_back(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    before = written(station)
    page = visit()
    sign_in(page, "kt", "/settings/backup")
    assert page.input_value("[id='backup.at']") == "02:45"
    page.fill("[id='backup.to']", "luu-tru")
    page.fill("[id='backup.keep']", "30")
    page.reload()  # nothing typed is lost
    page.wait_for_selector("#brought-back:visible")
    assert page.input_value("[id='backup.to']") == "luu-tru"
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert page.locator("#brought-back:visible").count() == 0
    assert written(station).endswith("backup:\n  to: luu-tru\n  keep: 30\n")
    page.click(".toast button")
    page.locator(".toast", has_text="bản trước").wait_for()
    assert page.url.endswith("/settings/backup")
    assert written(station) == before


@pytest.mark.lab
def test_the_fields_of_the_chosen_way_are_shown_and_a_fault_stands_at_its_field(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/power")
    assert page.locator("[id='ups:set.host']:visible").count() == 0
    page.select_option("[id='ups:way']", "set")
    page.fill("[id='ups:set.port']", "70000")
    page.evaluate("document.getElementById('settings').noValidate = true")
    page.click(".sticky .primary")
    page.wait_for_selector(".field.bad")
    assert page.locator(".field.bad [id='ups:set.port']").count() == 1
    page.fill("[id='ups:set.port']", "3494")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "ups:" in written(station)
    assert "3494" in written(station)


@pytest.mark.lab
def test_the_kind_of_keying_is_chosen_and_its_password_is_kept_apart(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/transmitter")
    page.select_option("[id='keying:way']", "http")
    assert page.locator("[id='keying:gpio.line']:visible").count() == 0
    page.fill("[id='keying:http.on']", "http://127.0.0.1:9/on")
    page.fill("[id='keying:http.off']", "http://127.0.0.1:9/off")
    page.fill("[id='keying:http.password']", "kín như bưng")
    page.fill("[id='keying.settle']", "2 giây")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".toast")
    assert "password: !secret keying-password" in written(station)
    assert "settle: 2s" in written(station)
    assert "kín" not in written(station)
    assert "kín" not in page.content()
    secrets = station.folder / "secrets.yaml"
    assert "kín như bưng" in secrets.read_text("utf-8")
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert station("check").returncode == 0
    assert "kín" not in page.evaluate("JSON.stringify(localStorage)")
    page.goto("/settings/transmitter")
    page.fill("[id='keying:http.password']", "một câu khác hẳn")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".toast")
    kept = secrets.read_text("utf-8")
    assert "một câu khác hẳn" in kept
    assert "kín như bưng" not in kept
    page.click(".toast button")  # taken back at once: the password comes back too
    page.locator(".toast", has_text="bản trước").wait_for()
    assert "kín như bưng" in secrets.read_text("utf-8")
    assert "khác hẳn" not in secrets.read_text("utf-8")
    assert station("check").returncode == 0
    page.goto("/settings/transmitter")
    page.select_option("[id='keying:way']", "none")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".toast")
    assert "type: none" in written(station), page.locator("body").inner_text()
    assert "bưng" not in secrets.read_text("utf-8")
    assert station("check").returncode == 0


@pytest.mark.lab
def test_the_transmitter_is_tested_from_its_page(station: Broadcaster, visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/transmitter")
    page.locator("[data-hold-button]").press("Enter", delay=2300)
    page.wait_for_selector(".toast, .note.fault")
    wait_for(lambda: any(row["kind"] == "maintenance" for row in station.look("log")))


@pytest.mark.lab
def test_a_zone_is_added_renamed_and_not_removed_while_a_schedule_names_it(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/zones")
    page.click("[data-new] summary")
    page.fill("[id='zones.+:name']", "Bản Cung")
    page.fill("[id='zones.+.delay']", "0,8 giây")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # saves, and removes nothing
    assert "ban-cung: {delay: 0.8s}" in written(station)
    assert "trung-tam" in written(station)
    page.fill("[id='zones.ban-xa:name']", "ban-gan")
    with page.expect_navigation():
        page.click(".sticky .primary")
    assert "ban-gan: {channel: right}" in written(station)
    station.write("messages/hop.yaml", "title: Họp\nparts:\n  - say: Mời bà con họp.\n")
    station.write("schedules/sang.yaml", 'message: hop\nat: ["06:30"]\nzones: [ban-cung]\n')
    before = written(station)
    page.goto("/settings/zones")
    page.click("button[value='zones.ban-cung']")
    page.wait_for_selector(".note.fault a[href='/schedules/edit/sang']")
    assert written(station) == before
    with page.expect_navigation():
        page.click("button[value='zones.ban-gan']")
    assert "ban-gan" not in written(station)
    with page.expect_navigation():
        page.click(".toast button")
    assert written(station) == before


@pytest.mark.lab
def test_a_source_and_a_button_are_added(station: Broadcaster, visit: Callable[[], Any]) -> None:
    station.write(
        "messages/lu.yaml", "title: Lũ quét\npriority: emergency\nparts:\n  - say: Bà con rời nhà.\n"
    )
    page = visit()
    sign_in(page, "kt", "/settings/sources")
    page.click("[data-new] summary")
    page.fill("[id='sources.+:name']", "đài tỉnh")
    page.fill("[id='sources.+:address.address']", "http://ai:kin-dao@127.0.0.1:9/phat.mp3")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "dai-tinh: !secret sources-dai-tinh" in written(station)
    assert "kin-dao" not in page.content()
    page.goto("/settings/contacts")
    page.click("[data-new] summary")
    page.fill("[id='contacts.+:name']", "nut-lu")
    page.select_option("[id='contacts.+:way']", "file")
    page.fill("[id='contacts.+:file.path']", "nut")
    page.locator("[id='contacts.+.message'] option[value=lu]").wait_for(state="attached")
    page.select_option("[id='contacts.+.message']", "lu")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "nut-lu: {type: file, message: lu, path: nut}" in written(station)
    assert station("check").returncode == 0


@pytest.mark.lab
def test_volume_by_the_hour_a_siren_and_a_voice_are_added_in_words(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/gain")
    page.fill("[id='gain.all']", "-1")
    page.click("[data-new] summary")
    page.fill("[id='gain.+:name']", "5 giờ đến 6 giờ 30")
    page.fill("[id='gain.+.db']", "-6")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert '"05:00-06:30": -6' in written(station)
    page.goto("/settings/sirens")
    page.click("[data-new] summary")
    page.fill("[id='sirens.+:name']", "Xả lũ")
    page.fill("[id='sirens.+.steps']", "420 trong 20 giây\nnghỉ lâu lâu")
    page.click(".sticky .primary")
    page.locator(".field.bad", has_text="nghỉ lâu lâu").wait_for()
    page.fill("[id='sirens.+.steps']", "420 trong 20 giây\nnghỉ 10 giây")
    page.fill("[id='sirens.+.times']", "3")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    page.goto("/settings/sound")
    page.locator("[id='sound.emergency'] option[value=xa-lu]").wait_for(state="attached")
    page.select_option("[id='sound.emergency']", "xa-lu")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    page.goto("/settings/voices")
    page.select_option("[id='voices.default.espeak']", "vi-vn-x-south")
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "vi-vn-x-south" in written(station)
    assert station("check").returncode == 0
    # What is in use is not removed unseen.
    page.goto("/settings/sirens")
    before = written(station)
    page.click("button[value='sirens.xa-lu']")
    page.wait_for_selector(".note.fault")
    assert written(station) == before


def test_a_conflict_shows_both_values_and_keeps_what_others_changed_elsewhere(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page, other = visit(), visit()
    sign_in(page, "kt", "/settings/backup")
    page.fill("[id='backup.to']", "o-cua-toi")
    sign_in(other, "kt", "/settings/backup")
    other.fill("[id='backup.to']", "o-khac")
    other.fill("[id='backup.keep']", "9")
    other.click(".sticky .primary")
    other.wait_for_selector(".toast")
    page.click(".sticky .primary")
    page.wait_for_selector(".note.fault")
    assert page.input_value("[id='backup.to']") == "o-cua-toi"
    assert "o-khac" in page.locator(".field.bad").inner_text()
    page.click(".sticky .primary")
    page.wait_for_selector(".toast")
    assert "to: o-cua-toi\n  keep: 9\n" in written(station)


def test_a_faulty_file_is_shown_with_its_faults_and_an_earlier_version_comes_back(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    before = written(station)
    page = visit()
    sign_in(page, "kt", "/settings/regulation")  # the history knows the file from now on
    wrong = (
        before.replace("output: none", "output: nane") + "keying: {type: http, password: kín-lắm, on: x}\n"
    )
    station.write("station.yaml", wrong)
    page.goto("/settings/sound")
    page.locator(".file .bad", has_text="nane").wait_for()
    assert page.locator(".file .bad .err").count() >= 1
    assert "kín-lắm" not in page.content()
    assert station.json("status")["running"]  # it goes on with the last good one
    page.goto("/")
    page.locator("a[href='/settings']", has_text="cần sửa").wait_for()
    page.goto("/settings/sound")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.locator("form[action='/settings/restore'] button").first.click()
    page.locator(".toast", has_text="bản trước").wait_for()
    assert written(station) == before
    assert page.url.endswith("/settings/sound")
    assert page.locator("[id='sound.loudness']").count() == 1


@pytest.mark.lab
def test_a_file_that_is_no_yaml_is_shown_too_and_nobody_saves_over_it(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/backup")
    page.fill("[id='backup.to']", "luu-tru")
    broken = written(station) + "zones: {trung-tam: [\n"
    station.write("station.yaml", broken)
    page.click(".sticky .primary")
    page.locator(".file .bad").wait_for()
    assert written(station) == broken
    page.goto("/settings/history")
    assert page.locator("form[action='/settings/restore']").count() >= 1


def test_an_officer_sees_the_settings_and_changes_none(visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "lan", "/settings/regulation")
    assert page.locator(".sticky").count() == 0
    assert page.get_attribute("[id='regulation.quiet']", "readonly") is not None
    page.goto("/settings/people")
    assert page.locator("h1").inner_text() != "Người dùng"


def test_a_new_person_signs_in_by_the_code_and_sets_a_password(visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/people")
    page.fill("#name", "Sùng A Chơ")
    page.fill("#person", "cho")
    page.check("input[value=officer]")
    page.click("form[action='/settings/people'] button")
    code = page.locator(".entry code").inner_text()
    newcomer = visit()
    newcomer.goto("/sign-in")
    newcomer.fill("#person", "cho")
    newcomer.fill("#secret", code)
    newcomer.click("button.primary")
    newcomer.wait_for_url("**/account")
    newcomer.fill("#new-password", "một câu mới thật dài")
    newcomer.click("#password button")
    newcomer.wait_for_selector(".toast")
    newcomer.goto("/log")
    assert newcomer.url.endswith("/log")
    # The technician locks the person out: at once, in the open browser too.
    page.goto("/settings/people/cho")
    page.click("form[action$='/enabled'] button")
    page.wait_for_selector(".chip.no")
    newcomer.goto("/log")
    assert "/sign-in" in newcomer.url


@pytest.mark.lab
def test_the_last_technician_is_not_removed(visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/people/kt")
    button = page.locator("form[action$='/remove'] [data-hold-button]")
    button.press("Enter", delay=2300)
    page.wait_for_selector(".note.fault")
    page.goto("/settings/people")
    assert page.locator("a[href='/settings/people/kt']").count() == 1


@pytest.mark.lab
def test_a_zone_is_tested_and_journalled_as_maintenance(
    station: Broadcaster, visit: Callable[[], Any]
) -> None:
    page = visit()
    sign_in(page, "lan", "/settings/zones")
    page.locator("button[form=test]").nth(1).click()
    page.wait_for_selector(".toast, .note.fault")
    wait_for(lambda: any(row["kind"] == "maintenance" for row in station.look("log")))
    row = next(row for row in station.json("log") if row["kind"] == "maintenance")
    assert "lan" in row["who"]


@pytest.mark.lab
def test_the_machine_is_examined_from_the_page(visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "kt", "/settings/examination")
    page.click("[data-busy] button")
    page.wait_for_selector(".lamps li", timeout=120_000)
    assert page.locator(".lamps li").count() > 8
    assert page.locator(".chip.ok").count() == 1


@pytest.mark.lab
def test_a_voice_is_heard_in_the_browser_and_chosen(station: Broadcaster, visit: Callable[[], Any]) -> None:
    page = visit()
    sign_in(page, "kt", "/voices")
    form = {"voice": "espeak:vi", "text": "Kính thưa bà con."}
    token = page.get_attribute("meta[name=csrf]", "content")
    sound = page.request.post("/voices/hear", form=form, headers={"x-csrf": token})
    assert sound.body()[:4] == b"RIFF"
    assert len(sound.body()) > 20_000
    page.locator("form[action='/voices/choose'] button").first.click()
    page.wait_for_selector(".toast")
    assert "default:" in written(station)
