"""A ward's own template of alerts has the keys and blanks of the shipped one, else it counts for nothing."""

from __future__ import annotations

from importlib.resources import files

import pytest

from broadcaster.station.forms.alert_template import LARGEST, alert_template, shipped
from broadcaster.station.yaml.problems import Severity

FILE = "templates/alerts/alert.yaml"
OWN = files("broadcaster.alerts").joinpath("templates", "alert.yaml").read_text("utf-8")
OPENING = 'opening: "Cảnh báo của {sender}."'


def test_the_shipped_one_keeps_to_it() -> None:
    assert alert_template(FILE, OWN.encode()) == (shipped(), [])


def test_words_may_be_others_and_events_may_be_added() -> None:
    text = OWN.replace(OPENING, 'opening: "{sender} báo."').replace("  bão: typhoon", "  bão to: typhoon")
    found, problems = alert_template(FILE, text.encode())
    assert problems == []
    assert found is not None
    assert found["parts"]["opening"] == "{sender} báo."
    assert "bão to" in found["events"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (OPENING, 'opening: "Cảnh báo."', "blanks"),
        (OPENING, 'opening: "Cảnh báo của {sender} {area}."', "blanks"),
        (OPENING, 'opening: "Cảnh báo của {sender.__class__}."', "blanks"),
        (OPENING, 'opening: "Cảnh báo của {sender!r}."', "blanks"),
        (OPENING, 'opening: "Cảnh báo của {sender:>9999999}."', "blanks"),
        (OPENING, 'opening: "Cảnh báo của {sender."', "blanks"),
        (OPENING, 'opening: ""', "text"),
        (OPENING, "opening: [a]", "text"),
        (OPENING, f'opening: "{{sender}} {"x" * 300}"', "text"),
        (OPENING, "", "lacks"),
        (OPENING, f'{OPENING}\n  khac: "Khác."', "unknown"),
        ("  Extreme: mức đặc biệt nghiêm trọng\n", "", "lacks"),
        ("usual:", "khac:", "lacks"),
        ("severities:", "severities: nhiều\nmore:", "keys"),
        ("events:", "events: nhiều\nmore:", "events"),
    ],
)
def test_what_the_shipped_one_has_not_is_told_and_the_file_counts_for_nothing(
    old: str, new: str, code: str
) -> None:
    assert old in OWN
    found, problems = alert_template(FILE, OWN.replace(old, new, 1).encode())
    assert found is None
    assert f"station.alert_template_{code}" in {one.code for one in problems}
    assert {(one.file, one.severity) for one in problems} == {(FILE, Severity.WARNING)}


@pytest.mark.parametrize("raw", [b"", b"#" * (LARGEST + 1), b"\xff\xfe", b"a: [", b"- a", b"a", b"[" * 9999])
def test_what_is_no_template_at_all_is_told(raw: bytes) -> None:
    found, problems = alert_template(FILE, raw)
    assert found is None
    assert problems
