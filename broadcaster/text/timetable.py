"""Texts of the timetable: why something will not air, and the commands about plan and approval."""

TEXTS: dict[str, tuple[str, str]] = {
    "timetable.quiet_hours": (
        "Chạm vào giờ yên tĩnh từ {first} đến {until}",
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
    "timetable.not_approved": (
        "Bản tin chưa được lãnh đạo duyệt, hoặc đã sửa sau khi duyệt",
        "The message is not approved, or was changed after its approval",
    ),
    "timetable.not_approved.hint": (
        "duyệt bằng lệnh broadcaster approve",
        "approve it with the command broadcaster approve",
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
}
