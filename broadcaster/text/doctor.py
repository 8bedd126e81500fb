"""Texts of the examination."""

TEXTS: dict[str, tuple[str, str]] = {
    "doctor.ok": ("tốt", "ok"),
    "doctor.warn": ("chú ý", "warn"),
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
        "Giọng đọc {engine}: nói được sau {spent} ms",
        "Engine {engine}: spoke after {spent} ms",
    ),
    "doctor.engine_online": (
        "Giọng đọc {engine}: cần mạng, chưa thử ở đây",
        "Engine {engine}: needs the network, not tried here",
    ),
    "doctor.engine_online.hint": (
        "thử bằng 'broadcaster render BẢN_TIN --engine {engine}'",
        "try 'broadcaster render MESSAGE --engine {engine}'",
    ),
    "doctor.engine_bad": (
        "Giọng đọc {engine}: không nói được: {reason}",
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
    "doctor.keying": ("Điều khiển máy phát: {type}", "Keying: {type}"),
    "doctor.keying_bad": ("Điều khiển máy phát: {reason}", "Keying: {reason}"),
    "doctor.clock": ("Đồng hồ: {now}, đúng theo mạng", "Clock: {now}, follows the network"),
    "doctor.clock_unsynchronised": ("Đồng hồ: {now}, chưa theo giờ mạng", "Clock: {now}, not synchronised"),
    "doctor.clock_unsynchronised.hint": (
        "đối chiếu với đồng hồ khác; bật đồng bộ giờ (systemd-timesyncd) khi có mạng",
        "compare it with another clock; switch on time synchronisation when there is a network",
    ),
    "doctor.clock_unknown": (
        "Đồng hồ: {now}, không biết có theo giờ mạng không",
        "Clock: {now}, nobody knows whether it is synchronised",
    ),
    "doctor.clock_unknown.hint": ("đối chiếu với một đồng hồ khác", "compare it with another clock"),
    "doctor.disk": ("Ổ đĩa: còn {free} MB", "Disk: {free} MB free"),
    "doctor.disk_low": ("Ổ đĩa: chỉ còn {free} MB", "Disk: only {free} MB free"),
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
    "doctor.journal_broken": ("Nhật ký phát: bị sửa từ dòng {row}", "Journal: altered from row {row} on"),
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
