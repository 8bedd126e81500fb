from __future__ import annotations

import pytest

from broadcaster.station.editing.settings import settings_faults
from broadcaster.station.loading.secrets import masked
from broadcaster.web.drawing.file_text import faulty_lines


def test_every_fault_stands_below_its_line_and_one_beyond_the_end_below_the_last() -> None:
    text = "name: Đài\nsound:\n  loudness: to\nzzz: 1\n"
    faults = settings_faults(text.encode(), b"")
    lines = faulty_lines(text, faults)
    assert [line.number for line in lines if line.faults] == [3, 4]
    torn = "name: Đài\nzones: {a: [\n"
    assert faulty_lines(torn, settings_faults(torn.encode(), b""))[-1].faults
    assert settings_faults(b"", b"")[0].code == "station.empty_file"
    assert settings_faults("name: Đài\n".encode(), b"") == []


@pytest.mark.parametrize(
    "text",
    [
        "keying: {type: http, password: bi-mat, on: x}",
        'keying:\n  password:   "bi-mat"\n',
        "keying:\n  'password': 'bi-mat\n",
        "sources: {a: http://ai:bi-mat@dai.vn/x}",
        "password: bi-mat rat dai # bi-mat",
    ],
)
def test_no_password_is_shown_whatever_else_is_wrong(text: str) -> None:
    assert "bi-mat" not in masked(text).partition("#")[0]


def test_the_name_of_a_password_that_is_kept_apart_is_shown() -> None:
    assert masked("password: !secret keying-password") == "password: !secret keying-password"
