from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from broadcaster.core.errors import LettersError
from broadcaster.letters.templates import Template, fits, template, templates, unreadable, with_values
from broadcaster.reading.engine import read_in
from broadcaster.station.loading.loader import load
from broadcaster.station.rules.blanks import Blank, BlankKind, blanks

NOWHERE = Path("/nonexistent")
NAMES = sorted(templates(NOWHERE))
USUAL = {
    BlankKind.DATE: "ngày 20 tháng 3 năm 2027",
    BlankKind.TIME: "7 giờ 30",
    BlankKind.PLACE: "nhà văn hóa tổ dân phố số 1",
    BlankKind.NAME: "bà Lò Thị Hoa",
    BlankKind.TEXT: "người từ sáu mươi tuổi trở lên",
}


def _usual(blank: Blank) -> str:
    if "điện thoại" in blank.label:
        return "0912 345 678"
    return (
        "15.000 đồng"
        if "tiền" in blank.label or "mức" in blank.label
        else USUAL.get(blank.kind or BlankKind.TEXT, "12")
    )


def _whole(chosen: Template) -> str:
    return with_values(chosen.text, {blank.label: _usual(blank) for blank in chosen.blanks})


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: Họp", "Họp"),
        ('title: "Họp tổ"  ', "Họp tổ"),
        ("title: 'Họp'", "Họp"),
        # A pattern took minutes.
        pytest.param("title: a" + " " * 500_000 + "b", "a" + " " * 500_000 + "b", id="spaces"),
        ("parts: []", "x"),
        ("title:", "x"),
    ],
)
def test_title_of_a_template(written: str, title: str) -> None:
    assert Template(name="x", text=f"{written}\nparts: []\n").title == title


def test_there_is_a_template_for_each_occasion_of_a_ward() -> None:
    assert NAMES == [
        "african-swine-fever",
        "cold-spell",
        "condolence",
        "dengue",
        "election",
        "environment-day",
        "fire",
        "flood",
        "fraud-warning",
        "health-insurance",
        "lost-person",
        "meeting",
        "military-call-up",
        "online-services",
        "power-cut",
        "rabies",
        "school-enrolment",
        "storm",
        "tax-and-land",
        "thanks",
        "traffic",
        "vaccination",
        "water-cut",
        "weddings-funerals-festivals",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_blank_takes_what_people_write_there(name: str) -> None:
    chosen = template(NOWHERE, name)
    assert chosen.blanks
    assert [blank.label for blank in chosen.blanks if not fits(_usual(blank), blank.kind)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_that_is_filled_in_loads_and_is_read_without_a_doubt(name: str, tmp_path: Path) -> None:
    text = _whole(template(NOWHERE, name))
    assert blanks(text) == ()
    (tmp_path / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "moi.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.station is not None
    assert [str(problem.message) for problem in loaded.problems] == []
    flagged = [
        span.written
        for part in yaml.safe_load(text)["parts"]
        for span in read_in(loaded.station, part["say"]).flagged
    ]
    assert flagged == []


def test_a_template_that_is_not_filled_in_loads_too(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
    (tmp_path / "messages").mkdir()
    for name in NAMES:
        (tmp_path / "messages" / f"{name}.yaml").write_text(template(NOWHERE, name).text, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.station is not None
    assert len(loaded.station.messages) == len(NAMES)


def test_the_wards_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "meeting.yaml").write_text("title: Mời họp bản\nparts: []\n", encoding="utf-8")
    found = template(tmp_path, "meeting")
    assert (found.own, found.title) == (True, "Mời họp bản")


@pytest.mark.parametrize("value", ['có "ngoặc" kép', "a: b # c", "hai\ndòng", "\\n", "{{x}}"], ids=range(5))
def test_a_value_cannot_change_the_file_around_it(value: str) -> None:
    text = with_values('title: "Tiêm {{a}}"\nparts:\n  - say: |\n      Lời {{a}}\n', {"a": value})
    data = yaml.safe_load(text)
    assert list(data) == ["title", "parts"]
    assert len(data["parts"]) == 1


@pytest.mark.parametrize(
    ("value", "kind", "right"),
    [
        ("20/3/2027", BlankKind.DATE, True),
        ("hôm nào đó", BlankKind.DATE, False),
        ("7h30", BlankKind.TIME, True),
        ("sáng", BlankKind.TIME, False),
        ("mười", BlankKind.AMOUNT, False),
        (" ", BlankKind.NAME, False),
    ],
    ids=range(6),
)
def test_a_value_of_another_kind_does_not_fit(value: str, kind: BlankKind, right: bool) -> None:
    assert fits(value, kind) is right


def test_one_template_that_is_not_utf8_blocks_no_other(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "hop.yaml").write_bytes("title: Họp\nparts: []\n".encode())
    (own / "cu.yaml").write_bytes(b"title: M\xe2u c\xfb\n")
    assert {*NAMES, "hop"} == set(templates(tmp_path))
    assert {name: fault.code for name, fault in unreadable(tmp_path).items()} == {"cu": "letter.bad_template"}
    assert template(tmp_path, "hop").title == "Họp"
    with pytest.raises(LettersError) as caught:
        template(tmp_path, "cu")
    assert caught.value.facts == {"file": "cu.yaml"}
