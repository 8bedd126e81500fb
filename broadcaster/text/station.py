"""Texts about the files of a station: what is wrong in them and what to do."""

from broadcaster.text.station_values import VALUES
from broadcaster.text.station_yaml import YAML

TEXTS: dict[str, tuple[str, str]] = {
    "station.console_unused": (
        "mục console chưa có tác dụng: chương trình chưa có trang điều khiển",
        "console has no effect yet: there is no web console",
    ),
    "station.approval_note": (
        "Do chương trình ghi khi duyệt bản tin; sửa tay thì việc duyệt không còn giá trị.",
        "Written by the program when the message was approved; an edit by hand makes the approval void.",
    ),
    "station.nothing_to_hear": (
        "bản tin chỉ có khoảng lặng nên không phát được",
        "the message holds only pauses and cannot air",
    ),
    "station.nothing_to_hear.hint": ("thêm phần say hoặc play", "add a part: say or play"),
    "station.keying_not_installed": (
        "máy này chưa cài phần đóng cắt máy phát kiểu '{written}', đài sẽ không chạy được ở đây",
        "the part that keys by '{written}' is not installed here, so the station cannot run",
    ),
    "station.keying_not_installed.hint": (
        "cài bằng: pip install 'broadcaster[{extra}]'",
        "install it: pip install 'broadcaster[{extra}]'",
    ),
    "station.relay_repeats": (
        "bản tin có phần tiếp âm chỉ phát một lần nên repeat phải là 1, không phải {written}",
        "a message with a relay airs once, so repeat must be 1, not {written}",
    ),
    "station.relay_repeats.hint": ("bỏ dòng repeat", "leave `repeat` out"),
    "station.else_relays": (
        "bản tin thay thế '{written}' cũng có phần tiếp âm",
        "the stand-in '{written}' relays too",
    ),
    "station.else_relays.hint": (
        "chọn bản tin chỉ có lời đọc hoặc bản ghi",
        "choose a message of words or recordings alone",
    ),
    "station.zones_heard_together": (
        "cụm loa '{written}' nghe cả tin chỉ dành cho cụm '{other}' và ngược lại: chung kênh, chung máy phát",
        "'{written}' and '{other}' hear each other's messages: they share a channel and the transmitter",
    ),
    "station.zones_heard_together.hint": (
        "đặt channel: left cho cụm này và right cho cụm kia, hoặc keying riêng cho mỗi cụm",
        "give one channel: left and the other right, or each a keying of its own",
    ),
    "station.contact_unprepared": (
        "bản tin '{written}' của nút bấm không phải tin khẩn nên không được dựng sẵn",
        "the contact's message '{written}' is no emergency, so it is not kept ready",
    ),
    "station.contact_unprepared.hint": (
        "ghi priority: emergency trong bản tin",
        "write priority: emergency in the message",
    ),
    "station.contact_unapproved": (
        "bản tin '{written}' của nút bấm chưa được duyệt",
        "the contact's message '{written}' is not approved",
    ),
    "station.contact_unapproved.hint": (
        "duyệt trước bằng lệnh broadcaster approve {written}",
        "approve it ahead: broadcaster approve {written}",
    ),
    "station.once_on_schedule": (
        (
            "theo lịch, bản tin '{written}' chỉ phát một lần mỗi giờ hẹn; "
            "chỉ khi có người phát tay thì mới lặp lại đến khi dừng"
        ),
        "on a schedule '{written}' airs once each time; it repeats until stopped only when a person airs it",
    ),
    "station.long_reading": ("dài quá {limit} ký tự", "longer than {limit} characters"),
    "station.no_reading": (
        "{file} không có cách đọc của '{written}'",
        "{file} has no reading of '{written}'",
    ),
    "station.no_reading.hint": (
        "xem các cách đọc bằng lệnh: broadcaster lexicon list",
        "see what there is: broadcaster lexicon list",
    ),
    "station.edit_broken": (
        "{file} đang có lỗi ở dòng {line}, chưa sửa được",
        "{file} has an error on line {line} and cannot be edited",
    ),
    "station.edit_broken.hint": (
        "chạy broadcaster check để xem lỗi, sửa xong rồi làm lại",
        "run broadcaster check to see it, mend it and try again",
    ),
    "station.edit_failed": (
        "không sửa được {file}: {reason}",
        "{file} cannot be edited: {reason}",
    ),
    "station.edit_failed.hint": (
        "mở tệp bằng trình soạn thảo và sửa tay",
        "open the file in an editor and change it by hand",
    ),
    "station.no_message": (
        "Không có bản tin '{message}'; đài có: {known}",
        "There is no message '{message}'; the station has: {known}",
    ),
    "station.message_not_looked_at": (
        "Tệp của bản tin '{message}' vừa đổi, đài chưa đọc lại kịp",
        "The file of '{message}' has just changed, and the station has not read it yet",
    ),
    "station.message_not_looked_at.hint": ("đợi một lát rồi thử lại", "wait a moment and try again"),
    "station.nothing_taken": (
        "Chưa biết bản tin '{message}': station.yaml có lỗi nên chưa nhận tệp nào mới ({place})",
        "'{message}' is not known: nothing new is taken while station.yaml is broken ({place})",
    ),
    "station.nothing_taken.hint": (
        "sửa theo lệnh broadcaster check rồi lưu lại",
        "mend what broadcaster check says, and save it",
    ),
    "station.message_waits": (
        "Chưa nhận bản tin '{message}' vì tệp có lỗi: {place}",
        "The message '{message}' is not taken yet: {place} has an error",
    ),
    "station.message_waits.hint": (
        "sửa theo lệnh broadcaster check rồi lưu lại",
        "mend what broadcaster check says, and save it",
    ),
    "station.changed": (
        "đã nhận thay đổi: {what} (trước {old:.12}, nay {new:.12})",
        "a change was accepted: {what} (before {old:.12}, now {new:.12})",
    ),
    "station.first_taken": (
        "đã nhận lần đầu: {what} ({new:.12})",
        "accepted for the first time: {what} ({new:.12})",
    ),
    "station.no_message_near": ("Không có bản tin '{message}'", "There is no message '{message}'"),
    "station.no_message_near.hint": ("có phải '{near}'?", "did you mean '{near}'?"),
    "station.did_you_mean": ("có phải '{near}'?", "did you mean '{near}'?"),
    "station.bad": (
        "Các tệp của đài còn {count} lỗi",
        "The station's files have {count} error(s)",
    ),
    "station.bad.hint": (
        "chạy lệnh broadcaster check để xem từng lỗi ở tệp nào, dòng nào",
        "run broadcaster check to see each one with its file and line",
    ),
    # Files and folders
    "station.no_folder": ("không có thư mục đài '{folder}'", "there is no station folder '{folder}'"),
    "station.no_folder.hint": (
        "chọn đúng thư mục bằng --station, hoặc tạo đài mới bằng lệnh broadcaster init THƯ-MỤC",
        "name the right one with --station, or make a new one with broadcaster init FOLDER",
    ),
    "station.no_station_file": ("thiếu tệp station.yaml", "the file station.yaml is missing"),
    "station.no_station_file.hint": (
        "chọn đúng thư mục bằng --station, hoặc tạo đài mới bằng lệnh broadcaster init THƯ-MỤC",
        "name the right folder with --station, or make a new one with broadcaster init FOLDER",
    ),
    "station.no_file": (
        "'{written}' không phải là một tệp đọc được",
        "'{written}' is not a file that can be read",
    ),
    "station.no_permission": ("không có quyền đọc '{written}'", "no permission to read '{written}'"),
    "station.no_permission.hint": (
        "cấp quyền đọc cho tài khoản chạy chương trình",
        "give the account that runs the program the right to read it",
    ),
    "station.unreadable": (
        "ổ đĩa không đọc được '{written}' (mã {reason})",
        "the disk cannot read '{written}' (code {reason})",
    ),
    "station.too_large": (
        "tệp lớn hơn {limit} byte, không thể là tệp YAML của đài",
        "the file is over {limit} bytes and cannot be one of the station's YAML files",
    ),
    "station.outside": (
        "'{written}' dẫn ra ngoài thư mục của đài",
        "'{written}' leads out of the station folder",
    ),
    "station.outside.hint": (
        "chép tệp vào thư mục của đài rồi ghi đường dẫn tính từ đó",
        "copy the file into the station folder and write its path from there",
    ),
    "station.not_read": (
        "tệp này không được đọc vì tên không kết thúc bằng .yaml",
        "this file is not read because its name does not end in .yaml",
    ),
    "station.not_read.hint": ("đổi tên thành '{right}'", "rename it to '{right}'"),
    "station.temporary_file": (
        "tệp tạm của trình soạn thảo, được bỏ qua",
        "a temporary file of an editor; it is left alone",
    ),
    "station.temporary_file.hint": (
        "đóng tệp đang mở; nếu vẫn còn thì xóa đi",
        "close the open file; delete this one if it stays",
    ),
    "station.copied_file": (
        "tệp sao chép, được bỏ qua: tên có dấu cách nên không dùng làm mã",
        "a copied file, left alone: its name cannot serve as an id",
    ),
    "station.copied_file.hint": (
        "xóa đi; muốn dùng làm bản tin riêng thì đổi tên, chỉ dùng chữ, số, dấu - và dấu _",
        "delete it; to use it as a file of its own, rename it with letters, digits, - and _ only",
    ),
    "station.bad_file_name": (
        "tên tệp '{written}' không dùng được làm mã",
        "the file name '{written}' cannot serve as an id",
    ),
    "station.bad_file_name.hint": (
        "chỉ dùng chữ, số, dấu - và dấu _, không dấu cách, nhiều nhất 64 ký tự",
        "use letters, digits, - and _ only, no spaces, at most 64 characters",
    ),
    "station.same_id": (
        "mã '{written}' đã là của tệp {other}",
        "the id '{written}' belongs to {other} already",
    ),
    "station.control_character": (
        "ký tự điều khiển {written} không được phép",
        "the control character {written} is not allowed",
    ),
    "station.control_character.hint": (
        "xóa ký tự không nhìn thấy ở chỗ này",
        "delete the invisible character at this place",
    ),
    "station.more": ("còn {count} lỗi nữa trong tệp này", "{count} more errors in this file"),
    # YAML
    "station.secret_elsewhere": (
        "!secret chỉ dùng được cho một giá trị trong station.yaml",
        "!secret may only stand before a value in station.yaml",
    ),
    "station.secret_elsewhere.hint": (
        "viết thẳng giá trị ở đây",
        "write the value out here",
    ),
    "station.no_secret": (
        "secrets.yaml không có mục '{written}'",
        "secrets.yaml has no '{written}'",
    ),
    "station.no_secret.hint": (
        "thêm dòng '{written}: giá trị' vào secrets.yaml, cạnh station.yaml",
        "add a line '{written}: value' to secrets.yaml beside station.yaml",
    ),
    "station.secrets_not_keys": (
        "secrets.yaml phải gồm các dòng 'tên: giá trị'",
        "secrets.yaml must be lines 'name: value'",
    ),
    "station.secret_not_text": (
        "{key}: giá trị phải là chữ, trên cùng một dòng",
        "{key}: must be a text on the same line",
    ),
    "station.password_readable": (
        "{written} có mật khẩu mà mọi tài khoản trên máy đều đọc được",
        "{written} holds a password, and every account of this computer may read it",
    ),
    "station.password_readable.hint": (
        "chạy: chmod 600 {written}; hoặc viết 'password: !secret ten' và để giá trị trong secrets.yaml",
        "run: chmod 600 {written}; or write 'password: !secret name' and keep the value in secrets.yaml",
    ),
    "station.secrets_readable": (
        "mọi tài khoản trên máy đều đọc được {written}",
        "every account of this computer may read {written}",
    ),
    "station.secrets_readable.hint": ("chạy: chmod 600 {written}", "run: chmod 600 {written}"),
    "station.twice": (
        "mục '{key}' viết hai lần, đã có ở dòng {first}",
        "the key '{key}' is written twice, first on line {first}",
    ),
    "station.key_not_text": ("tên mục phải là chữ", "the name of a key must be a text"),
    "station.no_value": ("'{key}' chưa có giá trị", "'{key}' has no value"),
    "station.no_value.hint": (
        "viết giá trị sau dấu hai chấm, hoặc xóa dòng này",
        "write a value after the colon, or delete the line",
    ),
    "station.unknown_key": ("không có mục '{key}'", "unknown key '{key}'"),
    "station.unknown_key.hint": ("các mục dùng được: {known}", "known keys: {known}"),
    "station.schedule_key": (
        "mục '{key}' không ghi trong tệp bản tin",
        "'{key}' does not belong in a message's file",
    ),
    "station.schedule_key.hint": (
        'giờ và ngày phát ghi trong một tệp ở thư mục schedules, như: message: mã-bản-tin, at: ["06:30"]',
        'times and days stand in a file under schedules/, such as: message: its-id, at: ["06:30"]',
    ),
    "station.message_key": (
        "mục '{key}' không ghi trong tệp lịch phát",
        "'{key}' does not belong in a schedule's file",
    ),
    "station.message_key.hint": (
        "lời và tiêu đề ghi trong tệp bản tin ở thư mục messages",
        "words and title stand in the message's file under messages/",
    ),
    "station.missing_key": ("thiếu mục '{key}'", "the key '{key}' is missing"),
    "station.not_both": (
        "chỉ dùng một trong hai mục '{one}' và '{other}'",
        "use only one of the keys '{one}' and '{other}'",
    ),
    "station.one_of": (
        "cần mục '{one}' hoặc mục '{other}'",
        "the key '{one}' or the key '{other}' is needed",
    ),
    "station.needs": (
        "mục '{one}' phải đi cùng mục '{other}'",
        "the key '{one}' goes together with the key '{other}'",
    ),
    # The accepted station
    "station.accepted_damaged": (
        "bản đài đã nhận không đọc được",
        "the accepted station cannot be read",
    ),
    "station.accepted_damaged.hint": (
        "sửa các tệp của đài cho hết lỗi; chương trình sẽ giữ bản mới",
        "mend the station's files; the program then keeps a new copy",
    ),
    "station.kept_damaged": (
        "bản ghi '{written}' đã giữ bị hỏng hoặc mất",
        "the kept recording '{written}' is damaged or gone",
    ),
    "station.recording_changed": (
        "bản ghi '{written}' vừa bị sửa trong lúc đang nhận",
        "the recording '{written}' changed while it was being taken",
    ),
    "station.recording_changed.hint": ("chép xong rồi kiểm tra lại", "finish copying it, then check again"),
    # Commands
    "station.check.fine": (
        "Không có lỗi. Số bản tin: {messages}, số lịch phát: {schedules}.",
        "No errors. Messages: {messages}, schedules: {schedules}.",
    ),
    "station.check.counts": (
        "Số lỗi: {errors}, số lưu ý: {warnings}.",
        "Errors: {errors}, warnings: {warnings}.",
    ),
    "station.init.done": (
        (
            "Đã tạo đài mới ở {folder}. Mở station.yaml để sửa tên đài, "
            "rồi chạy broadcaster --station {folder} check."
        ),
        (
            "A new station is in {folder}. Edit its name in station.yaml, "
            "then run broadcaster --station {folder} check."
        ),
    ),
    "station.init.not_empty": ("Thư mục {folder} đã có tệp", "The folder {folder} is not empty"),
    "station.init.not_empty.hint": ("chọn một thư mục mới", "choose a new folder"),
    **VALUES,
    "station.empty_reading": (
        "chữ viết và cách đọc không được trống",
        "neither form nor reading may be empty",
    ),
    **YAML,
}
