"""Texts of `status`."""

TEXTS: dict[str, tuple[str, str]] = {
    "status.not_running": ("Đài chưa chạy.", "The station is not running."),
    "status.on_air": ("Đang phát: {title} (đến {end})", "On air: {title} (until {end})"),
    "status.silent": ("Đang im lặng.", "Silent."),
    "status.next": (
        "Buổi phát tới: {message} lúc {start} (lịch {schedule})",
        "Next: {message} at {start} (schedule {schedule})",
    ),
    "status.nothing_planned": (
        "Không có buổi phát nào trong 48 giờ tới.",
        "Nothing is planned for 48 hours.",
    ),
    "status.queue": ("Đang chờ: {count}", "Waiting: {count}"),
    "status.output": ("Đầu ra: {name}", "Output: {name}"),
    "status.output_lost": ("Đầu ra: MẤT, đang thử mở lại", "Output: LOST, trying again"),
    "status.engines": ("Giọng đọc: {names}", "Speech: {names}"),
    "status.fallback": (
        "Giọng đọc: {name}, tạm thay {wanted} từ {since}; số bản tin chờ đọc lại: {count}",
        "Speech: {name}, in place of {wanted} since {since}; messages to be made again: {count}",
    ),
    "status.keying_by_hand": ("Máy phát: bật tắt bằng tay", "Transmitter: switched by hand"),
    "status.keying_on": ("Đóng cắt máy phát: {type}, đang bật", "Keying: {type}, on"),
    "status.keying_off": ("Đóng cắt máy phát: {type}, đang tắt", "Keying: {type}, off"),
    "status.clock": ("Đồng hồ: {now}", "Clock: {now}"),
    "status.disk": ("Ổ đĩa còn: {free} MB", "Disk free: {free} MB"),
    "status.last_good": (
        "CHÚ Ý: tệp của đài đang có {count} vấn đề; đài phát theo bản tốt gần nhất (xem 'broadcaster check')",
        "NOTE: the files have {count} problems; the last good station is on air (see 'broadcaster check')",
    ),
    "status.error": ("Sự cố lúc {at}: {message}", "Fault at {at}: {message}"),
}
