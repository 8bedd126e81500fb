"""Texts about the clock: whether it is trusted, and the command that confirms it."""

TEXTS: dict[str, tuple[str, str]] = {
    "clock.network": ("đồng hồ chạy theo giờ mạng", "the clock follows the network"),
    "clock.hardware": (
        "đồng hồ pin của máy đã được kiểm chứng qua nhiều lần khởi động",
        "the computer's battery clock was proven over several boots",
    ),
    "clock.person": ("{who} đã xác nhận giờ đúng", "{who} has confirmed the time"),
    "clock.silent": (
        "âm thanh không ra loa nên không cần xác nhận giờ",
        "nothing reaches a loudspeaker, so the time needs no confirmation",
    ),
    "clock.unproven": (
        "máy mới khởi động, chưa biết giờ có đúng không: chưa có giờ mạng, chưa ai xác nhận",
        "the computer was started and nobody has vouched for its time: no network time, no person's yes",
    ),
    "clock.behind_journal": (
        "đồng hồ chạy lùi so với nhật ký phát, có lẽ máy vừa mất điện",
        "the clock is behind the journal: the power was probably lost",
    ),
    "clock.behind_build": (
        "đồng hồ chỉ thời điểm trước khi chương trình được cài",
        "the clock shows a time before this program was installed",
    ),
    "clock.jumped": ("đồng hồ vừa bị chỉnh quá một phút", "the clock was set by more than a minute"),
    "clock.waits_timezone": (
        "múi giờ {old} sẽ đổi thành {new} khi có người xác nhận; đến lúc đó vẫn theo {old}",
        "the time zone {old} becomes {new} once a person confirms it; until then {old} holds",
    ),
    "clock.waits_quiet": (
        "giờ yên tĩnh {old} sẽ đổi thành {new} khi có người xác nhận; đến lúc đó vẫn yên tĩnh {holds}",
        "the quiet hours {old} become {new} once a person confirms it; until then {holds} hold",
    ),
    "clock.waits_timezone.hint": (
        "xác nhận bằng broadcaster clock confirm khi đài đang chạy",
        "confirm it with broadcaster clock confirm while the station runs",
    ),
    "clock.waits_quiet.hint": (
        "xác nhận bằng broadcaster clock confirm khi đài đang chạy",
        "confirm it with broadcaster clock confirm while the station runs",
    ),
    "clock.took_timezone": (
        "{who} đã xác nhận đổi múi giờ {old} thành {new}",
        "{who} has confirmed the time zone {new} in place of {old}",
    ),
    "clock.took_quiet": (
        "{who} đã xác nhận đổi giờ yên tĩnh {old} thành {new}",
        "{who} has confirmed the quiet hours {new} in place of {old}",
    ),
    "clock.no_quiet": ("không có", "none"),
    "clock.change_waits": (
        "CHỜ XÁC NHẬN: {what}. Xác nhận bằng lệnh broadcaster clock confirm khi đài đang chạy.",
        "WAITS FOR A PERSON: {what}. Confirm it with broadcaster clock confirm while the station runs.",
    ),
    "clock.change_took": ("Đã áp dụng: {what}.", "In force now: {what}."),
    "clock.ask_change": (
        "Áp dụng các thay đổi trên, và bây giờ là {time}, {weekday} ngày {date}. Đúng không?",
        "Apply the changes above, and it is {time}, {weekday} {date}. Is that right?",
    ),
    "clock.ask": (
        "Bây giờ là {time}, {weekday} ngày {date}. Đúng không?",
        "It is {time}, {weekday} {date}. Is that right?",
    ),
    "clock.weekdays": (
        "thứ Hai|thứ Ba|thứ Tư|thứ Năm|thứ Sáu|thứ Bảy|Chủ nhật",
        "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    ),
    "clock.state_trusted": ("Tin được giờ này: {why}.", "The time is trusted: {why}."),
    "clock.state_held": (
        "GIỜ CHƯA ĐƯỢC XÁC NHẬN: {why}. Lịch phát đang được giữ lại.",
        "THE TIME IS NOT TRUSTED: {why}. Scheduled airings are held.",
    ),
    "clock.confirm_now": (
        "Nếu đồng hồ chỉ đúng {time} {date}: chạy 'broadcaster clock confirm'; sai thì chỉnh giờ máy trước.",
        "If {time} on {date} is right: 'broadcaster clock confirm'; if not, set the clock first.",
    ),
    "clock.confirmed": (
        "Đã xác nhận: {time}, {weekday} ngày {date}. Lịch phát chạy bình thường.",
        "Confirmed: {time}, {weekday} {date}. The timetable goes on.",
    ),
    "clock.not_confirmed": (
        "Chưa xác nhận. Hãy chỉnh giờ của máy cho đúng rồi xác nhận lại.",
        "Not confirmed. Set the computer's clock right, then confirm it.",
    ),
    "clock.held_line": (
        "Đài chạy nhưng CHƯA PHÁT THEO LỊCH: {why}.",
        "The station runs, but its SCHEDULED AIRINGS ARE HELD: {why}.",
    ),
    "clock.trusted_by_option": (
        "Người bật đài xác nhận giờ đúng: {time}, {weekday} ngày {date}.",
        "Whoever starts the station says that the time is right: {time}, {weekday} {date}.",
    ),
    "clock.help": ("Xem giờ của đài và độ tin cậy.", "Show the station's time and whether it is trusted."),
    "clock.help.confirm": (
        "Xác nhận giờ đúng; lịch phát chờ việc này sau khi máy khởi động mà không có giờ mạng.",
        "Confirm the time; after a boot without network time the timetable waits for it.",
    ),
    "clock.help.yes": ("Không hỏi lại (dùng trong lệnh tự động).", "Do not ask (for scripts)."),
    "clock.help.trust": (
        "Người bật đài đã xem giờ và thấy đúng; không phải xác nhận nữa.",
        "Whoever starts the station has looked at the time and it is right.",
    ),
}
