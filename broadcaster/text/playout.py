"""Texts about what is on the air."""

TEXTS: dict[str, tuple[str, str]] = {
    "playout.no_device": (
        "Không mở được đầu ra âm thanh '{device}': {reason}",
        "Cannot open the sound output '{device}': {reason}",
    ),
    "playout.no_device.hint": (
        "kiểm tra dây loa, card âm thanh và mục output trong station.yaml; "
        "hoặc chạy thử với --output file:THƯ_MỤC",
        "check the cable, the sound card and `output` in station.yaml; or try --output file:FOLDER",
    ),
    "playout.no_folder": (
        "Không ghi được âm thanh vào thư mục {folder}: {reason}",
        "Cannot write sound into the folder {folder}: {reason}",
    ),
    "playout.no_folder.hint": ("chọn thư mục khác cho --output file:", "choose another folder for --output file:"),
}
