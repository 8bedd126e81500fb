"""Texts of `status`."""

TEXTS: dict[str, tuple[str, str]] = {
    "status.not_running": ("Đài chưa chạy.", "The station is not running."),
    "status.on_air": ("Đang phát: {title} (đến {end})", "On air: {title} (until {end})"),
    "status.silent": ("Đang im lặng.", "Silent."),
    "status.next": (
        "Buổi phát tới: {message} lúc {start} (lịch {schedule})",
        "Next: {message} at {start} (schedule {schedule})",
    ),
    "status.warning": ("  LƯU Ý: {warning}", "  NOTE: {warning}"),
    "status.nothing_planned": (
        "Không có buổi phát nào trong 48 giờ tới.",
        "Nothing is planned for 48 hours.",
    ),
    "status.queue": ("Đang chờ: {count}", "Waiting: {count}"),
    "status.clash": (
        (
            "TRÙNG GIỜ, cùng mức ưu tiên: {titles}. "
            "'{first}' đi trước; muốn đổi thì trước {until} chạy: broadcaster prefer {other}"
        ),
        (
            "CLASH of equal priority: {titles}. "
            "'{first}' goes first; to change it before {until}: broadcaster prefer {other}"
        ),
    ),
    "status.contact_ready": (
        "Nút bấm {contact}: sẵn sàng ({message})",
        "Contact {contact}: ready ({message})",
    ),
    "status.contact_closed": (
        "Nút bấm {contact}: đang đóng ({message})",
        "Contact {contact}: closed ({message})",
    ),
    "status.contact_lost": ("Nút bấm {contact}: KHÔNG ĐỌC ĐƯỢC", "Contact {contact}: CANNOT BE READ"),
    "status.held": (
        (
            "Không phát theo lịch: {message} ({who} đã đính chính; "
            "cho phát lại: broadcaster correct {message} --release)"
        ),
        "Held back: {message} (corrected by {who}; to air it again: broadcaster correct {message} --release)",
    ),
    "status.chain_waits": (
        "Tin khẩn lặp lại: {title}, đã phát {aired} lần, lần tới lúc {next}, thôi lúc {ends}",
        "Repeating: {title}, aired {aired} times, next at {next}, ends at {ends}",
    ),
    "status.chain_first": (
        "Tin khẩn lặp lại: {title}, chưa phát lần nào, lần đầu lúc {next}, thôi lúc {ends}",
        "Repeating: {title}, never aired so far, first at {next}, ends at {ends}",
    ),
    "status.chain_airs": (
        "Tin khẩn lặp lại: {title}, lần thứ {aired} đang phát, thôi lúc {ends}",
        "Repeating: {title}, on air for time {aired}, ends at {ends}",
    ),
    "status.chain_rearm": (
        "sắp hết thời hạn; muốn phát tiếp thì chạy broadcaster rearm",
        "nearly over; to go on: broadcaster rearm",
    ),
    "status.output": ("Đầu ra: {name}", "Output: {name}"),
    "status.output_lost": ("Đầu ra: MẤT, đang thử mở lại", "Output: LOST, trying again"),
    "status.engines": ("Máy đọc: {names}", "Speech: {names}"),
    "status.fallback": (
        "Máy đọc: {name}, tạm thay {wanted} từ {since}; số bản tin chờ đọc lại: {count}",
        "Speech: {name}, in place of {wanted} since {since}; messages to be made again: {count}",
    ),
    "status.keying_by_hand": ("Máy phát: bật tắt bằng tay", "Transmitter: switched by hand"),
    "status.keying_on": (
        "Đóng cắt máy phát: {type}, đang bật, muộn nhất {until} sẽ tự tắt",
        "Keying: {type}, on; releases itself at {until} at the latest",
    ),
    "status.keying_fault": (
        "Đóng cắt máy phát: {type} KHÔNG TUÂN LỆNH: {reason}",
        "Keying: {type} DOES NOT OBEY: {reason}",
    ),
    "status.keying_off": ("Đóng cắt máy phát: {type}, đang tắt", "Keying: {type}, off"),
    "status.switch_of_zone": ("{device} của cụm loa {zone}", "{device} of the zone {zone}"),
    "status.clock": ("Đồng hồ: {now}", "Clock: {now}"),
    "status.listen_deaf": (
        "Nghe lại ở '{source}': chưa có tiếng vào",
        "Listening at '{source}': no sound comes in",
    ),
    "status.listen_waiting": ("Nghe lại ở '{source}': sẵn sàng", "Listening at '{source}': ready"),
    "status.listen_good": (
        "Nghe lại ở '{source}': lần phát trước nghe tốt ({heard}/{listened} giây)",
        "Listening at '{source}': the last airing was heard well ({heard} of {listened} s)",
    ),
    "status.listen_bad": (
        "Nghe lại ở '{source}': lần phát trước nghe KHÔNG tốt ({heard}/{listened} giây)",
        "Listening at '{source}': the last airing was heard BADLY ({heard} of {listened} s)",
    ),
    "status.ups_mains": (
        "Bộ lưu điện: có điện lưới, pin {charge} %",
        "UPS: on the mains, battery {charge} %",
    ),
    "status.ups_battery": ("Bộ lưu điện: MẤT ĐIỆN LƯỚI, pin {charge} %", "UPS: ON BATTERY, {charge} %"),
    "status.disk": ("Ổ đĩa còn: {free:MB}", "Disk free: {free:MB}"),
    "status.partly": (
        "LƯU Ý: các tệp này có lỗi nên chưa được nhận: {files}; còn lại đã nhận (xem 'broadcaster check')",
        "NOTE: these files have errors and are not taken: {files}; all others are (see 'broadcaster check')",
    ),
    "status.last_good": (
        "LƯU Ý: tệp của đài đang có {count} vấn đề; đài phát theo bản tốt gần nhất (xem 'broadcaster check')",
        "NOTE: the files have {count} problems; the last good station is on air (see 'broadcaster check')",
    ),
    "status.error": ("Sự cố lúc {at}: {message}", "Fault at {at}: {message}"),
}
