"""Texts of the command line."""

TEXTS: dict[str, tuple[str, str]] = {
    "cli.help": (
        "Đài truyền thanh cơ sở: từ bản tin viết tay đến tiếng nói trên loa, đúng giờ.",
        "A ward's loudspeaker station: from written message to speech on the air, on time.",
    ),
    "cli.completion": (
        'Gõ nhanh bằng phím Tab (bash):\n  eval "$(_BROADCASTER_COMPLETE=bash_source broadcaster)"',
        'Tab completes (bash):\n  eval "$(_BROADCASTER_COMPLETE=bash_source broadcaster)"',
    ),
    "cli.commands": ("Lệnh", "Commands"),
    "cli.station": ("Thư mục của đài (mặc định: thư mục hiện tại).", "The station's folder (default: here)."),
    "cli.verbose": ("Nói rõ hơn; -vv để xem lỗi đầy đủ.", "Say more; -vv shows tracebacks."),
    "cli.format": ("Dạng kết quả in ra.", "Form of the printed result."),
    "cli.check": ("Kiểm tra mọi tệp của đài.", "Check every file of the station."),
    "cli.read": ("Xem cách đọc của một bản tin.", "Show how a message will be read."),
    "cli.lexicon": ("Xem và sửa cách đọc của phường.", "Show and change the ward's readings."),
    "cli.render": ("Dựng sẵn bản tin thành âm thanh.", "Render a message to sound ahead of time."),
    "cli.voices": ("Các giọng: xem, cài, nghe thử, so sánh.", "Voices: list, install, try, compare."),
    "cli.plan": ("Xem các buổi phát sắp tới.", "Show the planned airings."),
    "cli.play": ("Phát một bản tin hoặc một tệp âm thanh ngay.", "Air a message or a sound file now."),
    "cli.say": ("Đọc một câu lên loa ngay.", "Speak a text on the air now."),
    "cli.live": ("Nói trực tiếp lên loa.", "Speak live on the air."),
    "cli.live_input": (
        "Ngõ vào âm thanh của máy chạy đài: default, số hoặc tên.",
        "Sound input of the station's computer: default, a number or a name.",
    ),
    "cli.live_for": ("Nói lâu nhất bao lâu.", "How long at most."),
    "cli.live_emergency": (
        "Khẩn cấp: chen mọi thứ, phát cả trong giờ yên tĩnh.",
        "Emergency: over everything, in quiet hours too.",
    ),
    "cli.live_priority": (
        "Mức ưu tiên thay cho mức của lời nói trực tiếp.",
        "Class of the air instead of a live voice's own.",
    ),
    "cli.live_help": (
        "Phím cách: bấm để nói, bấm lần nữa để tắt mic (hoặc giữ phím khi nói). Enter hoặc q: kết thúc.",
        "Space: press to talk, press again to mute (or hold it while talking). Enter or q ends.",
    ),
    "cli.live_piped": (
        "Mic đang mở cho đến khi hết dữ liệu vào.",
        "The microphone is open until the input ends.",
    ),
    "cli.live_open": ("ĐANG NÓI  ", "ON AIR    "),
    "cli.live_wait": ("ĐỢI CHUÔNG", "WAIT      "),
    "cli.live_shut": ("mic tắt   ", "mic shut  "),
    "cli.live_unused": ("Chưa nói gì lên loa.", "Nothing went on the air."),
    "cli.relay": ("Tiếp âm một nguồn trong danh sách của đài.", "Relay a source of the station's list."),
    "cli.relay_for": ("Tiếp âm trong bao lâu, ví dụ 15m.", "For how long, such as 15m."),
    "cli.relay_else": (
        "Bản tin phát thay khi nguồn không có tiếng.",
        "The message that airs in its place if the source fails.",
    ),
    "cli.bad_length": (
        "'{written}' không phải khoảng thời gian: viết 90s, 15m hoặc 1h30m",
        "'{written}' is no length of time: write 90s, 15m or 1h30m",
    ),
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
        "Tin khẩn phát lại mỗi {minutes} phút đến khi có người dừng (stop), nhưng không quá {ends} phút.",
        "The emergency repeats every {minutes} minutes until it is stopped, for at most {ends} minutes.",
    ),
    "cli.repeats_here": (
        "Tin khẩn phát lại mỗi {minutes} phút, lâu nhất {ends} phút; Ctrl-C để dừng.",
        "The emergency repeats every {minutes} minutes, for at most {ends} minutes; Ctrl-C ends it.",
    ),
    "cli.waits_behind": (
        "Đang phát “{title}” đến khoảng {until}; xong thì phát tin này.",
        "“{title}” is on the air until about {until}; this follows it.",
    ),
    "cli.waits_too_long": (
        "Đang phát “{title}” đến khoảng {until}: quá thời gian chờ, tin này sẽ không phát được.",
        "“{title}” is on the air until about {until}: that is too long, and this will not air.",
    ),
    "cli.run": ("Chạy đài: lịch phát và phát thanh.", "Run the station: timetable and playout."),
    "cli.status": ("Tình trạng của đài.", "What the station is doing."),
    "cli.status_check": (
        "Trả về 1 nếu đài không chạy hoặc mất đầu ra (cho máy giám sát).",
        "Exit with 1 unless the station runs and has its output (for a supervisor).",
    ),
    "cli.log": ("Nhật ký phát.", "The as-run log."),
    "cli.clock": ("Xem và xác nhận giờ của đài.", "Show the station's time, and confirm it."),
    "cli.catch-up": ("Phát bù một bản tin bị lỡ.", "Air a missed message now."),
    "cli.approve": ("Duyệt một bản tin.", "Approve a message."),
    "cli.approvals": ("Xem các bản tin đã duyệt.", "Show what has been approved."),
    "cli.doctor": (
        "Kiểm tra máy: âm thanh, máy đọc, đồng hồ, ổ đĩa.",
        "Examine the machine: sound, voices, clock, disk.",
    ),
    "cli.bench": ("Đo đài trên chính máy này.", "Measure the station on this very machine."),
    "cli.bench_start": (
        "Đo xem tiếng đầu tiên phát ra đúng giờ đến đâu, nghe lại qua đầu ra hoặc một ngõ vào.",
        "Measure how exactly the first sample is heard, through the output's monitor or an input.",
    ),
    "cli.bench_starts": ("Số lần phát thử.", "How many starts."),
    "cli.bench_listen": (
        "Nghe lại ở đâu: monitor hoặc tên ngõ vào.",
        "Where to listen: monitor, or an input's name.",
    ),
    "cli.service": (
        "Cài đài thành dịch vụ tự chạy khi bật máy.",
        "Install the station as a service that starts at boot.",
    ),
    "cli.service_install": ("Cài và bật dịch vụ.", "Install the service and start it."),
    "cli.service_uninstall": ("Tắt và gỡ dịch vụ.", "Stop the service and remove it."),
    "cli.service_status": ("Dịch vụ đang thế nào.", "How the service stands."),
    "cli.service_show": ("In tệp dịch vụ đã cài.", "Print the unit as it is installed."),
    "cli.service_user": (
        "Tài khoản chạy đài (mặc định: chủ của thư mục đài).",
        "The account that runs the station (default: the owner of its folder).",
    ),
    "cli.service_dry_run": (
        "Chỉ in tệp dịch vụ ra, không cài.",
        "Only print the unit, install nothing.",
    ),
    "cli.service_name": ("Tên dịch vụ.", "The service's name."),
    "cli.doctor_loopback": (
        "Phát vài tiếng thử ra loa rồi nghe lại (không làm trong giờ yên tĩnh).",
        "Play a few test sounds on the loudspeakers and listen (not in quiet hours).",
    ),
    "cli.schema": ("In JSON Schema của một loại tệp.", "Print the JSON Schema of a kind of file."),
    "cli.init": ("Tạo thư mục đài mới.", "Make a new station folder."),
    "cli.keying": ("Bảo trì phần đóng cắt máy phát.", "Maintenance of the keying."),
    "cli.keying_release": (
        "Nhả mọi rơ-le của đài đã tắt.",
        "Release every relay of a station that does not run.",
    ),
    "cli.keying_test": (
        "Bật máy phát, đọc một câu thử, tắt; ghi nhật ký là bảo trì.",
        "Switch on, say some words, switch off; journalled as maintenance.",
    ),
    "cli.keying_zone": ("Chỉ thử cụm loa này.", "Only this zone."),
    "cli.keying_status": ("Các rơ-le đang ra sao.", "How the relays stand."),
    "cli.bad_output": (
        "'{written}' không đúng: viết device, device:TÊN, file:THƯ-MỤC hoặc none",
        "'{written}' is not device, device:NAME, file:FOLDER or none",
    ),
    "cli.listening_output": (
        "Nơi nghe thử thay cho loa của đài: tai nghe là device:TÊN, hoặc file:THƯ-MỤC, none. Cần --rehearse.",
        "Where a rehearsal is heard: headphones as device:NAME, or file:FOLDER, none. Goes with --rehearse.",
    ),
    "cli.output_rehearses": (
        "--output chỉ dùng khi nghe thử; thêm --rehearse",
        "--output is for rehearsals; add --rehearse",
    ),
    "cli.zone": (
        "Chỉ phát ở cụm loa này; ghi nhiều lần cho nhiều cụm. Mặc định: mọi cụm.",
        "Only in this zone; may be given again. Everywhere by default.",
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
        "Nghe thử: không bật máy phát, nhường mọi buổi phát; ra loa của đài thì xét giờ yên tĩnh.",
        "Rehearsal: no keying, gives way to all; on the station's own sound card it obeys quiet hours.",
    ),
    "cli.waits_here": (
        "Không có đài nào đang chạy: phát từ lệnh này, nên --no-wait vẫn chờ đến khi phát xong.",
        "No station runs: it airs from this command, so --no-wait waits for its end all the same.",
    ),
    "cli.no_wait": ("Trả lời ngay khi đã xếp hàng.", "Return as soon as it is queued."),
    "cli.stop_all": ("Bỏ cả những gì đang chờ.", "Also drop what waits."),
    "cli.stopped": ("Đã dừng.", "Stopped."),
    "cli.nothing_to_stop": ("Không có gì đang phát.", "Nothing was on the air."),
    "cli.run_once": ("Phát một bản tin rồi thôi.", "Air one message and end."),
    "cli.run_now": ("Phát một bản tin ngay rồi chạy tiếp.", "Air one message now and stay."),
    "cli.run_output": (
        "Đầu ra thay cho mục output của đài: device, device:TÊN, file:THƯ-MỤC hoặc none.",
        "Output instead of the station's own: device, device:NAME, file:FOLDER or none.",
    ),
    "cli.run_no_console": (
        "Không mở trang điều khiển (trang này chưa có).",
        "Without the web console (there is none yet).",
    ),
    "cli.once_or_now": ("Chỉ dùng một trong hai: --once hoặc --now", "Use either --once or --now"),
    "cli.rehearse_what": (
        "--rehearse đi với --once hoặc --now",
        "--rehearse goes with --once or --now",
    ),
    "cli.run_realtime": (
        "Ghi ra tệp theo đúng thời gian thực, không ghi nhanh (dùng với --once --rehearse).",
        "Write files at the pace of sound, not as fast as they can be (with --once --rehearse).",
    ),
    "cli.writing": ("Đang ghi bản tin '{title}' ra tệp …", "Writing '{title}' to a file …"),
    "cli.written": ("Đã ghi vào: {path}", "Written to: {path}"),
    "cli.written_listen": (
        "Để nghe: mở tệp này bằng trình phát nhạc bất kỳ, hoặc chạy: ffplay -nodisp -autoexit '{path}'",
        "To hear it: open the file with any player, or run: ffplay -nodisp -autoexit '{path}'",
    ),
    "cli.preparing": ("Đang dựng bản tin …", "Rendering …"),
    "cli.airing": ("Đang phát ra: {output}", "Airing to: {output}"),
    "cli.on_air": (
        "Đang phát '{title}' từ {start}, dài {length:span}, đến {end}.",
        "On air: '{title}' since {start}, {length:span}, until {end}.",
    ),
    "cli.still_airs": (
        "Đài vẫn phát tiếp. Muốn dừng: {command}",
        "The station goes on airing it. To stop it: {command}",
    ),
    "cli.still_waits": (
        "Đài vẫn giữ yêu cầu này và sẽ phát. Muốn bỏ: {command}",
        "The station keeps this request and will air it. To drop it: {command}",
    ),
    "cli.queued": ("Đã xếp vào hàng chờ phát.", "Queued."),
    "cli.running": (
        "{name} đang chạy; đầu ra: {output}. Ctrl-C để tắt.",
        "{name} is running; output: {output}. Ctrl-C ends it.",
    ),
    "cli.left_out": (
        "Bỏ qua tệp có lỗi: {files} (xem broadcaster check).",
        "Files with errors are left out: {files} (see broadcaster check).",
    ),
    "cli.airs_as_before": (
        "Tệp bản tin đang có lỗi ({place}): phát theo bản đã nhận trước đó.",
        "The message's file has an error ({place}): it airs as it was accepted before.",
    ),
    "cli.on_what_is_whole": (
        "Tệp có lỗi chưa được nhận: {files}. Phần còn lại đã nhận.",
        "Files with errors are not taken: {files}. All others are.",
    ),
    "cli.on_last_good": (
        "Tệp của đài đang có lỗi: đài chạy theo bản tốt gần nhất.",
        "The station's files have errors: running on the last good station.",
    ),
    "cli.run_ended": ("Đài đã tắt.", "The station has ended."),
    "cli.ended_aired": ("Đã phát xong.", "Aired."),
    "cli.ended_cut": ("Bị cắt giữa chừng: {reason}", "Cut short: {reason}"),
    "cli.ended_refused": ("Không phát được: {reason}", "Refused: {reason}"),
    "cli.ended_missed": ("Đã lỡ: {reason}", "Missed: {reason}"),
    "cli.ended_interrupted": ("Bị gián đoạn: {reason}", "Interrupted: {reason}"),
}
