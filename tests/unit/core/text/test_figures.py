"""Numbers that people read: a decimal comma and units in words in Vietnamese, a point in English."""

from __future__ import annotations

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.figures import ENGLISH, VIETNAMESE
from broadcaster.station.yaml.problems import Problem, Severity


@pytest.mark.parametrize(
    ("template", "value", "vietnamese", "english"),
    [
        ("{x:MB}", 512, "512 MB", "512 MB"),
        ("{x:MB}", 79_512, "79,5 GB", "79.5 GB"),
        ("{x:ms}", 1234, "1,2 giây", "1.2 s"),
        ("{x:ms}", 35, "35 mili giây", "35 ms"),
        ("{x:ms}", -0.0821, "-0,082 mili giây", "-0.082 ms"),
        ("{x:s}", 12.42, "12,4 giây", "12.4 s"),
        ("{x:s}", 0, "0 giây", "0 s"),
        ("{x:span}", 162.6, "2 phút 43 giây", "2 min 43 s"),
        ("{x:span}", 60, "1 phút", "1 min"),
        ("{x:span}", 0.2, "0 giây", "0 s"),
        ("{x:n}", "-1.25", "-1,25", "-1.25"),
        ("{x:n}", "?", "?", "?"),
        ("{x}", 2.5, "2,5", "2.5"),
        ("{x}", -0.0001, "0", "0"),
        ("{x}", 5.0, "5", "5"),
        ("{x:.1f}", -16.04, "-16,0", "-16.0"),
        ("{x:02d}", 7, "07", "07"),
        ("{x}", "1.5", "1.5", "1.5"),
        ("{x!r}", 0.05, "0.05", "0.05"),
    ],
)
def test_a_number_is_written_as_its_reader_writes_it(
    template: str, value: object, vietnamese: str, english: str
) -> None:
    assert VIETNAMESE.vformat(template, (), {"x": value}) == vietnamese
    assert ENGLISH.vformat(template, (), {"x": value}) == english


def test_texts_use_the_language_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    assert say("status.disk", free=79_512) == "Ổ đĩa còn: 79,5 GB"
    assert say("doctor.engine", engine="espeak", spent=1234) == "Máy đọc espeak: nói được sau 1,2 giây"
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert say("doctor.engine", engine="espeak", spent=1234) == "Engine espeak: spoke after 1.2 s"


def test_severity_of_a_problem_is_told_in_the_language_while_its_code_stays_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = Problem(file="a.yaml", line=1, column=2, code="station.unknown_key", facts={"key": "x"})
    doubtful = Problem(file="a.yaml", line=1, column=2, code="station.empty_file", severity=Severity.WARNING)
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    assert bad.as_line().startswith("a.yaml:1:2: lỗi: không có mục 'x'")
    assert doubtful.as_line() == "a.yaml:1:2: lưu ý: tệp trống"
    assert bad.as_json()["severity"] == "error"
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert doubtful.as_line() == "a.yaml:1:2: warning: the file is empty"
