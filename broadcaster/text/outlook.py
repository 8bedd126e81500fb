"""Texts of `check` and `plan` about what will not air, or not as it was meant."""

TEXTS: dict[str, tuple[str, str]] = {
    # Starts
    "outlook.all_refused": (
        "'{message}' sẽ không phát lần nào trong {days} ngày tới ({count} lần): {reason}",
        "'{message}' will not air once in the next {days} days ({count} starts): {reason}",
    ),
    "outlook.all_refused.hint": ("{advice}", "{advice}"),
    "outlook.refused": (
        "'{message}' sẽ không phát lúc {when} ({count} trong {of} lần của {days} ngày tới): {reason}",
        "'{message}' will not air at {when} ({count} of {of} starts in {days} days): {reason}",
    ),
    "outlook.refused.hint": ("{advice}", "{advice}"),
    "outlook.see_plan": ("xem từng lần: broadcaster plan --days 14", "see each: broadcaster plan --days 14"),
    "outlook.no_start": (
        "lịch phát này không còn ngày nào để phát",
        "this schedule has no day left to air on",
    ),
    "outlook.no_start.hint": (
        "xem lại dates, lunar, except và valid; hết việc thì xóa tệp",
        "look at dates, lunar, except and valid; delete the file if it is done",
    ),
    # Sessions that meet
    "outlook.more": ("; trong {days} ngày còn {count} lần nữa", "; {count} more times in {days} days"),
    "outlook.waits": (
        "lúc {when}, '{message}' phải đợi '{other}' (lịch {schedule}) đến khoảng {until}{more}",
        "at {when} '{message}' must wait for '{other}' (schedule {schedule}) until about {until}{more}",
    ),
    "outlook.waits.hint": ("đổi giờ một trong hai lịch", "change the time of one of the two"),
    "outlook.interrupted": (
        (
            "buổi {when}, '{message}' bị '{other}' (lịch {schedule}) ngắt lúc {since}, "
            "khoảng {until} phát tiếp{more}"
        ),
        (
            "the session of {when}: '{message}' is cut by '{other}' (schedule {schedule}) at {since} "
            "and goes on at about {until}{more}"
        ),
    ),
    "outlook.interrupted.hint": ("đổi giờ một trong hai lịch", "change the time of one of the two"),
    "outlook.missed": (
        "lúc {when}, '{message}' sẽ bị lỡ: '{other}' (lịch {schedule}) phát đến quá {until}{more}",
        "at {when} '{message}' will be missed: '{other}' (schedule {schedule}) airs beyond {until}{more}",
    ),
    "outlook.missed.hint": (
        "đổi giờ một trong hai lịch, hoặc tăng wait của lịch này",
        "change the time of one of the two, or give this one a longer wait",
    ),
    "outlook.same_message": (
        "lúc {when}, '{message}' phát hai lần liền nhau vì lịch {schedule} cũng phát{more}",
        "at {when} '{message}' airs twice in a row, for schedule {schedule} airs it too{more}",
    ),
    "outlook.same_message.hint": ("bỏ giờ này ở một trong hai lịch", "drop this time in one of the two"),
    "outlook.row_waits": (
        "sẽ phát; phải đợi {others} đến khoảng {until}",
        "will air; must wait for {others} until about {until}",
    ),
    "outlook.row_interrupted": (
        "sẽ phát; lúc {since} bị {others} ngắt, khoảng {until} phát tiếp",
        "will air; cut by {others} at {since}, goes on at about {until}",
    ),
    "outlook.row_missed": (
        "sẽ bị lỡ: {others} phát đến quá {until}",
        "will be missed: {others} airs beyond {until}",
    ),
    # Approval
    "outlook.not_approved": (
        "bản tin có trong lịch nhưng chưa được duyệt nên sẽ không phát",
        "scheduled but not approved: it will not air",
    ),
    "outlook.not_approved.hint": (
        "duyệt bằng lệnh broadcaster approve {message}",
        "approve it: broadcaster approve {message}",
    ),
    "outlook.approval_void": (
        "bản tin có trong lịch nhưng lời hoặc cách đọc đã đổi sau khi duyệt nên sẽ không phát",
        "scheduled, but its words or their reading changed after the approval: it will not air",
    ),
    "outlook.approval_void.hint": (
        "nghe lại rồi duyệt lại bằng lệnh broadcaster approve {message}",
        "hear it again, then approve it again: broadcaster approve {message}",
    ),
    "outlook.stand_in_not_approved": (
        "bản tin phát thay khi tiếp âm hỏng chưa được duyệt nên sẽ không phát",
        "stands in for a relay that fails, but is not approved: it will not air",
    ),
    "outlook.stand_in_not_approved.hint": (
        "duyệt bằng lệnh broadcaster approve {message}",
        "approve it: broadcaster approve {message}",
    ),
    # Recordings
    "outlook.recording_unreadable": (
        "bản ghi '{written}' không phải tệp âm thanh đọc được",
        "the recording '{written}' is no sound file that can be read",
    ),
    "outlook.recording_unreadable.hint": (
        "mở tệp nghe thử, rồi chép hoặc lưu lại thành MP3, WAV hay OGG",
        "open it and listen, then copy it again or save it as MP3, WAV or OGG",
    ),
    "outlook.recording_cut": (
        "bản ghi '{written}' bị cụt: chỉ nghe được {heard} trong {told} (phút:giây)",
        "the recording '{written}' is cut off: {heard} of {told} (minutes:seconds) can be heard",
    ),
    "outlook.recording_cut.hint": ("chép lại tệp ghi âm cho đủ", "copy the whole recording again"),
    "outlook.recording_unfinished": (
        "bản ghi '{written}' thiếu phần cuối",
        "the recording '{written}' lacks its end",
    ),
    "outlook.recording_unfinished.hint": ("chép lại tệp ghi âm cho đủ", "copy the whole recording again"),
    "outlook.recording_damaged": (
        "bản ghi '{written}' hỏng nhiều chỗ",
        "the recording '{written}' is damaged in many places",
    ),
    "outlook.recording_damaged.hint": (
        "nghe thử cả tệp, rồi chép hoặc lưu lại",
        "listen to all of it, then copy or save it again",
    ),
    "outlook.recording_too_long": (
        "bản ghi '{written}' dài hơn {minutes} phút nên không phát được",
        "the recording '{written}' is longer than {minutes} minutes and cannot air",
    ),
    "outlook.recording_too_long.hint": ("cắt thành nhiều tệp ngắn hơn", "cut it into shorter files"),
    "outlook.recording_slow": (
        "chưa thử hết được bản ghi '{written}' trong {seconds} giây",
        "the recording '{written}' could not be read to its end within {seconds} seconds",
    ),
    "outlook.recording_slow.hint": ("nghe thử cả tệp trước khi phát", "listen to all of it before it airs"),
    "outlook.recordings_untried": (
        "chưa kịp thử {count} bản ghi",
        "there was no time to try {count} recordings",
    ),
    "outlook.recordings_untried.hint": ("chạy lại broadcaster check", "run broadcaster check again"),
    "outlook.same_words": (
        "bản tin này cùng lời với '{other}', cả hai đều có trong lịch",
        "this message says the same as '{other}', and both are scheduled",
    ),
    "outlook.same_words.hint": (
        "giữ một bản tin; một bản tin dùng được cho nhiều lịch",
        "keep one of them; several schedules can air one message",
    ),
    "outlook.listed_twice": (
        "'{written}' có hai lần trong một buổi phát",
        "'{written}' stands twice in one session",
    ),
    "outlook.listed_twice.hint": (
        "bỏ một dòng; muốn đọc hai lần thì ghi repeat: 2 trong bản tin",
        "drop one; to have it said twice write repeat: 2 in the message",
    ),
    # Words
    "outlook.untoned": (
        "lời không dấu, máy chỉ đoán mà đọc: '{written} …'",
        "words without tone marks, which can only be guessed: '{written} …'",
    ),
    "outlook.untoned.hint": (
        "gõ lại có dấu; xem máy sẽ đọc thế nào: broadcaster read {message}",
        "type them with their marks; see what will be said: broadcaster read {message}",
    ),
    "outlook.legacy": (
        "lời ở bảng mã cũ (TCVN3, VNI …), máy có thể đọc sai: '{written} …'",
        "words in an old encoding (TCVN3, VNI …), which may be read wrongly: '{written} …'",
    ),
    "outlook.legacy.hint": (
        "chuyển văn bản sang Unicode rồi dán lại; xem máy sẽ đọc thế nào: broadcaster read {message}",
        "convert the text to Unicode and paste it again; see what will be said: broadcaster read {message}",
    ),
}
