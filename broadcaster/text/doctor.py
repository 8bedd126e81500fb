"""Texts of the examination."""

TEXTS: dict[str, tuple[str, str]] = {
    "doctor.ok": ("tốt", "ok"),
    "doctor.warn": ("lưu ý", "warn"),
    "doctor.fail": ("hỏng", "fail"),
    "doctor.line": ("[{level}] {text}", "[{level}] {text}"),
    "doctor.station": (
        "Tệp của đài: không có lỗi, {count} bản tin",
        "Station files: no errors, {count} messages",
    ),
    "doctor.station_bad": ("Tệp của đài: {count} lỗi", "Station files: {count} errors"),
    "doctor.station_bad.hint": (
        "chạy 'broadcaster check' để xem từng lỗi",
        "run 'broadcaster check' to see each",
    ),
    "doctor.ffmpeg": ("Giải mã âm thanh: {path}", "Sound decoder: {path}"),
    "doctor.no_ffmpeg": ("Giải mã âm thanh: thiếu ffmpeg", "Sound decoder: ffmpeg is missing"),
    "doctor.no_ffmpeg.hint": (
        "cài bằng 'sudo apt-get install ffmpeg'",
        "install it: 'sudo apt-get install ffmpeg'",
    ),
    "doctor.engine": (
        "Máy đọc {engine}: nói được sau {spent:ms}",
        "Engine {engine}: spoke after {spent:ms}",
    ),
    "doctor.engine_online": (
        "Máy đọc {engine}: cần mạng, chưa thử ở đây",
        "Engine {engine}: needs the network, not tried here",
    ),
    "doctor.engine_online.hint": (
        "thử bằng 'broadcaster render MÃ-BẢN-TIN --engine {engine}'",
        "try 'broadcaster render MESSAGE --engine {engine}'",
    ),
    "doctor.engine_missing": ("{reason}",) * 2,
    "doctor.engine_bad": (
        "Máy đọc {engine}: không nói được: {reason}",
        "Engine {engine}: cannot speak: {reason}",
    ),
    "doctor.engine_bad.hint": (
        "bỏ giọng này khỏi speech.engines hoặc cài lại chương trình",
        "take it out of speech.engines, or install the program again",
    ),
    "doctor.output": ("Đầu ra '{device}': {name}", "Output '{device}': {name}"),
    "doctor.output_silent": (
        "Đầu ra: station.yaml chọn '{kind}', loa sẽ không kêu",
        "Output: station.yaml says '{kind}', the loudspeakers stay silent",
    ),
    "doctor.output_silent.hint": ("đặt output: {{device: default}}", "set output: {{device: default}}"),
    "doctor.output_hung": (
        "Đầu ra '{device}': máy chủ âm thanh bị treo",
        "Output '{device}': the sound server hangs",
    ),
    "doctor.output_hung.hint": (
        "khởi động lại máy chủ âm thanh hoặc máy tính",
        "restart it, or the computer",
    ),
    "doctor.no_output": ("Đầu ra '{device}': không mở được", "Output '{device}': cannot be opened"),
    "doctor.no_output.hint": (
        "kiểm tra card âm thanh, gói libportaudio2 và mục output trong station.yaml",
        "check the sound card, the package libportaudio2 and `output` in station.yaml",
    ),
    "doctor.sink": ("Âm lượng '{name}': {volume} %", "Volume of '{name}': {volume} %"),
    "doctor.sink_low": (
        "Âm lượng '{name}': chỉ {volume} %",
        "Volume of '{name}': only {volume} %",
    ),
    "doctor.sink_low.hint": (
        "chạy 'pactl set-sink-volume @DEFAULT_SINK@ 100%'; độ to chỉnh ở tăng âm",
        "run 'pactl set-sink-volume @DEFAULT_SINK@ 100%'; set the loudness at the amplifier",
    ),
    "doctor.sink_muted": ("Âm lượng '{name}': đang tắt tiếng", "Volume of '{name}': muted"),
    "doctor.sink_muted.hint": (
        "chạy 'pactl set-sink-mute @DEFAULT_SINK@ 0'",
        "run 'pactl set-sink-mute @DEFAULT_SINK@ 0'",
    ),
    "doctor.sink_dummy": (
        "Máy chủ âm thanh không thấy card âm thanh nào",
        "The sound server sees no sound card",
    ),
    "doctor.sink_dummy.hint": (
        "cắm lại card âm thanh, rồi chọn nó làm đầu ra mặc định",
        "plug the sound card in again and make it the default output",
    ),
    "doctor.sink_unplugged": (
        "Đầu ra '{name}': cổng {port} không cắm gì",
        "Output '{name}': nothing is plugged into {port}",
    ),
    "doctor.sink_unplugged.hint": (
        "kiểm tra dây, hoặc chọn đúng đầu ra mặc định",
        "check the cable, or choose the right default output",
    ),
    "doctor.sink_suspended": (
        "Đầu ra '{name}': bị tạm ngừng dù đài đang chạy",
        "Output '{name}': suspended though the station runs",
    ),
    "doctor.sink_suspended.hint": (
        "chạy 'pactl suspend-sink @DEFAULT_SINK@ 0'",
        "run 'pactl suspend-sink @DEFAULT_SINK@ 0'",
    ),
    "doctor.loopback": (
        "Nghe lại ở '{source}': {heard}/{asked} tiếng, so với lúc gửi {loudness} dB, lệch {offset:ms}",
        "Loop-back at '{source}': {heard} of {asked} sounds, {loudness} dB, offset {offset:ms}",
    ),
    "doctor.loopback_poor": (
        "Nghe lại ở '{source}': chỉ {heard}/{asked} tiếng, so với lúc gửi {loudness} dB, lệch {offset:ms}",
        "Loop-back at '{source}': only {heard} of {asked} sounds, {loudness} dB, offset {offset:ms}",
    ),
    "doctor.loopback_poor.hint": (
        "tăng âm lượng, kiểm tra dây và nơi nghe (output.listen)",
        "raise the volume, check the cable and where to listen (output.listen)",
    ),
    "doctor.loopback_silent": (
        "Nghe lại ở '{source}': không nghe thấy gì",
        "Loop-back at '{source}': nothing is heard",
    ),
    "doctor.loopback_silent.hint": (
        "kiểm tra tắt tiếng, dây, và nơi nghe (output.listen)",
        "check mute, cable, and where to listen (output.listen)",
    ),
    "doctor.loopback_failed": ("Nghe lại: {reason}", "Loop-back: {reason}"),
    "doctor.rtc": ("Đồng hồ có pin: {name}", "Battery clock: {name}"),
    "doctor.no_rtc": ("Máy không có đồng hồ có pin", "The machine has no battery clock"),
    "doctor.no_rtc.hint": (
        "sau mất điện giờ sẽ sai đến khi có mạng hoặc có người xác nhận; nên lắp thêm mô-đun RTC",
        "after a power cut the time is wrong until network or a person sets it right; add an RTC module",
    ),
    "doctor.ntp_off": ("Đồng bộ giờ qua mạng đang tắt", "Time synchronisation is switched off"),
    "doctor.ntp_off.hint": (
        "bật bằng 'sudo timedatectl set-ntp true'",
        "run 'sudo timedatectl set-ntp true'",
    ),
    "doctor.zone": ("Múi giờ: {zone}", "Time zone: {zone}"),
    "doctor.other_zone": (
        "Múi giờ của đài là {zone} (bây giờ {here}), của máy thì khác (bây giờ {machine})",
        "The station's time zone is {zone} (now {here}), the machine's another (now {machine})",
    ),
    "doctor.other_zone.hint": (
        "lịch phát vẫn theo giờ của đài; chỉnh máy bằng 'sudo timedatectl set-timezone {zone}'",
        "schedules follow the station's; mend it: 'sudo timedatectl set-timezone {zone}'",
    ),
    "doctor.no_zone_data": (
        "Thiếu dữ liệu múi giờ {zone}: {reason}",
        "The rules of the time zone {zone} are missing: {reason}",
    ),
    "doctor.no_zone_data.hint": ("cài gói tzdata", "install the package tzdata"),
    "doctor.ups": (
        "Bộ lưu điện {name}: có điện lưới, pin {charge} %",
        "UPS {name}: on mains, battery {charge} %",
    ),
    "doctor.ups_battery": (
        "Bộ lưu điện {name}: mất điện lưới, pin {charge} %",
        "UPS {name}: on battery, {charge} %",
    ),
    "doctor.ups_battery.hint": ("kiểm tra nguồn điện", "check the mains"),
    "doctor.ups_silent": (
        "Bộ lưu điện ở {host}: không trả lời ({reason})",
        "The UPS at {host} does not answer ({reason})",
    ),
    "doctor.ups_silent.hint": (
        "kiểm tra dịch vụ nut-server và mục ups trong station.yaml",
        "check the service nut-server and `ups` in station.yaml",
    ),
    "doctor.service": ("Tự chạy khi bật máy: dịch vụ {name}", "Starts at boot: service {name}"),
    "doctor.no_service": ("Đài không tự chạy khi bật máy", "The station does not start at boot"),
    "doctor.no_service.hint": (
        "chạy 'sudo broadcaster --station THƯ-MỤC service install'",
        "run 'sudo broadcaster --station FOLDER service install'",
    ),
    "doctor.disk_forecast": (
        "Ổ đĩa: còn {free:MB}, mà audio_cache còn có thể lớn thêm {growth:MB}",
        "Disk: {free:MB} free, and audio_cache may still grow by {growth:MB}",
    ),
    "doctor.disk_forecast.hint": (
        "xóa bớt tệp hoặc giảm sound.cache",
        "free some space or lower sound.cache",
    ),
    "doctor.inodes": ("Ổ đĩa: chỉ tạo được thêm {left} tệp", "Disk: only {left} more files can be made"),
    "doctor.inodes.hint": ("xóa bớt tệp nhỏ", "remove small files"),
    "doctor.keying_by_hand": ("Đóng cắt máy phát: bật tắt bằng tay", "Keying: by hand"),
    "doctor.keying": (
        "Đóng cắt máy phát: {type}; thử bằng 'broadcaster keying test'",
        "Keying: {type}; try it with 'broadcaster keying test'",
    ),
    "doctor.keying_missing": (
        "Đóng cắt máy phát: {type}, chưa cài phần điều khiển này",
        "Keying: {type}, the part for it is not installed",
    ),
    "doctor.keying_missing.hint": (
        "cài bằng: pip install 'broadcaster[{extra}]'",
        "install it: pip install 'broadcaster[{extra}]'",
    ),
    "doctor.keying_no_device": (
        "Đóng cắt máy phát: {type}, không thấy thiết bị {path}",
        "Keying: {type}, there is no device {path}",
    ),
    "doctor.keying_no_device.hint": (
        "cắm lại dây; xem tên thiết bị đúng bằng 'ls /dev/tty* /dev/gpiochip*'",
        "check the plug; 'ls /dev/tty* /dev/gpiochip*' shows the names",
    ),
    "doctor.keying_no_right": (
        "Đóng cắt máy phát: {type}, không có quyền dùng {path}",
        "Keying: {type}, no right to use {path}",
    ),
    "doctor.keying_no_right.hint": (
        "cho tài khoản chạy đài vào nhóm dialout hoặc gpio",
        "put the station's account into the group dialout or gpio",
    ),
    "doctor.clock": ("Đồng hồ: {now}, đúng theo mạng", "Clock: {now}, follows the network"),
    "doctor.clock_unsynchronised": ("Đồng hồ: {now}, chưa theo giờ mạng", "Clock: {now}, not synchronised"),
    "doctor.clock_unsynchronised.hint": (
        "đối chiếu với đồng hồ khác; bật đồng bộ giờ (systemd-timesyncd) khi có mạng",
        "compare it with another clock; switch on time synchronisation when there is a network",
    ),
    "doctor.rtc_proven": (
        "Đồng hồ pin: đúng qua {need} lần khởi động gần nhất (lệch nhiều nhất {worst} giây), tin được",
        "Battery clock: right at the last {need} boots (at most {worst} s off), trusted",
    ),
    "doctor.rtc_unproven": (
        "Đồng hồ pin: mới đúng {count}/{need} lần khởi động, chưa đủ để tin",
        "Battery clock: right at {count} of {need} boots, not enough to be trusted",
    ),
    "doctor.rtc_unproven.hint": (
        (
            "mỗi lần bật máy sau khi tắt hẳn trên 5 phút, chạy đài và xác nhận giờ"
            " (broadcaster clock confirm) hoặc chờ giờ mạng; đủ số lần thì chạy lại doctor"
        ),
        (
            "each time the computer was off for over 5 minutes, start the station and confirm the time"
            " (broadcaster clock confirm) or wait for the network; then run doctor again"
        ),
    ),
    "doctor.rtc_not_kept": (
        "Đồng hồ pin: đúng, nhưng không ghi lại được: {reason}",
        "Battery clock: right, but that cannot be kept: {reason}",
    ),
    "doctor.disk": ("Ổ đĩa: còn {free:MB}", "Disk: {free:MB} free"),
    "doctor.disk_low": ("Ổ đĩa: chỉ còn {free:MB}", "Disk: only {free:MB} free"),
    "doctor.disk_low.hint": ("xóa bớt tệp hoặc giảm sound.cache", "free some space or lower sound.cache"),
    "doctor.not_writable": ("Không ghi được vào {path}: {reason}", "Cannot write into {path}: {reason}"),
    "doctor.not_writable.hint": (
        "cấp quyền ghi cho tài khoản chạy đài",
        "give the station's account the right to",
    ),
    "doctor.journal_new": ("Nhật ký phát: chưa có", "Journal: none yet"),
    "doctor.journal": (
        "Nhật ký phát: {rows} dòng, chuỗi đối chiếu đúng",
        "Journal: {rows} rows, the chain verifies",
    ),
    "doctor.journal_broken": ("Nhật ký phát: {reason}", "Journal: {reason}"),
    "doctor.journal_broken.hint": ("giữ nguyên tệp và báo lãnh đạo", "keep the file as it is and report it"),
    "doctor.journal_damaged": ("Nhật ký phát: {reason}", "Journal: {reason}"),
    "doctor.good": ("Không có gì hỏng.", "Nothing is broken."),
    "doctor.bad": ("Có {count} chỗ hỏng cần sửa.", "{count} faults to be mended."),
    "doctor.contact": (
        "Nút bấm {contact}: đọc được, đang mở (phát {message})",
        "Contact {contact}: can be read, open (airs {message})",
    ),
    "doctor.contact_closed": (
        "Nút bấm {contact}: đang đóng dù có thể không ai bấm",
        "Contact {contact}: closed although perhaps nobody presses it",
    ),
    "doctor.contact_closed.hint": (
        "kiểm tra dây và active: low trong station.yaml",
        "check the wire and active: low in station.yaml",
    ),
    "doctor.contact_bad": (
        "Nút bấm {contact}: không đọc được: {reason}",
        "Contact {contact}: cannot be read: {reason}",
    ),
    "doctor.contact_bad.hint": (
        "kiểm tra dây và cổng; nếu đài đang chạy thì đài đang giữ nút này, xem broadcaster status",
        "check wire and port; a running station holds the line itself: see broadcaster status",
    ),
}
