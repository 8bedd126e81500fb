"""Texts of the command line."""

TEXTS: dict[str, tuple[str, str]] = {
    "cli.help": (
        "Đài truyền thanh cơ sở: từ bản tin viết tay đến tiếng nói trên loa, đúng giờ.",
        "A ward's loudspeaker station: from written message to speech on the air, on time.",
    ),
    "cli.commands": ("Lệnh", "Commands"),
    "cli.station": ("Thư mục của đài (mặc định: thư mục hiện tại).", "The station's folder (default: here)."),
    "cli.verbose": ("Nói rõ hơn; -vv để xem lỗi đầy đủ.", "Say more; -vv shows tracebacks."),
    "cli.format": ("Dạng kết quả in ra.", "Form of the printed result."),
    "cli.check": ("Kiểm tra mọi tệp của đài.", "Check every file of the station."),
    "cli.read": ("Xem cách đọc của một bản tin.", "Show how a message will be read."),
    "cli.lexicon": ("Xem và sửa cách đọc của phường.", "Show and change the ward's readings."),
    "cli.render": ("Dựng sẵn bản tin thành âm thanh.", "Render a message to sound ahead of time."),
    "cli.plan": ("Xem các buổi phát sắp tới.", "Show the planned airings."),
    "cli.play": ("Phát một bản tin ngay.", "Air a message now."),
    "cli.say": ("Đọc một câu lên loa ngay.", "Speak a text on the air now."),
    "cli.stop": ("Dừng phát.", "Stop what is on the air."),
    "cli.correct": (
        "Đính chính: dừng tin sai, giữ lại không phát nữa, đọc lời đúng.",
        "Correct a mistake: end it, hold it back, air what is right.",
    ),
    "cli.correct_release": (
        "Cho bản tin đã đính chính được phát lại theo lịch.",
        "Let the message air by its schedules again.",
    ),
    "cli.correct_what": (
        "Viết lời đính chính sau tên bản tin, hoặc dùng --release",
        "Give the words of the correction, or --release",
    ),
    "cli.released": (
        "Bản tin {message} lại được phát theo lịch.",
        "{message} airs by its schedules again.",
    ),
    "cli.not_held": ("Bản tin {message} không bị giữ lại.", "{message} was not held back."),
    "cli.mistake_ended": ("Đã dừng tin sai.", "The mistaken message was ended."),
    "cli.mistake_held": (
        "Từ nay không phát bản tin này theo lịch, đến khi sửa tệp hoặc dùng --release.",
        "It is held back from its schedules until its file changes or --release.",
    ),
    "cli.prefer": (
        "Chọn tin phát trước khi hai tin ưu tiên trùng giờ.",
        "Which of two priority messages that clash goes first.",
    ),
    "cli.preferred": ("Phát trước: {message}", "Goes first: {message}"),
    "cli.rearm": (
        "Cho tin khẩn đang lặp lại được phát tiếp.",
        "Let an emergency that repeats go on.",
    ),
    "cli.rearmed": ("Được phát tiếp: {count} tin khẩn.", "Going on: {count} emergency message(s)."),
    "cli.repeats": (
        "Tin khẩn phát lại mỗi {minutes} phút đến khi có người dừng (broadcaster stop).",
        "The emergency repeats every {minutes} minutes until it is stopped (broadcaster stop).",
    ),
    "cli.repeats_here": (
        "Tin khẩn phát lại mỗi {minutes} phút; Ctrl-C để dừng.",
        "The emergency repeats every {minutes} minutes; Ctrl-C ends it.",
    ),
    "cli.run": ("Chạy đài: lịch phát và phát thanh.", "Run the station: timetable and playout."),
    "cli.status": ("Đài đang làm gì.", "What the station is doing."),
    "cli.log": ("Nhật ký phát.", "The as-run log."),
    "cli.approve": ("Duyệt một bản tin.", "Approve a message."),
    "cli.approvals": ("Xem các bản tin đã duyệt.", "Show what has been approved."),
    "cli.doctor": (
        "Khám máy: âm thanh, giọng đọc, đồng hồ, ổ đĩa.",
        "Examine the machine: sound, voices, clock, disk.",
    ),
    "cli.schema": ("In JSON Schema của một loại tệp.", "Print the JSON Schema of a kind of file."),
    "cli.init": ("Tạo thư mục đài mới.", "Make a new station folder."),
    "cli.bad_output": (
        "'{written}' không đúng: viết device, file:THƯ_MỤC hoặc none",
        "'{written}' is not device, file:FOLDER or none",
    ),
    "cli.priority": (
        "Mức ưu tiên, thay cho mức của bản tin.",
        "Class of the air instead of the message's own.",
    ),
    "cli.emergency": (
        "Tin khẩn cấp, như --priority emergency: phát ngay, cả trong giờ yên tĩnh.",
        "An emergency, as --priority emergency: at once, in quiet hours too.",
    ),
    "cli.emergency_or_priority": (
        "--emergency trái với --priority {priority}",
        "--emergency contradicts --priority {priority}",
    ),
    "cli.rehearse": (
        "Nghe thử: không bật máy phát, không xét giờ giấc, ghi nhật ký là nghe thử.",
        "Rehearsal: no keying, no guard, journalled as rehearsal.",
    ),
    "cli.no_wait": ("Trả lời ngay khi đã xếp hàng.", "Return as soon as it is queued."),
    "cli.stop_all": ("Bỏ cả những gì đang chờ.", "Also drop what waits."),
    "cli.stopped": ("Đã dừng.", "Stopped."),
    "cli.nothing_to_stop": ("Không có gì đang phát.", "Nothing was on the air."),
    "cli.run_once": ("Phát một bản tin rồi thôi.", "Air one message and end."),
    "cli.run_now": ("Phát một bản tin ngay rồi chạy tiếp.", "Air one message now and stay."),
    "cli.run_output": (
        "Đầu ra thay cho mục output của đài: device, file:THƯ_MỤC hoặc none.",
        "Output instead of the station's own: device, file:FOLDER or none.",
    ),
    "cli.run_no_console": ("Không mở trang điều khiển.", "Without the web console."),
    "cli.once_or_now": ("Chỉ dùng một trong hai: --once hoặc --now", "Use either --once or --now"),
    "cli.rehearse_what": (
        "--rehearse đi với --once hoặc --now",
        "--rehearse goes with --once or --now",
    ),
    "cli.preparing": ("Đang dựng bản tin …", "Rendering …"),
    "cli.airing": ("Đang phát ra: {output}", "Airing to: {output}"),
    "cli.queued": ("Đã xếp vào hàng chờ phát.", "Queued."),
    "cli.running": (
        "{name} đang chạy; đầu ra: {output}. Ctrl-C để tắt.",
        "{name} is running; output: {output}. Ctrl-C ends it.",
    ),
    "cli.on_last_good": (
        "Tệp của đài đang có lỗi: đài chạy theo bản tốt gần nhất.",
        "The station's files have errors: running on the last good station.",
    ),
    "cli.run_ended": ("Đài đã tắt.", "The station has ended."),
    "cli.ended_aired": ("Đã phát xong.", "Aired."),
    "cli.ended_cut": ("Bị cắt giữa chừng: {reason}", "Cut short: {reason}"),
    "cli.ended_refused": ("Không được phát: {reason}", "Refused: {reason}"),
    "cli.ended_missed": ("Đã lỡ: {reason}", "Missed: {reason}"),
    "cli.ended_interrupted": ("Bị gián đoạn: {reason}", "Interrupted: {reason}"),
}
