"""Texts about what is on the air."""

_CHECK_OUTPUT = (
    (
        "kiểm tra dây loa, card âm thanh và mục output trong station.yaml; "
        "hoặc chạy thử với --output file:THƯ-MỤC"
    ),
    "check the cable, the sound card and `output` in station.yaml; or try --output file:FOLDER",
)

TEXTS: dict[str, tuple[str, str]] = {
    "playout.no_card": (
        "Không mở được đầu ra âm thanh '{device}': máy không có card âm thanh nào",
        "Cannot open the sound output '{device}': the computer has no sound card",
    ),
    "playout.no_card.hint": _CHECK_OUTPUT,
    "playout.no_such_output": (
        "Máy không có đầu ra âm thanh nào tên '{device}'",
        "The computer has no sound output called '{device}'",
    ),
    "playout.no_such_output.hint": _CHECK_OUTPUT,
    "playout.no_device": (
        "Không mở được đầu ra âm thanh '{device}': {reason}",
        "Cannot open the sound output '{device}': {reason}",
    ),
    "playout.no_device.hint": _CHECK_OUTPUT,
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
    "playout.rehearsal_yields": (
        "nghe thử dừng để nhường buổi phát",
        "the rehearsal gave way to an airing",
    ),
    "playout.rehearsal_quiet": (
        "nghe thử trên loa trong giờ yên tĩnh từ {first} đến {until}",
        "a rehearsal on the loudspeakers in the quiet hours from {first} to {until}",
    ),
    "playout.rehearsal_quiet.hint": (
        "đợi hết giờ yên tĩnh, dùng tai nghe (--output device:TÊN) hoặc ghi ra tệp (render -o nghe.wav)",
        "wait for their end, use headphones (--output device:NAME) or a file (render -o heard.wav)",
    ),
    "playout.live_preempted": (
        "tin khẩn cấp chen vào, lời nói trực tiếp đã dừng",
        "an emergency took the air, the live voice has ended",
    ),
    "playout.source_lost": ("bộ phận thu nguồn tiếng bị dừng đột ngột", "the source process broke off"),
    "playout.source_failed": (
        "Không mở được bộ phận thu nguồn tiếng: {reason}",
        "The source process cannot be started: {reason}",
    ),
    "playout.source_no_answer": ("nguồn tiếp âm không có tiếng", "the source gave no sound"),
    "playout.source_silent": ("nguồn tiếp âm im lặng quá lâu", "the source was silent for too long"),
    "playout.source_elsewhere": (
        "nguồn tiếp âm dẫn sang nơi không có trong danh sách: {detail}",
        "the source leads to a place that is not on the list: {detail}",
    ),
    "playout.source_unplayable": (
        "không giải mã được nguồn tiếp âm",
        "the source's sound cannot be decoded",
    ),
    "playout.input_missing": (
        "không mở được ngõ vào âm thanh; máy không có ngõ vào nào",
        "the sound input cannot be opened; the computer has none",
    ),
    "playout.input_unknown": (
        "không mở được ngõ vào âm thanh này; chọn một trong: {detail}",
        "this sound input cannot be opened; choose one of: {detail}",
    ),
    "playout.input_lost": ("mất ngõ vào âm thanh", "the sound input was lost"),
    "playout.voice_silent": ("không nghe tiếng nói quá lâu", "nobody spoke for too long"),
    "playout.speaks_live": ("{who} nói trực tiếp", "{who} speaks live"),
    "playout.speaker_gone": (
        "mất liên lạc với người đang nói",
        "whoever spoke is no longer there",
    ),
    "playout.relay_heard": (
        "đã tiếp âm {heard} giây, nối lại {again} lần",
        "relayed for {heard} seconds, reconnected {again} times",
    ),
    "playout.correction": ("Xin đính chính: {text}",) * 2,  # said on the air
    "playout.corrected": ("{who} cho dừng để đính chính", "ended by {who} to be corrected"),
    "playout.corrects": (
        "đính chính bản tin {message} (lần phát số {airing})",
        "corrects {message} (airing {airing})",
    ),
    "playout.released": (
        "{who} cho phát lại bản tin {message} đã đính chính",
        "{who} lets the corrected message {message} air again",
    ),
    "playout.corrects_unaired": (
        "đính chính bản tin {message} (chưa phát lần nào)",
        "corrects {message} (never aired so far)",
    ),
    "playout.held": (
        "{who} đã đính chính bản tin này; chỉ phát lại khi sửa bản tin hoặc có người cho phép",
        "corrected by {who}: it airs again only when it is changed or a person lets it",
    ),
    "playout.held.hint": (
        "sửa tệp bản tin, hoặc chạy broadcaster correct MÃ-BẢN-TIN --release",
        "change the message's file, or run broadcaster correct MESSAGE --release",
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
    "playout.output_lost": (
        "Mất đầu ra âm thanh: {reason}; đài đang thử mở lại",
        "The sound output was lost: {reason}; the station keeps trying",
    ),
    "playout.output_lost.hint": (
        "kiểm tra dây, card âm thanh và máy chủ âm thanh (broadcaster doctor)",
        "check the cable, the sound card and the sound server (broadcaster doctor)",
    ),
    "playout.cannot_listen": (
        "Không nghe lại được qua '{source}': {reason}",
        "Cannot listen back at '{source}': {reason}",
    ),
    "playout.cannot_listen.hint": (
        "kiểm tra mục output.listen; nghe lại bằng monitor cần gói pulseaudio-utils",
        "check output.listen; `monitor` needs the package pulseaudio-utils",
    ),
    "playout.not_heard": (
        "Đang phát mà không nghe thấy tiếng ở '{source}'",
        "On the air, but nothing is heard at '{source}'",
    ),
    "playout.not_heard.hint": (
        "kiểm tra âm lượng, dây và tăng âm (broadcaster doctor)",
        "check volume, cable and amplifier (broadcaster doctor)",
    ),
    "playout.heard_again": ("Đã nghe thấy tiếng trở lại", "Sound is heard again"),
    "playout.heard_back": (
        (
            "Nghe lại {heard:n}/{listened:n} giây, so với lúc gửi {level:n} dB, "
            "mất tiếng {gaps} chỗ (dài nhất {longest:ms}), vỡ tiếng {clips} chỗ"
        ),
        "Heard {heard:n} of {listened:n} s, {level:n} dB, {gaps} gaps (longest {longest:ms}), {clips} clips",
    ),
    "playout.heard_badly": (
        (
            "Nghe lại không tốt: {heard:n}/{listened:n} giây, so với lúc gửi {level:n} dB, "
            "mất tiếng {gaps} chỗ (dài nhất {longest:ms}), vỡ tiếng {clips} chỗ"
        ),
        "Heard badly: {heard:n} of {listened:n} s, {level:n} dB, {gaps} gaps ({longest:ms}), {clips} clips",
    ),
    "playout.heard_badly.hint": (
        "kiểm tra âm lượng, dây và máy chủ âm thanh",
        "check volume, cable and sound server",
    ),
    "playout.no_report": ("bộ phận phát không báo lại", "the air did not report back"),
    "playout.withdrawn": (
        "lịch hoặc bản tin đã bị bỏ trước giờ phát",
        "the schedule or message was removed before its time",
    ),
    "playout.say_not_approved": (
        "lời phát ngay chưa được duyệt; hãy lưu thành bản tin rồi duyệt, trừ khi là tin khẩn (emergency)",
        "typed words are not approved: make them a message and approve it, unless it is an emergency",
    ),
    "playout.file_not_approved": (
        "tệp âm thanh chưa được duyệt; hãy đưa vào một bản tin rồi duyệt, trừ khi là tin khẩn (emergency)",
        "a sound file is not approved: make it part of a message and approve it, unless it is an emergency",
    ),
    "playout.no_zone": ("không còn cụm loa nào của lịch này", "none of the schedule's zones is left"),
    "playout.slept": ("máy tính ngủ giữa chừng", "the computer slept meanwhile"),
    "playout.computer_slept": (
        "Máy tính vừa ngủ {seconds} giây",
        "The computer slept for {seconds} seconds",
    ),
    "playout.computer_slept.hint": (
        "tắt chế độ ngủ của máy: lúc máy ngủ, đài không phát",
        "switch suspend off: a station that sleeps airs nothing",
    ),
    "playout.closing": ("đài tắt", "the station was ended"),
    "playout.failed": (
        "không phát được tệp âm thanh: {reason}",
        "the sound file could not be played: {reason}",
    ),
    "playout.not_ready": ("chưa dựng xong bản tin", "the message was not rendered in time"),
    "playout.no_disk": ("đĩa không ghi được nhật ký phát", "the disk did not take the log's line"),
    "playout.no_journal": ("không mở được nhật ký phát", "the log could not be opened"),
    "playout.intent_late": (
        "không kịp ghi nhật ký phát trước giờ phát",
        "the log's line was not written before it had to begin",
    ),
    "playout.quiet_for_people": (
        "trùng giờ yên tĩnh; nếu thật sự khẩn cấp, thêm --emergency",
        "it touches quiet hours; for a real emergency, add --emergency",
    ),
    "playout.outage": ("máy tắt hoặc đài không chạy", "the computer or the station was off"),
    "playout.interrupted": (
        "bị ngắt đột ngột (mất điện hoặc máy dừng)",
        "cut off suddenly (power or program lost)",
    ),
    "playout.keyer_failed": (
        "Không đóng cắt được máy phát: {reason}",
        "The keying does not obey: {reason}",
    ),
    "playout.keyer_failed.hint": (
        "kiểm tra dây và mục keying trong station.yaml",
        "check the wires and `keying`",
    ),
    "playout.left_on": (
        "Lần tắt trước đài không nhả được máy phát ({zones}): có thể nó vẫn bật cho đến lần chạy này",
        "At the last end the transmitter ({zones}) did not release: it may have stayed on until this start",
    ),
    "playout.left_on.hint": ("xem máy phát và dây nối", "look at the transmitter and its wires"),
    "playout.zone_keyer_failed": (
        "Không đóng cắt được máy phát của cụm loa {zones}: {reason}",
        "The keying of {zones} does not obey: {reason}",
    ),
    "playout.zone_keyer_failed.hint": (
        "kiểm tra dây và mục keying của cụm loa đó trong station.yaml",
        "check the wires and the zone's `keying`",
    ),
    "playout.keyer_owned": (
        "Đài đang chạy và đang giữ rơ-le",
        "The station runs and holds its relays itself",
    ),
    "playout.keyer_owned.hint": ("dùng 'broadcaster stop --all'", "use 'broadcaster stop --all'"),
    "playout.keying_test": ("Thử đóng cắt máy phát", "Test of the keying"),
    "playout.keyer_lost": (
        "Máy phát bị nhả giữa chừng: {reason}",
        "The transmitter was let go: {reason}",
    ),
    "playout.zone_keyer_lost": (
        "Máy phát của cụm loa {zones} bị nhả giữa chừng: {reason}",
        "The transmitter of {zones} was let go: {reason}",
    ),
    "playout.zone_longest": (
        "Máy phát của cụm loa {zones} đã bật quá thời gian cho phép (longest)",
        "The transmitter of {zones} was on for its longest time",
    ),
    "playout.longest": (
        "Máy phát đã bật quá thời gian cho phép (longest)",
        "The transmitter was on for its longest time",
    ),
    "playout.longest.hint": (
        "tăng keying.longest nếu thật sự cần phát lâu hơn",
        "raise keying.longest if it really must air for longer",
    ),
    "playout.keying_missing": (
        "Chưa cài phần đóng cắt máy phát kiểu '{kind}'",
        "The part that keys by '{kind}' is not installed",
    ),
    "playout.keying_missing.hint": (
        "cài bằng: pip install 'broadcaster[{extra}]'",
        "install it: pip install 'broadcaster[{extra}]'",
    ),
    "playout.internal": ("Lỗi trong chương trình: {kind}", "A fault inside the program: {kind}"),
    "playout.internal.hint": (
        "gửi tệp nhật ký cho người phụ trách kỹ thuật",
        "send the log to your technician",
    ),
}
