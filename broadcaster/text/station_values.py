"""Texts about single values in a station's files; `broadcaster.text.station` includes them."""

VALUES: dict[str, tuple[str, str]] = {
    # Shapes
    "station.want_text": ("'{key}' phải là chữ, không phải một nhóm", "'{key}' must be a text, not a group"),
    "station.want_list": ("'{key}' phải là một danh sách", "'{key}' must be a list"),
    "station.want_list.hint": (
        "viết trong ngoặc vuông, ngăn bằng dấu phẩy: [a, b]",
        "write it in square brackets, parted by commas: [a, b]",
    ),
    "station.want_mapping": (
        "'{key}' phải là một nhóm gồm các dòng mục: giá trị",
        "'{key}' must be a group of lines key: value",
    ),
    "station.file_not_keys": (
        "tệp phải gồm các dòng mục: giá trị",
        "the file must consist of lines key: value",
    ),
    "station.want_one_value": (
        "'{key}' phải là một giá trị, không phải một nhóm hay danh sách",
        "'{key}' must be a single value, not a group or a list",
    ),
    "station.want_whole_number": (
        "'{key}' phải là số nguyên, không phải '{written}'",
        "'{key}' must be a whole number, not '{written}'",
    ),
    "station.want_number": (
        "'{key}' phải là số, không phải '{written}'",
        "'{key}' must be a number, not '{written}'",
    ),
    "station.want_number.hint": (
        "phần lẻ viết sau dấu chấm, ví dụ 1.5",
        "write decimals after a point, such as 1.5",
    ),
    "station.too_small": ("'{key}' không được nhỏ hơn {limit!r}", "'{key}' must not be less than {limit!r}"),
    "station.too_big": ("'{key}' không được lớn hơn {limit!r}", "'{key}' must not be more than {limit!r}"),
    "station.empty_text": ("'{key}' để trống", "'{key}' is empty"),
    "station.long_text": (
        "'{key}' dài quá {limit} ký tự",
        "'{key}' is longer than {limit} characters",
    ),
    "station.unknown_siren": ("không có kiểu còi '{written}'", "there is no siren '{written}'"),
    "station.unknown_siren.hint": (
        "dùng một trong: {known}; hoặc thêm vào mục sirens của station.yaml",
        "use one of {known}; or add it under sirens in station.yaml",
    ),
    "station.silent_siren": ("kiểu còi này không có tiếng", "this siren has no sound"),
    "station.silent_siren.hint": (
        "thêm một bước có from và for",
        "add a step with from and for",
    ),
    "station.long_siren": (
        "kiểu còi dài {length}, nhiều nhất là {limit}",
        "the siren lasts {length}, at most {limit}",
    ),
    "station.long_siren.hint": (
        "sau còi còn phải nghe được lời; giảm times hoặc for",
        "words must be heard after it; make times or for less",
    ),
    "station.endless_not_emergency": (
        "chỉ bản tin khẩn cấp mới được lặp lại đến khi có người dừng",
        "only an emergency may repeat until it is stopped",
    ),
    "station.endless_not_emergency.hint": (
        "ghi thêm priority: emergency, hoặc đặt repeat là một số",
        "add priority: emergency, or make repeat a number",
    ),
    "station.endless_needs_every": (
        "repeat: until_stopped cần thêm mục 'every'",
        "repeat: until_stopped needs the key 'every'",
    ),
    "station.endless_needs_every.hint": (
        "ví dụ every: 5m (năm phút phát lại một lần)",
        "such as every: 5m",
    ),
    "station.every_needs_endless": (
        "mục 'every' chỉ đi cùng repeat: until_stopped",
        "the key 'every' goes only with repeat: until_stopped",
    ),
    "station.empty_list": ("'{key}' chưa có mục nào", "'{key}' has no items"),
    "station.long_list": ("'{key}' có quá {limit} mục", "'{key}' has more than {limit} items"),
    "station.repeated": ("'{key}': mục này đã có ở trên", "'{key}': this item stands above already"),
    "station.unknown_word": (
        "'{key}' không nhận giá trị '{written}'",
        "'{key}' does not take the value '{written}'",
    ),
    "station.unknown_word.hint": ("dùng một trong: {expected}", "use one of: {expected}"),
    "station.bad_value": ("giá trị của '{key}' không dùng được", "the value of '{key}' cannot be used"),
    "station.bad_switch": (
        "'{key}' phải là true hoặc false, không phải '{written}'",
        "'{key}' must be true or false, not '{written}'",
    ),
    # Names and paths
    "station.unspeakable": (
        "cách đọc '{written}' có '{word}' không phải âm tiết tiếng Việt",
        "the reading '{written}' has '{word}', which is no Vietnamese syllable",
    ),
    "station.unspeakable.hint": (
        "viết như đọc, từng âm tiết một, ví dụ: bờ lu dôn",
        "write it as it is said, syllable by syllable, such as: bờ lu dôn",
    ),
    "station.bad_name": ("tên '{written}' không dùng được", "the name '{written}' cannot be used"),
    "station.bad_name.hint": (
        "chỉ dùng chữ, số, dấu - và dấu _, không dấu cách, nhiều nhất 64 ký tự",
        "use letters, digits, - and _ only, no spaces, at most 64 characters",
    ),
    "station.bad_id": ("mã '{written}' không dùng được", "the id '{written}' cannot be used"),
    "station.bad_id.hint": (
        "mã là tên tệp không có đuôi .yaml, ví dụ bluezone hoặc centre/bluezone",
        "an id is a file name without .yaml, such as bluezone or centre/bluezone",
    ),
    "station.reserved_name": (
        "tên '{written}' đã dành cho việc khác",
        "the name '{written}' is reserved",
    ),
    "station.backslash": (
        "đường dẫn '{written}' phải dùng dấu / thay cho dấu \\",
        "the path '{written}' must use / instead of \\",
    ),
    "station.windows_path": (
        "'{written}' là đường dẫn Windows, ở ngoài thư mục của đài",
        "'{written}' is a path of Windows, outside the station folder",
    ),
    "station.windows_path.hint": (
        "chép tệp vào thư mục recordings của đài và ghi recordings/{name}",
        "copy the file into the station's folder recordings and write recordings/{name}",
    ),
    "station.bad_language": (
        "'{written}' không phải mã ngôn ngữ",
        "'{written}' is not a language code",
    ),
    "station.bad_language.hint": (
        "ví dụ: hmn (tiếng Mông), blt (tiếng Thái Đen), vi",
        "such as hmn (Hmong), blt (Tai Dam), vi",
    ),
    "station.bad_bytes": (
        "'{key}': '{written}' không phải các byte viết theo cơ số 16",
        "'{key}': '{written}' is not a row of bytes in hexadecimal",
    ),
    "station.bad_bytes.hint": ("viết như A0 01 01 A2", "write it like A0 01 01 A2"),
    "station.one_way": (
        "'{key}' không đi cùng các mục khác ở đây: chỉ chọn một cách điều khiển",
        "'{key}' does not go with the other keys here: choose one way of switching",
    ),
    "station.one_way.hint": ("một trong: {known}", "one of: {known}"),
    "station.bad_url": ("'{key}' phải là một địa chỉ http://…", "'{key}' must be an address http://…"),
    # Times
    "station.bad_duration": (
        "'{key}': '{written}' không phải một khoảng thời gian",
        "'{key}': '{written}' is not a length of time",
    ),
    "station.bad_duration.hint": (
        "viết như 90s, 5m hoặc 1h30m",
        "write it like 90s, 5m or 1h30m",
    ),
    "station.duration_range": (
        "'{key}' phải từ {low} đến {high}, không phải '{written}'",
        "'{key}' must be between {low} and {high}, not '{written}'",
    ),
    "station.bad_time": (
        "'{key}': '{written}' không phải giờ trong ngày",
        "'{key}': '{written}' is not a time of day",
    ),
    "station.bad_time.hint": ("viết như 06:30 hoặc 17:00", "write it like 06:30 or 17:00"),
    "station.bad_period": (
        "'{key}': '{written}' không phải khoảng giờ",
        "'{key}': '{written}' is not a pair of times",
    ),
    "station.bad_period.hint": ("viết như 07:00-10:00", "write it like 07:00-10:00"),
    "station.no_period": (
        "'{key}': '{written}' bắt đầu và kết thúc cùng một lúc",
        "'{key}': '{written}' begins and ends at the same time",
    ),
    "station.period_reversed": (
        "'{key}': '{written}' kết thúc trước khi bắt đầu",
        "'{key}': '{written}' ends before it begins",
    ),
    "station.period_reversed.hint": (
        "giờ trước viết trước; khoảng giờ không được qua nửa đêm",
        "write the earlier time first; it cannot cross midnight",
    ),
    "station.bad_date": ("'{key}': '{written}' không phải một ngày", "'{key}': '{written}' is not a date"),
    "station.bad_date.hint": (
        "viết năm-tháng-ngày, như 2026-11-20",
        "write year-month-day, like 2026-11-20",
    ),
    "station.no_such_date": (
        "'{key}': lịch không có ngày '{written}'",
        "'{key}': the calendar has no day '{written}'",
    ),
    "station.bad_day": (
        "'{key}': '{written}' không phải một thứ trong tuần",
        "'{key}': '{written}' is not a day of the week",
    ),
    "station.bad_day.hint": (
        "viết như thứ hai, t2 hoặc mon; chủ nhật là CN hoặc sun",
        "write mon, tue … sun, or the Vietnamese names",
    ),
    "station.bad_lunar": (
        "'{key}': '{written}' không phải ngày âm lịch",
        "'{key}': '{written}' is not a lunar day",
    ),
    "station.bad_lunar.hint": (
        "viết tháng-ngày như 01-15, hoặc chỉ ngày như 15 cho mọi tháng",
        "write month-day like 01-15, or a day like 15 for every month",
    ),
    "station.bad_instant": (
        "'{key}': '{written}' không phải thời điểm có múi giờ",
        "'{key}': '{written}' is not an instant with its zone",
    ),
    "station.valid_reversed": (
        "ngày cuối {until} đứng trước ngày đầu {first}",
        "the last day {until} comes before the first day {first}",
    ),
    "station.bad_timezone": ("không có múi giờ '{written}'", "there is no time zone '{written}'"),
    # Parts of a message
    "station.bare_part": (
        "mỗi phần của 'parts' phải bắt đầu bằng say, play, pause hoặc relay",
        "each item of 'parts' must begin with say, play, pause or relay",
    ),
    "station.bare_part.hint": ('viết như "- say: Kính thưa bà con."', 'write it like "- say: Good morning."'),
    "station.part_without_colon": (
        "thiếu dấu hai chấm sau '{kind}'",
        "there is no colon behind '{kind}'",
    ),
    "station.part_without_colon.hint": ('viết như "- {kind}: …"', 'write it like "- {kind}: …"'),
    "station.no_kind": (
        "phần này không có say, play, pause hay relay",
        "this part has neither say, play, pause nor relay",
    ),
    "station.no_kind.hint": ("mỗi phần cần một trong: {known}", "each part needs one of: {known}"),
    "station.two_kinds": (
        "một phần không thể có cả '{first}' và '{second}'",
        "one part cannot have both '{first}' and '{second}'",
    ),
    "station.two_kinds.hint": (
        "thêm dấu - trước '{second}' để thành phần mới",
        "put a - before '{second}' to make it a part of its own",
    ),
    # Station
    "station.bad_gain_key": (
        "'{written}' không phải all, khoảng giờ hay tên cụm loa",
        "'{written}' is neither all, nor a pair of times, nor a zone",
    ),
    "station.bad_source": (
        "'{written}' không phải nguồn tiếp âm",
        "'{written}' is not a source to relay",
    ),
    "station.bad_source.hint": (
        "viết địa chỉ http://… hoặc line-in: 2",
        "write an address http://… or line-in: 2",
    ),
    "station.bad_listen": (
        "'{written}' không phải địa chỉ và cổng",
        "'{written}' is not an address with a port",
    ),
    "station.bad_listen.hint": ("viết như 127.0.0.1:8080", "write it like 127.0.0.1:8080"),
    # What leads nowhere
    "station.unknown_message": ("không có bản tin '{written}'", "there is no message '{written}'"),
    "station.unknown_message.hint": (
        "tạo tệp messages/{written}.yaml hoặc sửa tên",
        "make the file messages/{written}.yaml or correct the name",
    ),
    "station.unknown_zone": ("không có cụm loa '{written}'", "there is no zone '{written}'"),
    "station.unknown_zone.hint": (
        "thêm cụm loa này vào mục zones của station.yaml hoặc sửa tên",
        "add it under zones in station.yaml or correct the name",
    ),
    "station.unknown_voice": ("không có giọng '{written}'", "there is no voice '{written}'"),
    "station.unknown_voice.hint": (
        "thêm giọng này vào mục voices của station.yaml hoặc sửa tên",
        "add it under voices in station.yaml or correct the name",
    ),
    "station.unknown_source": ("không có nguồn tiếp âm '{written}'", "there is no source '{written}'"),
    "station.unknown_source.hint": (
        "thêm nguồn này vào mục sources của station.yaml hoặc sửa tên",
        "add it under sources in station.yaml or correct the name",
    ),
    "station.no_recording": ("không có bản ghi '{written}'", "there is no recording '{written}'"),
    "station.no_recording.hint": (
        "chép tệp vào thư mục recordings của đài và ghi recordings/tên-tệp",
        "copy it into the station's folder recordings and write recordings/name",
    ),
    "station.empty_recording": ("bản ghi '{written}' trống", "the recording '{written}' is empty"),
    "station.empty_recording.hint": ("chép lại tệp ghi âm", "copy the recording again"),
    "station.large_recording": (
        "bản ghi '{written}' lớn hơn {limit} MB, dài hơn một giờ nên không phát được",
        "the recording '{written}' is over {limit} MB: longer than the hour that can air",
    ),
    "station.large_recording.hint": (
        "cắt ngắn, hoặc lưu lại thành MP3 rồi sửa tên trong bản tin",
        "cut it, or save it as MP3 and change its name in the message",
    ),
    "station.else_loop": (
        "'{written}' lại dẫn về chính bản tin này, sẽ phát không dứt",
        "'{written}' leads back to this message and would never end",
    ),
    "station.wrong_approval": (
        "tệp này duyệt '{expected}' nhưng ghi '{written}'",
        "this file approves '{expected}' but names '{written}'",
    ),
    # Warnings
    "station.schedule_over": (
        "lịch phát này đã hết hạn ngày {until}, sẽ không phát nữa",
        "this schedule ended on {until} and will not air again",
    ),
    "station.message_over": (
        "bản tin này đã hết hạn ngày {until}, sẽ không phát nữa",
        "this message ended on {until} and will not air again",
    ),
    "station.online_forbidden": (
        "'{written}' cần mạng nhưng online: false không cho gửi lời bản tin đi, nên giọng này không dùng",
        "'{written}' needs the internet, but online: false lets no words out; it will not be used",
    ),
    "station.online_forbidden.hint": (
        "bỏ '{written}' khỏi danh sách, hoặc đặt online: true nếu được phép",
        "take '{written}' out of the list, or set online: true if that is allowed",
    ),
    "station.never_valid": (
        "thời hạn của bản tin '{written}' nằm ngoài thời hạn của lịch phát này",
        "the message '{written}' is never valid while this schedule is",
    ),
    "station.approval_of_nothing": (
        "bản tin '{written}' đã duyệt không còn nữa",
        "the approved message '{written}' is gone",
    ),
}
