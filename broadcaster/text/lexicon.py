"""Texts about the lexicon: how the ward wants words to be said."""

TEXTS: dict[str, tuple[str, str]] = {
    "lexicon.help_list": (
        "Các cách đọc đã đặt: của từng bản tin trước (được dùng trước), rồi của phường.",
        "The readings that were set: the messages' own first (they win), then the ward's.",
    ),
    "lexicon.help_add": (
        "Đặt cách đọc: CHỮ-VIẾT như trong bản tin, CÁCH-ĐỌC viết như đọc, ví dụ: Bluezone “bờ lu dôn”.",
        "Set a reading: WRITTEN as it stands in texts, SPOKEN as it is said, such as Bluezone “bờ lu dôn”.",
    ),
    "lexicon.help_remove": ("Bỏ một cách đọc.", "Take a reading away."),
    "lexicon.help_message": (
        "Chỉ cho bản tin này, không phải cho cả phường.",
        "For this message only, not for the whole ward.",
    ),
    "lexicon.help_all": (
        "Kể cả các cách đọc có sẵn trong chương trình.",
        "Also the readings that come with the program.",
    ),
    "lexicon.column.written": ("Chữ viết", "Written"),
    "lexicon.column.spoken": ("Cách đọc", "Said"),
    "lexicon.column.layer": ("Của", "Layer"),
    "lexicon.layer.ward": ("phường", "ward"),
    "lexicon.layer.product": ("chương trình", "program"),
    "lexicon.layer.message": ("bản tin {message}", "message {message}"),
    "lexicon.empty": (
        "Phường chưa đặt cách đọc nào.",
        "The ward has set no readings.",
    ),
    "lexicon.added": (
        "Từ nay “{written}” đọc là “{spoken}” ({layer}).",
        "“{written}” is now said “{spoken}” ({layer}).",
    ),
    "lexicon.removed": (
        "Đã bỏ cách đọc “{spoken}” của “{written}” ({layer}).",
        "“{written}” is no longer said “{spoken}” ({layer}).",
    ),
    "lexicon.shadowed": (
        "Bản tin {message} có cách đọc riêng cho “{written}” và vẫn đọc là “{spoken}”.",
        "Message {message} has its own reading of “{written}” and still says “{spoken}”.",
    ),
    "lexicon.changes": (
        "Lời đọc của bản tin {message} thay đổi; nếu đã duyệt thì cần duyệt lại.",
        "The words of message {message} change; if it was approved, it needs a new approval.",
    ),
}
