"""Texts of the running station."""

TEXTS: dict[str, tuple[str, str]] = {
    "service.already_running": (
        "Đài này đang chạy hoặc đang phát ở một cửa sổ khác (tiến trình {pid})",
        "This station is running already, or airs from another window (process {pid})",
    ),
    "service.already_running.hint": (
        "đợi phát xong, hoặc bấm Ctrl-C ở cửa sổ kia",
        "wait for its end, or press Ctrl-C in the other window",
    ),
    "service.not_running": ("Đài chưa chạy", "The station is not running"),
    "service.not_running.hint": ("bật đài bằng 'broadcaster run'", "start it with 'broadcaster run'"),
    "service.no_answer": ("Đài đang chạy nhưng không trả lời", "The station runs but does not answer"),
    "service.no_answer.hint": (
        "đợi một lát rồi thử lại; nếu vẫn thế thì khởi động lại đài",
        "wait a moment and try again; if it stays so, restart the station",
    ),
    "service.not_understood": ("Yêu cầu không hợp lệ: {places}", "The request is not valid: {places}"),
    "service.internal": (
        "Lỗi trong chương trình (số {number})",
        "A fault inside the program (number {number})",
    ),
    "service.internal.hint": (
        "gửi số này và nhật ký của đài cho người phụ trách kỹ thuật",
        "send this number and the station's log to your technician",
    ),
    "service.no_api": ("Không mở được cửa điều khiển của đài", "The station's API does not come up"),
    "service.nothing_to_say": ("Không có chữ nào để đọc", "There is nothing to say"),
    "service.nothing_to_say.hint": ("viết lời cần đọc trong ngoặc kép", "put the words between quotes"),
    "service.too_much_to_say": (
        "Lời quá dài, nhiều nhất {longest} ký tự",
        "The text is too long, at most {longest} characters",
    ),
    "service.too_much_to_say.hint": ("viết thành bản tin", "make it a message"),
    "service.unknown_priority": (
        "'{written}' không phải mức ưu tiên: normal, priority hoặc emergency",
        "'{written}' is not a priority: normal, priority or emergency",
    ),
    "service.restart_needed": (
        "Đã đổi {keys} trong station.yaml nhưng đài đang chạy theo cài đặt cũ",
        "{keys} changed in station.yaml but the running station keeps the old setting",
    ),
    "service.restart_needed.hint": (
        "tắt đài rồi bật lại để dùng cài đặt mới",
        "restart the station to use it",
    ),
    "service.not_watching": (
        "Không theo dõi được thay đổi của tệp: {reason}",
        "The station's files cannot be watched: {reason}",
    ),
    "service.not_watching.hint": (
        "sửa tệp xong thì khởi động lại đài",
        "restart the station after an edit",
    ),
    "service.contact_closed": (
        "Nút bấm {contact} đang đóng sẵn khi đài khởi động nên chưa phát gì",
        "The contact {contact} is closed already at the start, so it fires nothing",
    ),
    "service.contact_closed.hint": (
        "nhả nút ra; nếu không ai bấm thì kiểm tra dây và active: low",
        "release it; if nobody presses it, check the wire and active: low",
    ),
    "service.contact_lost": (
        "Không đọc được nút bấm {contact}: {reason}",
        "The contact {contact} cannot be read: {reason}",
    ),
    "service.contact_lost.hint": ("kiểm tra dây và cổng", "check the wire and the port"),
    "service.no_clash": (
        "Không có hai tin ưu tiên nào trùng giờ",
        "No two priority messages clash",
    ),
    "service.not_in_clash": (
        "'{written}' không trùng giờ với tin nào; đang trùng: {known}",
        "'{written}' does not clash; those that do: {known}",
    ),
    "service.nothing_to_rearm": (
        "Không có tin khẩn nào đang lặp lại",
        "No emergency is repeating",
    ),
    "service.chain_ends_soon": (
        "Tin khẩn '{title}' sẽ thôi lặp lại sau {minutes} phút nữa",
        "The emergency '{title}' ends in {minutes} minutes",
    ),
    "service.chain_ends_soon.hint": (
        "nếu còn cần phát thì chạy: broadcaster rearm",
        "if it is still needed: broadcaster rearm",
    ),
    "service.chain_over": (
        "Tin khẩn '{title}' đã thôi lặp lại vì hết thời hạn",
        "The emergency '{title}' repeats no more: its time is over",
    ),
    "service.chain_over.hint": (
        "nếu còn cần phát thì phát lại bằng broadcaster play",
        "if it is still needed, air it again with broadcaster play",
    ),
    "service.chain_not_resumed": (
        "Lúc đài ngừng đột ngột, tin khẩn '{title}' đang lặp lại; đài không tự phát tiếp",
        "'{title}' was repeating when the program stopped suddenly; it does not go on by itself",
    ),
    "service.chain_not_resumed.hint": (
        "nếu còn cần phát thì phát lại bằng broadcaster play … --emergency",
        "if it is still needed: broadcaster play … --emergency",
    ),
    "service.clock_jumped": (
        "Đồng hồ máy vừa bị chỉnh {seconds} giây; lịch phát đã tính lại",
        "The clock was set by {seconds} seconds; the plan was made anew",
    ),
}
