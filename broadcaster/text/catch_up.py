"""Texts of phát bù: a missed message is aired by hand."""

TEXTS: dict[str, tuple[str, str]] = {
    "catch_up.help.what": (
        "Tên bản tin hoặc số lần phát trong nhật ký; để trống thì liệt kê những gì hôm nay bị lỡ.",
        "A message, or an airing's number in the log; without it, what was missed today is listed.",
    ),
    "catch_up.unknown": (
        "Hôm nay không có lần phát nào bị lỡ tên là '{written}'",
        "Nothing called '{written}' was missed today",
    ),
    "catch_up.unknown.hint": (
        (
            "chạy 'broadcaster catch-up' để xem những gì bị lỡ;"
            " muốn phát thêm thì dùng 'broadcaster play MÃ-BẢN-TIN'"
        ),
        "'broadcaster catch-up' lists what was missed; 'broadcaster play MESSAGE' airs anything",
    ),
    "catch_up.made_good": (
        "'{written}' không bị lỡ, hoặc đã được phát bù",
        "'{written}' was not missed, or was made good already",
    ),
    "catch_up.made_good.hint": (
        "muốn phát thêm lần nữa thì dùng 'broadcaster play MÃ-BẢN-TIN'",
        "to air it once more: 'broadcaster play MESSAGE'",
    ),
    "catch_up.nothing": ("Hôm nay không lỡ buổi nào.", "Nothing was missed today."),
    "catch_up.column.id": ("Số", "Number"),
    "catch_up.how": (
        "Phát bù: broadcaster catch-up SỐ hoặc MÃ-BẢN-TIN",
        "To air one: broadcaster catch-up NUMBER or MESSAGE",
    ),
    "catch_up.makes_good": ("phát bù cho lần phát số {airing}", "makes good number {airing}"),
    "catch_up.resumes": ("phát tiếp phần còn lại của lần phát số {airing}", "the rest of number {airing}"),
}
