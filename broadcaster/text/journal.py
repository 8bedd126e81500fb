"""Texts of the as-run log."""

TEXTS: dict[str, tuple[str, str]] = {
    "journal.interrupted": (
        "Bị ngắt giữa chừng vì mất điện hoặc chương trình dừng đột ngột",
        "Interrupted by a power cut or a sudden stop of the program",
    ),
    "journal.already_planned": (
        "Bản tin {message} của lịch này đã có trong nhật ký phát (số {airing})",
        "The message {message} of this schedule is in the log already (number {airing})",
    ),
    "journal.already_planned.hint": (
        "muốn phát thêm lần nữa, hãy phát bằng tay",
        "to air it once more, air it by hand",
    ),
    "journal.unknown_airing": (
        "Nhật ký phát không có lần phát số {airing}",
        "The log has no airing with the number {airing}",
    ),
    "journal.already_started": (
        "Lần phát số {airing} đã được ghi là bắt đầu",
        "The airing with the number {airing} was recorded as started before",
    ),
    "journal.already_ended": (
        "Lần phát số {airing} đã được ghi là kết thúc",
        "The airing with the number {airing} was recorded as ended before",
    ),
    "journal.damaged": ("Tệp nhật ký phát {path} bị hỏng", "The log file {path} is damaged"),
    "journal.damaged.hint": (
        "lần khởi động sau của đài sẽ cứu những dòng còn đọc được và giữ lại tệp hỏng",
        "the next start of the station salvages what can be read and keeps the damaged file",
    ),
    "journal.held": (
        "Không ghi được nhật ký phát nên lịch phát tạm dừng",
        "The log cannot be written, so the timetable is held",
    ),
    "journal.rows_lost": (
        "Nhật ký phát bị mất các dòng cuối: dòng {row} đã được ghi nhưng không còn, tệp chỉ có {rows} dòng",
        "The log has lost its last rows: row {row} was written and is gone, the file has {rows} rows",
    ),
    "journal.salvaged": (
        "Tệp nhật ký phát bị hỏng: cứu được {rows} dòng, mất {lost} dòng; tệp hỏng được giữ ở state/{aside}",
        "The log file was damaged: {rows} rows were saved, {lost} are lost; it is kept as state/{aside}",
    ),
    "journal.salvaged_unknown": (
        (
            "Tệp nhật ký phát bị hỏng: cứu được {rows} dòng, không rõ mất bao nhiêu dòng;"
            " tệp hỏng được giữ ở state/{aside}"
        ),
        (
            "The log file was damaged: {rows} rows were saved, how many were lost is not known;"
            " it is kept as state/{aside}"
        ),
    ),
    "journal.rebuilt": (
        "Tệp nhật ký phát bị hỏng và đã được dựng lại, đủ cả {rows} dòng; tệp hỏng được giữ ở state/{aside}",
        "The log file was damaged and is made anew, with all its {rows} rows; it is kept as state/{aside}",
    ),
    "journal.file_removed": (
        "Tệp nhật ký phát bị xóa khi đài đang chạy; đã ghi lại đầy đủ",
        "The log file was removed while the station ran; it is written anew, whole",
    ),
    "journal.file_replaced": (
        "Tệp nhật ký phát bị thay khi đài đang chạy; đã ghi lại đầy đủ, tệp lạ được giữ ở state/{aside}",
        "The log file was replaced while the station ran; it is whole again; the other: state/{aside}",
    ),
    "journal.head_damaged": (
        "Không đọc được mã đối chiếu cuối cùng ở state/journal.head nên không rõ có mất dòng cuối không",
        "The file with the last head hash (state/journal.head) cannot be read: last rows may be missing",
    ),
    "journal.head_gone": (
        "Tệp mã đối chiếu cuối cùng state/journal.head đã mất nên không rõ có mất dòng cuối không",
        "The file with the last head hash (state/journal.head) is gone: last rows may be missing",
    ),
    "journal.unreadable_row": (
        "Không hiểu được dòng {row} của nhật ký phát",
        "Row {row} of the log cannot be understood",
    ),
    "journal.unreadable_row.hint": (
        "chạy broadcaster log verify để xem nhật ký có bị sửa không",
        "run broadcaster log verify to see whether the log was edited",
    ),
    "journal.newer": (
        "Nhật ký phát do phiên bản mới hơn của chương trình ghi (dạng {version}, bản này biết đến {known})",
        "The log was written by a newer version of the program (form {version}, this one knows {known})",
    ),
    "journal.newer.hint": ("cập nhật chương trình", "update the program"),
    "journal.too_slow": (
        "Nhật ký phát chưa ghi được, nên chưa phát.",
        "The log could not be written in time, so nothing airs.",
    ),
    "journal.too_slow.hint": (
        "thử lại sau ít phút; tin khẩn cấp (--emergency) thì phát ngay",
        "try again in some minutes; an emergency (--emergency) airs at once",
    ),
    "journal.busy": (
        "Một chương trình khác đang giữ tệp nhật ký phát {path}",
        "Another program keeps the log file {path} to itself",
    ),
    "journal.busy.hint": (
        "đóng chương trình đang mở tệp này rồi thử lại",
        "close the program that has this file open and try again",
    ),
    "journal.fault": (
        "Không đọc hoặc ghi được nhật ký phát {path}: {reason}",
        "Cannot read or write the log {path}: {reason}",
    ),
    "journal.fault.hint": (
        "chạy broadcaster doctor để kiểm tra ổ đĩa",
        "run broadcaster doctor to examine the disk",
    ),
    "journal.no_xlsx": (
        "Chưa có phần ghi tệp bảng tính XLSX",
        "The part that writes XLSX spreadsheets is not installed",
    ),
    "journal.no_xlsx.hint": (
        "cài thêm bằng: pip install 'broadcaster[report]'; hoặc dùng --format csv",
        "install it with: pip install 'broadcaster[report]'; or use --format csv",
    ),
    "journal.help.from": (
        "Từ ngày hoặc lúc nào, ví dụ 2026-02-03.",
        "From which day or instant, such as 2026-02-03.",
    ),
    "journal.help.to": ("Đến hết ngày nào.", "Until which day, included."),
    "journal.help.format": (
        "Dạng kết quả; khi ghi ra tệp thì theo đuôi tệp (.csv, .json, .xlsx, .txt).",
        "Form of the result; of a file, by its ending (.csv, .json, .xlsx, .txt).",
    ),
    "journal.help.output": ("Ghi vào tệp thay vì in ra.", "Write to a file instead of printing."),
    "journal.help.verify": (
        "Kiểm tra nhật ký có bị sửa, xóa hay thêm dòng không.",
        "Examine whether rows of the log were edited, removed or added.",
    ),
    "journal.help.events": (
        "Các sự cố và ghi nhận: mất đầu ra, mất điện lưới, nghe lại không thấy tiếng.",
        "Faults and findings: output lost, mains lost, nothing heard back.",
    ),
    "journal.help.head": (
        "Mã đối chiếu in trong một báo cáo trước đây.",
        "The head hash that an earlier report printed.",
    ),
    "journal.xlsx_needs_file": (
        "dạng xlsx cần ghi ra tệp: thêm -o TEN.xlsx",
        "xlsx needs a file: add -o NAME.xlsx",
    ),
    "journal.ending_unknown": (
        "không biết ghi tệp {path} theo dạng nào: đặt đuôi {known}, hoặc thêm --format",
        "which form {path} is to have is not clear: end it with {known}, or add --format",
    ),
    "journal.ending_differs": (
        "tệp {path} có đuôi của dạng {ending} mà lại chọn --format {form}",
        "{path} ends as {ending}, but --format says {form}",
    ),
    "journal.no_folder": ("Không có thư mục {folder}", "There is no folder {folder}"),
    "journal.no_folder.hint": ("tạo thư mục đó trước", "make that folder first"),
    "journal.none_yet": ("Chưa có nhật ký phát.", "There is no journal yet."),
    "journal.no_events": (
        "Không có sự cố nào trong thời gian này.",
        "Nothing happened in this time.",
    ),
    "journal.nothing": (
        "Nhật ký không có lần phát nào trong thời gian này.",
        "The log has no airing in this time.",
    ),
    "journal.zone_unknown": (
        "Tệp của đài đang có lỗi nên giờ được ghi theo giờ Việt Nam; xem broadcaster check.",
        "The station's files have errors, so times are shown in Vietnam's time; see broadcaster check.",
    ),
    "journal.head": ("Mã đối chiếu của nhật ký: {head}", "Head hash of the log: {head}"),
    "journal.whole": (
        (
            "Nhật ký nguyên vẹn: {rows} dòng.\nMã đối chiếu: {head}\n"
            "Người ghi được tệp này có thể viết lại toàn bộ nhật ký;"
            " muốn chắc chắn, hãy đối chiếu với mã in trong báo cáo trước: log verify --head MÃ"
        ),
        (
            "The log is whole: {rows} rows.\nHead hash: {head}\n"
            "Whoever can write this file could rewrite the whole log;"
            " to be sure, compare with the hash printed in an earlier report: log verify --head HASH"
        ),
    ),
    "journal.broken": (
        "Nhật ký đã bị sửa, xóa hoặc thêm từ dòng {row} (tệp có {rows} dòng).\nMã đối chiếu: {head}",
        "The log was edited from row {row} on (the file has {rows} rows).\nHead hash: {head}",
    ),
    "journal.not_whole": (
        "Nhật ký KHÔNG nguyên vẹn ({rows} dòng):\n{faults}\nMã đối chiếu: {head}",
        "The log is NOT whole ({rows} rows):\n{faults}\nHead hash: {head}",
    ),
    "journal.fault_of_chain": (
        "- bị sửa, xóa hoặc thêm từ dòng {row}",
        "- it was edited from row {row} on",
    ),
    "journal.fault_of_end": (
        "- dòng {row} đã được ghi nhưng không còn trong tệp: phần cuối bị mất",
        "- row {row} was written and is not in the file: its end is lost",
    ),
    "journal.fault_of_file": (
        "- tệp hỏng bên trong: {damage}",
        "- the file is damaged inside: {damage}",
    ),
    "journal.fault_told": ("- {at}: {text}", "- {at}: {text}"),
    "journal.head_missing": (
        (
            "Nhật ký không có mã {wanted}: phần cuối đã bị xóa hoặc toàn bộ đã bị viết lại"
            " (tệp có {rows} dòng).\nMã đối chiếu: {head}"
        ),
        (
            "No row of the log has the hash {wanted}: its end was removed or all of it was rewritten"
            " (the file has {rows} rows).\nHead hash: {head}"
        ),
    ),
    "journal.sheet.log": ("Nhật ký phát", "Log"),
    "journal.sheet.proof": ("Mã đối chiếu", "Head hash"),
    "journal.column.at": ("Lúc", "At"),
    "journal.column.event": ("Việc", "What"),
    "journal.column.head": ("Mã đối chiếu của nhật ký", "Head hash of the log"),
    "journal.column.id": ("Số", "Number"),
    "journal.column.planned": ("Theo lịch", "Planned"),
    "journal.column.started": ("Bắt đầu", "Started"),
    "journal.column.ended": ("Kết thúc", "Ended"),
    "journal.column.outcome": ("Kết quả", "Outcome"),
    "journal.column.reason": ("Lý do", "Reason"),
    "journal.column.kind": ("Loại", "Kind"),
    "journal.column.message": ("Bản tin", "Message"),
    "journal.column.schedule": ("Lịch phát", "Schedule"),
    "journal.column.who": ("Người phát", "Who"),
    "journal.column.words_digest": ("Mã lời đọc", "Words digest"),
    "journal.column.sound_digest": ("Mã âm thanh", "Sound digest"),
    "journal.column.engine": ("Máy đọc", "Engine"),
    "journal.column.zones": ("Cụm loa", "Zones"),
    "journal.column.resumes": ("Phát tiếp lần số", "Resumes"),
    "journal.column.makes_good": ("Phát bù lần số", "Makes good"),
    "journal.column.part_of": ("Thuộc lần số", "Part of"),
    "journal.outcome.unheard": ("không phát được", "not aired"),
    "journal.outcome.open": ("chưa xong", "not over"),
    "journal.outcome.aired": ("đã phát", "aired"),
    "journal.outcome.cut": ("bị cắt", "cut"),
    "journal.outcome.refused": ("không phát được", "refused"),
    "journal.outcome.missed": ("bị lỡ", "missed"),
    "journal.outcome.interrupted": ("bị gián đoạn", "interrupted"),
    "journal.kind.part": ("{kind}, trong bản tin", "{kind}, within a message"),
    "journal.kind.scheduled": ("theo lịch", "scheduled"),
    "journal.kind.manual": ("phát tay", "by hand"),
    "journal.kind.live": ("nói trực tiếp", "live"),
    "journal.kind.relay": ("tiếp âm", "relay"),
    "journal.kind.rehearsal": ("nghe thử", "rehearsal"),
    "journal.kind.maintenance": ("bảo trì", "maintenance"),
    "journal.name.say": ("Lời phát ngay: {what}", "Spoken text: {what}"),
    "journal.name.file": ("Tệp âm thanh: {what}", "Sound file: {what}"),
    "journal.name.relay": ("Tiếp âm: {what}", "Relay: {what}"),
    "journal.name.live": ("Nói trực tiếp", "Live voice"),
    "journal.name.keying_test": ("Thử đóng cắt máy phát", "Test of the keying"),
    "journal.name.bench": ("Đo giờ phát", "Measuring of the start"),
    "journal.name.doctor": ("Kiểm tra đường âm thanh", "Examination of the sound path"),
    "journal.name.contact": ("nút bấm {contact}", "contact {contact}"),
}
