"""Texts about what is on the air."""

TEXTS: dict[str, tuple[str, str]] = {
    "playout.no_device": (
        "Không mở được đầu ra âm thanh '{device}': {reason}",
        "Cannot open the sound output '{device}': {reason}",
    ),
    "playout.no_device.hint": (
        (
            "kiểm tra dây loa, card âm thanh và mục output trong station.yaml; "
            "hoặc chạy thử với --output file:THƯ_MỤC"
        ),
        "check the cable, the sound card and `output` in station.yaml; or try --output file:FOLDER",
    ),
    "playout.no_folder": (
        "Không ghi được âm thanh vào thư mục {folder}: {reason}",
        "Cannot write sound into the folder {folder}: {reason}",
    ),
    "playout.no_folder.hint": (
        "chọn thư mục khác cho --output file:",
        "choose another folder for --output file:",
    ),
    "playout.stopped": ("người trực cho dừng", "stopped by a person"),
    "playout.stopped_by": ("{who} cho dừng", "stopped by {who}"),
    "playout.preempted": (
        "nhường tin ưu tiên hơn quá lâu",
        "gave way to something more urgent for too long",
    ),
    "playout.correction": ("Đính chính: {text}", "Đính chính: {text}"),
    "playout.corrected": ("{who} cho dừng để đính chính", "ended by {who} to be corrected"),
    "playout.corrects": (
        "đính chính bản tin {message} (lần phát số {airing})",
        "corrects {message} (airing {airing})",
    ),
    "playout.held": (
        "{who} đã đính chính bản tin này; chỉ phát lại khi sửa bản tin hoặc có người cho phép",
        "corrected by {who}: it airs again only when it is changed or a person lets it",
    ),
    "playout.held.hint": (
        "sửa tệp bản tin, hoặc chạy broadcaster correct --release",
        "change the message's file, or run broadcaster correct --release",
    ),
    "playout.contact_library": (
        "Chưa cài thư viện {library} để đọc nút bấm",
        "The library {library} for contacts is not installed",
    ),
    "playout.contact_library.hint": (
        "cài thêm phần gpio hoặc serial của chương trình",
        "install the program's extra gpio or serial",
    ),
    "playout.chosen": ("{who} chọn phát trước", "{who} let it go first"),
    "playout.clash_manual_first": (
        "trùng giờ với '{other}'; tin phát tay đi trước theo quy tắc",
        "clashed with '{other}'; by the rule what is asked for by hand goes first",
    ),
    "playout.clash_earlier_first": (
        "trùng giờ với '{other}'; tin hẹn sớm hơn đi trước theo quy tắc",
        "clashed with '{other}'; by the rule the earlier planned goes first",
    ),
    "playout.chain_over": (
        "hết thời hạn lặp lại mà không có người cho phát tiếp",
        "its time was over and nobody let it go on",
    ),
    "playout.chain_renewed": (
        "có người cho phát lại từ đầu bản tin này",
        "a person asked for the same message anew",
    ),
    "playout.rearmed": ("{who} cho phát tiếp", "{who} let it go on"),
    "playout.waited": ("chờ quá lâu sau tin khác", "waited too long behind something else"),
    "playout.air_lost": ("mất đầu ra âm thanh", "the sound output was lost"),
    "playout.no_report": ("bộ phận phát không báo lại", "the air did not report back"),
    "playout.withdrawn": (
        "lịch hoặc bản tin đã bị bỏ trước giờ phát",
        "the schedule or message was removed before its time",
    ),
    "playout.say_not_approved": (
        "lời phát ngay chưa được duyệt; hãy lưu thành bản tin rồi duyệt, trừ khi là tin khẩn (emergency)",
        "typed words are not approved: make them a message and approve it, unless it is an emergency",
    ),
    "playout.no_zone": ("không còn cụm loa nào của lịch này", "none of the schedule's zones is left"),
    "playout.closing": ("đài tắt", "the station was ended"),
    "playout.failed": (
        "không phát được tệp âm thanh: {reason}",
        "the sound file could not be played: {reason}",
    ),
    "playout.not_ready": ("chưa dựng xong bản tin", "the message was not rendered in time"),
    "playout.outage": ("máy tắt hoặc đài không chạy", "the computer or the station was off"),
    "playout.interrupted": (
        "bị ngắt đột ngột (mất điện hoặc máy dừng)",
        "cut off suddenly (power or program lost)",
    ),
    "playout.keyer_failed": (
        "Không điều khiển được rơ-le máy phát: {reason}",
        "The keying does not obey: {reason}",
    ),
    "playout.keyer_failed.hint": (
        "kiểm tra dây và mục keying trong station.yaml",
        "check the wires and `keying`",
    ),
    "playout.keying_missing": (
        "Bản này chưa điều khiển được máy phát kiểu '{kind}'",
        "This version cannot key by '{kind}' yet",
    ),
    "playout.keying_missing.hint": (
        "đặt keying: {{type: none}} trong station.yaml và bật máy phát bằng tay",
        "set keying: {{type: none}} in station.yaml and switch the transmitter by hand",
    ),
    "playout.internal": ("Lỗi trong chương trình: {kind}", "A fault inside the program: {kind}"),
    "playout.internal.hint": (
        "gửi tệp nhật ký cho người phụ trách kỹ thuật",
        "send the log to your technician",
    ),
}
