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
    "service.source_not_listed": (
        "'{written}' không có trong danh sách nguồn tiếp âm của đài (hiện có: {known})",
        "'{written}' is not among the station's sources (there are: {known})",
    ),
    "service.source_not_listed.hint": (
        "chỉ nguồn ghi ở mục sources trong station.yaml mới được tiếp âm",
        "only what stands under `sources` in station.yaml may be relayed",
    ),
    "service.bad_length": (
        "Thời gian tiếp âm phải từ 1 giây đến {longest} giờ",
        "A relay lasts from 1 second to {longest} hours",
    ),
    "service.no_file": ("Không có tệp âm thanh {path}", "There is no sound file {path}"),
    "service.bad_talk_length": (
        "Một lần nói trực tiếp từ 1 giây đến {longest} phút",
        "A live voice lasts from 1 second to {longest} minutes",
    ),
    "service.unknown_form": (
        "'{written}' không phải dạng âm thanh nhận được: pcm, ogg hoặc webm",
        "'{written}' is no form of sound that is taken: pcm, ogg or webm",
    ),
    "service.no_session": (
        "Buổi nói trực tiếp này không có hoặc đã kết thúc",
        "There is no such live session, or it has ended",
    ),
    "service.no_chunks": (
        "Buổi nói này không nhận âm thanh gửi tới, hoặc gói lớn hơn {largest} byte",
        "This session takes no sound in chunks, or the chunk is over {largest} bytes",
    ),
    "service.voice_failed": ("Không nói trực tiếp được: {reason}", "The live voice failed: {reason}"),
    "service.voice_over": ("Buổi nói trực tiếp đã kết thúc", "The live session has ended"),
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
    "service.clock_jumped": (
        "Đồng hồ máy vừa bị chỉnh {seconds} giây; lịch phát đã tính lại",
        "The clock was set by {seconds} seconds; the plan was made anew",
    ),
}
