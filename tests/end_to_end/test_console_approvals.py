"""Duyệt in a real browser: a leader's one thumb at 360 px, an officer who types in what a leader said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import DecisionKind, SigningWay
from broadcaster.people.approval.rows import row_of
from tests.end_to_end.browsers import needs_chromium, visiting
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import AXE, RUN, authenticator, peopled, secret, settled, sign_in
from tests.fakes import photos

pytestmark = [pytest.mark.patient, needs_chromium]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
FIRST = "title: Tiêm phòng\nrepeat: 1\nparts:\n  - say: Mời bà con đến trạm y tế sáng thứ hai. Xin cảm ơn.\n"
SECOND = FIRST.replace("sáng thứ hai", "chiều thứ ba").replace("cảm ơn", "cảm ơn bà con. Hỏi TTXQP")
Visit = Callable[..., Any]


@pytest.fixture
def visit(station: Broadcaster, browser: Any) -> Iterator[Visit]:
    """A running station with an officer and a leader; opens pages. What the browser complains about fails."""
    port = settled(station, SETTINGS.replace("required: false", "required: true"))
    peopled(station, {"lan": ("officer",), "tu": ("officer",), "hoa": ("leader",), "vu": ("leader",)})
    station.write("messages/tiem-phong.yaml", FIRST)
    with station.running("--trust-clock"), visiting(port, browser) as opened:

        def signed_in(person: str, path: str, **options: Any) -> Any:
            page = opened(**options)
            sign_in(page, person, path)
            return page

        yield signed_in


def submit(station: Broadcaster, tmp_path: Path, by: str = "lan") -> None:
    pin = tmp_path / "pin"
    pin.write_text(secret(by), encoding="utf-8")
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    done = station("submit", "tiem-phong", "--as", by)
    assert done.returncode == 0, done.stderr


def fits_the_thumb(page: Any) -> None:
    """Nothing is wider than the phone, and what is pressed is large enough."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """[...document.querySelectorAll("main :is(button, summary, select, textarea, .check, .pick label)")]
        .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 36)
        .map((each) => each.outerHTML)"""
    )
    assert small == []


def standing(station: Broadcaster) -> dict[str, Any]:
    found: list[dict[str, Any]] = station.json("approvals")["messages"]
    return next(each for each in found if each["message"] == "tiem-phong")


def test_a_leader_decides_with_one_thumb_and_sees_what_has_changed(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    submit(station, tmp_path)
    leader = visit("hoa", "/approvals", **PHONE)
    fits_the_thumb(leader)
    leader.tap("[data-listen] button")
    leader.wait_for_selector("audio:not([hidden])", timeout=30_000)
    leader.tap("button.go")
    leader.wait_for_selector(".toast")
    assert standing(station)["state"] == "approved"
    # The officer edits it: only what is new is marked, and the doubtful reading must be accepted.
    station.write("messages/tiem-phong.yaml", SECOND)
    wait_for(lambda: standing(station)["state"] == "draft")
    submit(station, tmp_path)
    leader.goto("/approvals")
    fits_the_thumb(leader)
    gone, new = (" ".join(leader.locator(each).all_inner_texts()).split() for each in ("del", "ins"))
    assert {"sáng", "hai."} <= set(gone)
    assert {"chiều", "ba."} <= set(new)
    assert "trạm" not in {*gone, *new}
    leader.tap("button.go")  # nothing happens: the reading is not accepted yet
    assert standing(station)["state"] == "waiting"
    leader.locator("summary", has_text="Trả lại").tap()
    leader.fill("textarea[name=why] >> visible=true", "Sai ngày")
    leader.locator("details[open] > form button").tap()
    leader.wait_for_selector(".toast")
    assert (standing(station)["state"], standing(station)["why"]) == ("returned", "Sai ngày")
    # What was approved can be withdrawn.
    leader.locator("summary", has_text="Thu hồi").tap()
    leader.fill("textarea[name=why] >> visible=true", "Hết đợt")
    leader.locator("details[open] > form button").tap()
    leader.wait_for_selector(".toast")
    assert standing(station)["approved_digest"] is None


def test_what_aired_at_once_is_confirmed_or_objected_to(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    submit(station, tmp_path)  # leaves the officer's secret for what follows
    for words in ("Lũ đang lên.", "Họp lúc bảy giờ."):
        assert station("say", "--as", "lan", words).returncode == 0
    wait_for(lambda: len(station.look("approvals")["to_confirm"]) == 2)
    leader = visit("hoa", "/approvals", **PHONE)
    fits_the_thumb(leader)
    leader.locator("form[action='/approvals/confirm'] button").first.tap()
    leader.wait_for_selector(".toast")
    leader.locator("summary", has_text="Phản đối").tap()
    leader.fill("textarea[name=why] >> visible=true", "Sai giờ họp")
    leader.locator("details[open] > form button").tap()
    leader.wait_for_selector(".toast")
    assert station.json("approvals")["to_confirm"] == []


@pytest.mark.lab  # the same sheet: test_an_officer_types_in_what_a_leader_said_by_telephone_and_on_paper
def test_an_officer_types_in_what_a_leader_answered_about_what_aired_at_once(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    codes = authenticator(station, "hoa")
    submit(station, tmp_path)
    for words in ("Lũ đang lên.", "Họp lúc bảy giờ."):
        assert station("say", "--as", "lan", words).returncode == 0
    wait_for(lambda: len(station.look("approvals")["to_confirm"]) == 2)
    officer = visit("lan", "/approvals", **PHONE)
    # Confirmed on the telephone: a wrong code is told, and nothing typed is lost.
    officer.locator("summary", has_text="Lãnh đạo đã trả lời").first.tap()
    fits_the_thumb(officer)
    assert not officer.locator("textarea[name=why] >> nth=0").is_visible()
    officer.fill("details[open] input[name='telephone.code']", "000 000")
    officer.locator("details[open] button.primary").tap()
    officer.wait_for_selector("[data-fault]:not([hidden])")
    assert "Mã sáu số" in officer.inner_text("[data-fault] >> visible=true")
    officer.fill("details[open] input[name='telephone.code']", codes.unused())
    officer.locator("details[open] button.primary").tap()
    officer.wait_for_selector(".toast")
    assert len(station.json("approvals")["to_confirm"]) == 1
    # Objected to on paper: it needs a reason and the photograph of the form.
    officer.locator("summary", has_text="Lãnh đạo đã trả lời").tap()
    officer.locator("details[open] .pick label", has_text="Phản đối").tap()
    officer.locator("details[open] label", has_text="Giấy").tap()
    fits_the_thumb(officer)
    officer.evaluate(AXE)
    assert officer.evaluate(RUN) == []
    officer.fill("details[open] input[name='paper.form']", "13/PD")
    photo = tmp_path / "phieu.png"
    photo.write_bytes(photos.png())
    officer.set_input_files("details[open] input[name='paper.photo']", str(photo))
    officer.locator("details[open] button.primary").tap()  # nothing happens: there is no reason
    assert len(station.json("approvals")["to_confirm"]) == 1
    officer.fill("details[open] textarea[name=why]", "Sai giờ họp")
    officer.locator("details[open] button.primary").tap()
    officer.wait_for_selector("[data-fault]:not([hidden])")
    # Nobody takes their own airing off the table by what they typed in: the leader says so themselves.
    assert len(station.json("approvals")["to_confirm"]) == 1
    with Journal.open_to_read(station.folder / "state/journal.db", SystemClock()) as journal:
        rows = [row_of(link).decision for link in journal.decisions(0)]
    answers = [each for each in rows if each.airing is not None]
    assert [(each.what, each.way, each.by, each.entered_by, each.why) for each in answers] == [
        (DecisionKind.CONFIRMED, SigningWay.TELEPHONE, "hoa (hoa)", "lan (lan)", None)
    ]


def test_the_version_that_airs_while_an_edit_waits_is_stopped_by_the_officer(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    submit(station, tmp_path)
    leader = visit("hoa", "/approvals", **PHONE)
    leader.tap("button.go")
    leader.wait_for_selector(".toast")
    station.write("messages/tiem-phong.yaml", SECOND)
    wait_for(lambda: bool(standing(station)["pinned"]))
    officer = visit("lan", "/approvals", **PHONE)
    fits_the_thumb(officer)
    officer.locator("summary", has_text="Ngừng phát").tap()
    officer.locator("details[open] > form button", has_text="Ngừng phát").tap()
    officer.wait_for_selector(".toast")
    wait_for(lambda: not standing(station)["pinned"])
    assert standing(station)["approved_digest"] is None


def test_an_approved_emergency_is_silenced_by_who_may_approve_and_offered_to_nobody_else(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    station.write("messages/tiem-phong.yaml", FIRST + "priority: emergency\n")
    submit(station, tmp_path)
    leader = visit("hoa", "/approvals", **PHONE)
    leader.tap("button.go")
    leader.wait_for_selector(".toast")
    station.write("messages/tiem-phong.yaml", SECOND + "priority: emergency\n")
    wait_for(lambda: bool(standing(station)["pinned"]))
    stopping = "summary:has-text('Ngừng phát')"
    assert visit("lan", "/approvals", **PHONE).locator(stopping).count() == 0
    leader.reload()
    assert leader.locator(stopping).count() == 1


def test_an_officer_types_in_what_a_leader_said_by_telephone_and_on_paper(
    station: Broadcaster, visit: Visit, tmp_path: Path
) -> None:
    codes = authenticator(station, "hoa")
    submit(station, tmp_path, "tu")
    officer = visit("lan", "/approvals", **PHONE)
    assert officer.locator("button.go").count() == 0
    officer.locator(".said summary").tap()
    fits_the_thumb(officer)
    assert not officer.locator("input[name='paper.photo']").is_visible()
    officer.fill("input[name='telephone.code']", "000 000")
    officer.tap(".said button.primary")
    officer.wait_for_selector("[data-fault]:not([hidden])")
    assert "Mã sáu số" in officer.inner_text("[data-fault]")
    officer.fill("input[name='telephone.code']", codes.unused())
    officer.tap(".said button.primary")
    officer.wait_for_selector(".toast")
    found = standing(station)
    assert (found["state"], found["way"], found["by"]) == ("approved", "telephone", "hoa (hoa)")
    # On paper, after an edit.
    station.write("messages/tiem-phong.yaml", SECOND)
    wait_for(lambda: standing(station)["state"] == "draft")
    submit(station, tmp_path)
    officer.goto("/approvals")
    officer.locator(".said summary").tap()
    officer.locator(".said label", has_text="Giấy").tap()
    assert not officer.locator("input[name='telephone.code']").is_visible()
    officer.fill("input[name='paper.form']", "12/PD")
    bad, good = tmp_path / "anh.txt", tmp_path / "anh.jpg"
    bad.write_text("không phải ảnh")
    good.write_bytes(photos.jpeg(filling=3_000_000))
    officer.set_input_files("input[name='paper.photo']", str(bad))
    officer.check(".said input[name=spans]")
    officer.tap(".said button.primary")
    officer.wait_for_selector("[data-fault]:not([hidden])")
    assert officer.locator(".said input[name=spans]").is_checked()  # nothing typed is lost
    officer.set_input_files("input[name='paper.photo']", str(good))
    officer.tap(".said button.primary")
    officer.wait_for_selector(".toast")
    found = standing(station)
    assert (found["state"], found["noted"]["form"], found["noted"]["by"]) == ("waiting", "12/PD", "hoa (hoa)")
    officer.reload()
    assert "12/PD" in officer.inner_text("article .note")
    fits_the_thumb(officer)
    leader = visit("vu", "/approvals", **PHONE)
    assert "12/PD" in leader.inner_text("article .note")
    leader.check("article input[name=spans]")
    leader.tap("button.go")
    leader.wait_for_selector(".toast")
    assert (standing(station)["state"], standing(station)["noted"]) == ("approved", None)
    assert [kept.stat().st_size for kept in (station.folder / "state/photos").iterdir()] == [
        len(photos.jpeg(filling=3_000_000))
    ]
