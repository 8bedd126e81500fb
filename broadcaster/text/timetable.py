"""Texts of the timetable: why something will not air, and the commands about plan and approval."""

TEXTS: dict[str, tuple[str, str]] = {
    "timetable.quiet_hours": (
        "Trùng giờ yên tĩnh từ {first} đến {until}",
        "It would touch the quiet hours from {first} to {until}",
    ),
    "timetable.quiet_hours.hint": (
        "đổi giờ phát; thời gian mở và tắt máy phát cũng được tính",
        "choose another time; the seconds for switching the transmitter count too",
    ),
    "timetable.message_not_yet_valid": (
        "Bản tin chỉ được phát từ ngày {first}",
        "The message may air only from {first} on",
    ),
    "timetable.message_not_yet_valid.hint": (
        "xem mục valid trong tệp bản tin",
        "see valid in the message's file",
    ),
    "timetable.message_expired": (
        "Bản tin chỉ được phát đến hết ngày {until}",
        "The message may air only until the end of {until}",
    ),
    "timetable.message_expired.hint": (
        "nếu còn cần phát, sửa mục valid trong tệp bản tin",
        "if it is still needed, change valid in the message's file",
    ),
    "timetable.schedule_not_yet_valid": (
        "Lịch phát chỉ có hiệu lực từ ngày {first}",
        "The schedule holds only from {first} on",
    ),
    "timetable.schedule_not_yet_valid.hint": (
        "xem mục valid trong tệp lịch phát",
        "see valid in the schedule's file",
    ),
    "timetable.schedule_expired": (
        "Lịch phát chỉ có hiệu lực đến hết ngày {until}",
        "The schedule holds only until the end of {until}",
    ),
    "timetable.schedule_expired.hint": (
        "nếu còn cần phát, sửa mục valid trong tệp lịch phát",
        "if it is still needed, change valid in the schedule's file",
    ),
    "timetable.message_waits": (
        "Tệp của bản tin còn lỗi: {place}",
        "The message's file has an error: {place}",
    ),
    "timetable.message_waits.hint": (
        "sửa theo lệnh broadcaster check",
        "mend what the command broadcaster check says",
    ),
    "timetable.message_gone": (
        "Tệp của bản tin đã bị xóa",
        "The message's file was deleted",
    ),
    "timetable.message_gone.hint": (
        "viết lại bản tin hoặc bỏ tên bản tin khỏi lịch phát",
        "write the message again, or take its name out of the schedule",
    ),
    "timetable.not_approved": (
        "Bản tin chưa được lãnh đạo duyệt, hoặc đã sửa sau khi duyệt",
        "The message is not approved, or was changed after its approval",
    ),
    "timetable.not_approved.hint": (
        "duyệt bằng lệnh broadcaster approve MÃ-BẢN-TIN",
        "approve it with the command broadcaster approve MESSAGE",
    ),
    "timetable.reading_changed": (
        "Cách đọc của bản tin đã đổi sau khi duyệt (bản tin vẫn như cũ)",
        "The message's reading was changed after its approval (its text was not)",
    ),
    "timetable.reading_changed.hint": (
        "xem cách đọc mới bằng broadcaster read MÃ-BẢN-TIN, rồi duyệt lại hoặc sửa lexicon",
        "see it with broadcaster read MESSAGE, then approve anew or mend the lexicon",
    ),
    "timetable.clock_untrusted": (
        "Chưa chắc đồng hồ của máy chạy đúng",
        "The computer's clock is not known to be right",
    ),
    "timetable.clock_untrusted.hint": (
        "xem giờ rồi xác nhận bằng lệnh broadcaster clock confirm",
        "look at the time and confirm it: broadcaster clock confirm",
    ),
    "timetable.quota_sessions": (
        "Vượt quy chế: mỗi ngày nhiều nhất {most} buổi",
        "Over the regulation: at most {most} sessions a day",
    ),
    "timetable.quota_minutes": (
        "Vượt quy chế: mỗi buổi nhiều nhất {most} phút",
        "Over the regulation: at most {most} minutes a session",
    ),
    "timetable.quota_days": (
        "Vượt quy chế: mỗi tuần nhiều nhất {most} ngày",
        "Over the regulation: at most {most} days a week",
    ),
    "timetable.no_lunar_day": (
        "Không tính được ngày âm lịch của ngày {day}",
        "The lunar day of {day} cannot be computed",
    ),
    "timetable.no_lunar_day.hint": (
        "lịch âm chỉ tính được cho các năm từ 1900 đến 2100",
        "the lunar calendar covers the years from 1900 to 2100",
    ),
    "timetable.out_of_range": (
        "Không lập được lịch phát cho năm {year}",
        "No plan can be made for the year {year}",
    ),
    "timetable.out_of_range.hint": ("chọn một ngày gần hơn", "choose a nearer date"),
    "timetable.help.from": (
        "Từ ngày hoặc lúc nào: 2026-02-03, 03/02/2026 hoặc 2026-02-03T06:30 (mặc định: bây giờ).",
        "From which day or instant: 2026-02-03, 03/02/2026 or 2026-02-03T06:30 (default: now).",
    ),
    "timetable.help.days": ("Số ngày cần xem.", "How many days to show."),
    "timetable.bad_day": (
        (
            "không hiểu '{written}'; hãy viết ngày như 2026-02-03 hoặc 03/02/2026,"
            " thêm giờ thì viết 2026-02-03T06:30"
        ),
        (
            "cannot understand '{written}'; write a day as 2026-02-03 or 03/02/2026,"
            " and with a time as 2026-02-03T06:30"
        ),
    ),
    "timetable.bad_year": (
        "năm {year} không dùng được; hãy chọn năm từ 1970 đến 2199",
        "the year {year} is of no use here; choose one from 1970 to 2199",
    ),
    "timetable.column.start": ("Bắt đầu", "Start"),
    "timetable.column.end": ("Kết thúc", "End"),
    "timetable.column.message": ("Bản tin", "Message"),
    "timetable.column.schedule": ("Lịch phát", "Schedule"),
    "timetable.column.status": ("Tình trạng", "Status"),
    "timetable.column.by": ("Người duyệt", "Approved by"),
    "timetable.column.at": ("Lúc duyệt", "Approved at"),
    "timetable.weekdays": ("T2 T3 T4 T5 T6 T7 CN", "Mon Tue Wed Thu Fri Sat Sun"),
    "timetable.about": ("khoảng {time}", "about {time}"),
    "timetable.will_air": ("sẽ phát", "will air"),
    "timetable.will_air_but": ("sẽ phát; LƯU Ý: {reason}", "will air; NOTE: {reason}"),
    "timetable.clashes": (
        "sẽ phát; trùng giờ với {others}, cùng mức ưu tiên",
        "will air; clashes with {others}, of the same priority",
    ),
    "timetable.will_not_air": ("không phát: {reason}", "will not air: {reason}"),
    "timetable.event": (
        "Bản tin: {message}\nLịch phát: {schedule}\nTình trạng: {status}",
        "Message: {message}\nSchedule: {schedule}\nStatus: {status}",
    ),
    "timetable.nothing_planned": (
        "Không có buổi phát nào trong thời gian này.",
        "Nothing is planned in this time.",
    ),
    "timetable.help.accept_flags": (
        "Duyệt dù còn chỗ máy chưa chắc cách đọc.",
        "Approve although the reading is doubtful in places.",
    ),
    "timetable.flag": ("Chưa chắc cách đọc: {doubt}", "Doubtful reading: {doubt}"),
    "timetable.flagged": (
        "Bản tin {message} có {count} chỗ chưa chắc cách đọc nên chưa được duyệt",
        "Message {message} has {count} doubtful readings and is not approved",
    ),
    "timetable.flagged.hint": (
        "ghi cách đọc đúng vào lexicon, hoặc thêm --accept-flags nếu các cách đọc trên là đúng",
        "put the right reading into the lexicon, or add --accept-flags if those above are right",
    ),
    "timetable.approved": (
        "Đã duyệt: {title} ({message}). Người duyệt: {by}. Mã lời đọc: {digest}",
        "Approved: {title} ({message}). By: {by}. Words digest: {digest}",
    ),
    "timetable.source": ("Nguồn: {written}", "Source: {written}"),
    "timetable.basis": ("Căn cứ: {written}", "Basis: {written}"),
    "timetable.voice": ("Sẽ đọc bằng: {engine}, giọng {voice}", "Will be said by: {engine}, voice {voice}"),
    "timetable.other_voice": (
        "Sẽ đọc bằng: {engine}, giọng {voice}, vì {preferred} chưa dùng được",
        "Will be said by: {engine}, voice {voice}, as {preferred} cannot be used now",
    ),
    "timetable.voice_of_network": (
        "Giọng này cần mạng: mất mạng thì giọng khác đọc cả bản tin.",
        "This voice needs the network: without it another voice says the whole message.",
    ),
    "timetable.approval_holds": ("còn giá trị", "valid"),
    "timetable.approval_void": ("hết giá trị: bản tin đã sửa", "void: the message was changed"),
    "timetable.approval_of_other_reading": (
        "hết giá trị: cách đọc đã đổi, bản tin vẫn như cũ",
        "void: the reading was changed, the message was not",
    ),
    "timetable.approval_of_words_only": (
        "hết giá trị: mới duyệt lời, quy chế đòi duyệt cả âm thanh",
        "void: only the words were approved, and the sound must be too",
    ),
    "timetable.approval_of_other_sound": (
        "hết giá trị: giọng hoặc âm thanh đã đổi",
        "void: the voice or the sound was changed",
    ),
    "timetable.approval_orphan": ("hết giá trị: bản tin không còn", "void: the message is gone"),
    "timetable.approval_unreadable": (
        "không kiểm tra được: {reason}",
        "cannot be checked: {reason}",
    ),
    "timetable.no_approvals": ("Chưa có bản tin nào được duyệt.", "Nothing has been approved yet."),
}
