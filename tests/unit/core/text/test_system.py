"""A Vietnamese sentence does not end in the English of the operating system."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from broadcaster.core.text.catalogue import Language, explain, in_our_words, say, speaking
from broadcaster.core.whole_files import store_error

NO_CARD = "không có card âm thanh hoặc card không dùng được"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Input/output error", "ổ đĩa hoặc thiết bị đọc ghi lỗi"),
        ("/dev/ttyUSB0: No such file or directory", "/dev/ttyUSB0: không có tệp hoặc thư mục này"),
        ("[Errno 111] Connection refused", "bên kia không nhận kết nối"),
        ("[Errno -2] Name or service not known", "mạng không tìm thấy máy chủ có tên này"),
        ("Error opening RawOutputStream: Device unavailable [PaErrorCode -9985]", NO_CARD),
        ("ConnectTimeout", "quá lâu không trả lời"),
        ("mtimed outs", "mtimed outs"),
        ("400 khung hình", "400 khung hình"),
    ],
)
def test_words_of_the_system_are_told_in_the_language_of_whoever_asks(reason: str, told: str) -> None:
    with speaking(Language.VI):
        assert say("playout.keyer_failed", reason=reason) == f"Không đóng cắt được máy phát: {told}"


def test_fault_of_a_disk_is_told_whole_in_both_languages(tmp_path: Path) -> None:
    error = store_error(tmp_path, OSError(errno.EIO, os.strerror(errno.EIO)))
    with speaking(Language.VI):
        assert "đọc ghi lỗi" in explain(error)
        assert "error" not in explain(error)
    with speaking(Language.EN):
        assert "reads and writes with errors" in explain(error)


def test_title_that_reads_like_the_system_stays_as_it_is() -> None:
    with speaking(Language.VI):
        assert "Connection refused" in say("journal.name.relay", what="Connection refused")


def test_words_that_are_part_of_others_are_left_alone() -> None:
    assert in_our_words("xtimed out", lambda key: key) == "xtimed out"
