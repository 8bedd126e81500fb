"""What stands around a value comes with the first one and goes with the last one."""

from __future__ import annotations

import pytest

from broadcaster.station.yaml.entries import add_item, drop, put, written
from broadcaster.station.yaml.structure import Path
from broadcaster.station.yaml.writing import Value

TEXT = "# Đài\nname: A\nvalid:\n  from: 2027-01-02  # mùng hai\nrules:\n  - a\n"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("valid", "until"), "x", TEXT.replace("mùng hai\n", "mùng hai\n  until: x\n")),
        (("except", "dates"), ["x"], f"{TEXT}except:\n  dates: [x]\n"),
        (("a", "b", "c"), "x", f"{TEXT}a:\n  b:\n    c: x\n"),
        (("valid", "from"), None, TEXT.replace("valid:\n  from: 2027-01-02  # mùng hai\n", "")),
        (("valid", "until"), None, TEXT),
        (("except", "dates"), None, TEXT),
    ],
)
def test_group_is_made_for_its_first_entry_and_goes_with_its_last(
    path: Path, value: Value | None, expected: str
) -> None:
    assert put(TEXT, path, value) == expected


def test_item_is_added_to_a_list_that_is_there_or_not() -> None:
    assert add_item(TEXT, ("rules",), "b") == TEXT.replace("  - a\n", "  - a\n  - b\n")
    assert add_item("", ("rules",), "b") == "rules: [b]\n"


def test_comments_of_a_file_stay_when_all_else_has_gone() -> None:
    left = drop(TEXT, ("rules", 0))
    assert left == TEXT.replace("rules:\n  - a\n", "")
    assert drop(drop(left, ("valid", "from")), ("name",)) == "# Đài\n"


def test_nothing_stands_where_nothing_is_written() -> None:
    assert (written("", ("a",)), written(TEXT, ("name", "b")), written(TEXT, ("name",))) == (None, None, "A")
