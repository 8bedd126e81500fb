"""Texts about speech engines and their voices."""

_WAIT = (
    "bản tin sẽ được đọc bằng giọng khác; máy tự thử lại sau",
    "another voice reads the message; this one is tried again later",
)
_INTERNET = (
    "kiểm tra mạng Internet; trong lúc chờ, bản tin được đọc bằng giọng có sẵn trong máy",
    "check the internet connection; meanwhile the built-in voice reads the message",
)
_REINSTALL = ("cài lại chương trình", "install the program again")

TEXTS: dict[str, tuple[str, str]] = {
    "speech.nothing_to_say": ("Không có chữ nào để đọc: “{words}”", "There is nothing to say: “{words}”"),
    "speech.nothing_to_say.hint": ("viết lời cần đọc vào bản tin", "write the words to be said"),
    "speech.too_long": (
        "Câu quá dài, {length} ký tự; máy đọc nhận nhiều nhất {longest} ký tự một lần",
        "The sentence is too long, {length} characters; a voice takes at most {longest} at a time",
    ),
    "speech.too_long.hint": ("ngắt thành nhiều câu bằng dấu chấm", "break it into sentences with full stops"),
    "speech.unknown_engine": (
        "Không có máy đọc nào tên “{engine}”; các tên dùng được: {known}",
        "There is no speech engine “{engine}”; the names are: {known}",
    ),
    "speech.unknown_engine.hint": (
        "sửa tên ở mục speech.engines trong station.yaml",
        "mend the name under speech.engines in station.yaml",
    ),
    "speech.extra_missing": (
        "Máy đọc “{engine}” chưa được cài",
        "The speech engine “{engine}” is not installed",
    ),
    "speech.extra_missing.hint": (
        "cài thêm bằng lệnh: pip install 'broadcaster[{extra}]'",
        "install it with: pip install 'broadcaster[{extra}]'",
    ),
    "speech.part_missing": (
        "Máy đọc “{engine}” thiếu thành phần: {reason}",
        "The speech engine “{engine}” lacks a part: {reason}",
    ),
    "speech.part_missing.hint": _REINSTALL,
    "speech.no_espeak": (
        "Không tìm thấy máy đọc eSpeak có sẵn của chương trình",
        "The program's built-in voice eSpeak cannot be found",
    ),
    "speech.no_espeak.hint": (
        "cài lại chương trình, hoặc chạy: apt install espeak-ng",
        "install the program again, or run: apt install espeak-ng",
    ),
    "speech.no_ffmpeg": (
        "Máy đọc “{engine}” cần chương trình ffmpeg nhưng máy chưa có",
        "The speech engine “{engine}” needs the program ffmpeg, which is not installed",
    ),
    "speech.no_ffmpeg.hint": ("chạy: apt install ffmpeg", "run: apt install ffmpeg"),
    "speech.no_voice": (
        "Máy đọc “{engine}” không có giọng “{voice}”; các giọng có: {known}",
        "The speech engine “{engine}” has no voice “{voice}”; it has: {known}",
    ),
    "speech.no_voice.hint": (
        "sửa tên giọng ở mục voices trong station.yaml",
        "mend the voice's name under voices in station.yaml",
    ),
    "speech.no_piper_voice": (
        "Máy đọc “{engine}” chưa có giọng nào được cài",
        "No voice is installed for the speech engine “{engine}”",
    ),
    "speech.no_piper_voice.hint": (
        "cài một giọng bằng lệnh: broadcaster voices install {offer}",
        "install one with: broadcaster voices install {offer}",
    ),
    "speech.voice_not_installed": (
        "Giọng “{voice}” của máy đọc “{engine}” chưa được cài",
        "The voice “{voice}” of the speech engine “{engine}” is not installed",
    ),
    "speech.voice_not_installed.hint": (
        "cài bằng lệnh: broadcaster voices install {voice}",
        "install it with: broadcaster voices install {voice}",
    ),
    "speech.needs_network": (
        "Máy đọc “{engine}” cần mạng Internet nên không dùng được ở đây",
        "The speech engine “{engine}” needs the internet and may not be used here",
    ),
    "speech.needs_network.hint": ("chọn giọng có sẵn trong máy: espeak", "choose the built-in voice: espeak"),
    "speech.online_forbidden": (
        "Đài không cho gửi lời bản tin lên Internet, nên không dùng giọng “{engine}”",
        "The station lets no words out to the internet, so the voice “{engine}” is not used",
    ),
    "speech.online_forbidden.hint": (
        "nếu được phép, đặt online: true ở mục speech trong station.yaml",
        "if it is allowed, set online: true under speech in station.yaml",
    ),
    "speech.online_notice.gtts": (
        "LƯU Ý: máy đọc gtts gửi lời bản tin lên máy chủ của Google. Muốn cấm: online: false ở mục speech.",
        "NOTE: the voice gtts sends messages' words to Google. To forbid it: online: false under speech.",
    ),
    "speech.online_notice.edge": (
        "LƯU Ý: máy đọc edge gửi lời bản tin lên máy chủ Microsoft. Muốn cấm: online: false ở mục speech.",
        "NOTE: the voice edge sends messages' words to Microsoft. To forbid it: online: false under speech.",
    ),
    "speech.crashed": ("Máy đọc “{engine}” bị hỏng khi đang đọc", "The speech engine “{engine}” crashed"),
    "speech.crashed.hint": (
        "thử lại; nếu vẫn hỏng, thử viết lại câu đó",
        "try again; if it goes on, write that sentence in other words",
    ),
    "speech.hung": (
        "Máy đọc “{engine}” bị treo, không trả lời",
        "The speech engine “{engine}” does not answer",
    ),
    "speech.hung.hint": (
        "thử lại; nếu vẫn treo, thử viết lại câu đó",
        "try again; if it goes on, write that sentence in other words",
    ),
    "speech.not_loaded": (
        "Không khởi động được máy đọc “{engine}”",
        "The speech engine “{engine}” cannot be started",
    ),
    "speech.not_loaded.hint": _REINSTALL,
    "speech.fault": (
        "Máy đọc “{engine}” gặp lỗi bất ngờ: {reason}",
        "The speech engine “{engine}” met an unexpected fault: {reason}",
    ),
    "speech.fault.hint": _WAIT,
    "speech.voice_changed": (
        "Giọng của máy đọc “{engine}” vừa được thay trong lúc đang đọc bản tin",
        "The voice of the speech engine “{engine}” was exchanged while it read the message",
    ),
    "speech.voice_changed.hint": (
        "đợi cài giọng xong rồi dựng lại bản tin",
        "wait until the voice is installed, then render the message again",
    ),
    "speech.no_sound": (
        "Máy đọc “{engine}” không phát ra tiếng nào",
        "The speech engine “{engine}” gave no sound",
    ),
    "speech.no_sound.hint": ("thử viết lại câu đó, hoặc chọn giọng khác", "try other words or another voice"),
    "speech.cut_short": (
        "Máy đọc “{engine}” trả về tiếng bị cắt cụt",
        "The speech engine “{engine}” gave speech that is cut short",
    ),
    "speech.cut_short.hint": _WAIT,
    "speech.bad_audio": (
        "Không giải mã được tiếng của máy đọc “{engine}”: {reason}",
        "The sound of the speech engine “{engine}” cannot be decoded: {reason}",
    ),
    "speech.bad_audio.hint": _WAIT,
    "speech.bad_answer": (
        "Máy chủ của giọng “{engine}” trả lời nhưng không có tiếng hợp lệ ({reason})",
        "The server of the voice “{engine}” answered without proper sound ({reason})",
    ),
    "speech.bad_answer.hint": _WAIT,
    "speech.bad_certificate": (
        "Máy chủ {host} không chứng minh được nó là thật, nên không dùng giọng “{engine}”",
        "The server {host} cannot prove who it is, so the voice “{engine}” is not used",
    ),
    "speech.bad_certificate.hint": (
        "kiểm tra ngày giờ của máy và đường mạng; có thể có người đang chen vào đường truyền",
        "check the computer's date and the network; someone may be on the line",
    ),
    "speech.no_time": (
        "Máy đọc “{engine}” không đọc kịp {seconds} giây dành cho bản tin gấp",
        "The speech engine “{engine}” did not keep to the {seconds} seconds of an urgent message",
    ),
    "speech.no_time.hint": _WAIT,
    "speech.too_slow": (
        "Máy chủ của giọng “{engine}” trả lời quá chậm",
        "The server of the voice “{engine}” is too slow",
    ),
    "speech.too_slow.hint": _INTERNET,
    "speech.no_network": (
        "Không kết nối được tới máy chủ của giọng “{engine}” ({reason})",
        "The server of the voice “{engine}” cannot be reached ({reason})",
    ),
    "speech.no_network.hint": _INTERNET,
    "speech.http_status": (
        "Máy chủ của giọng “{engine}” báo lỗi {status}",
        "The server of the voice “{engine}” reports error {status}",
    ),
    "speech.http_status.hint": _WAIT,
    "speech.busy": (
        "Máy chủ của giọng “{engine}” đang quá tải và yêu cầu chờ",
        "The server of the voice “{engine}” is overloaded and asks to wait",
    ),
    "speech.busy.hint": _WAIT,
    # Which voice speaks
    "speech.outlook.clear": (
        "Giọng đọc: {engine}, rõ và không cần mạng",
        "Voice: {engine}, clear and without the network",
    ),
    "speech.outlook.network": (
        "Giọng đọc: {engine} khi có mạng, {without} khi không có; {advice}",
        "Voice: {engine} where there is a network, {without} without; {advice}",
    ),
    "speech.outlook.plain": (
        "Giọng đọc: {engine}, có sẵn trong máy; {advice}",
        "Voice: {engine}, the built-in one; {advice}",
    ),
    "speech.outlook.extra": (
        "muốn rõ mà không cần mạng: pip install 'broadcaster[piper]', rồi broadcaster voices install {offer}",
        "to have one offline: pip install 'broadcaster[piper]', then broadcaster voices install {offer}",
    ),
    "speech.outlook.voice": (
        "muốn rõ mà không cần mạng: broadcaster voices install {offer}",
        "for a clear one offline: broadcaster voices install {offer}",
    ),
    "speech.outlook.unnamed": (
        "muốn rõ mà không cần mạng: ghi piper lên đầu mục speech.engines trong station.yaml",
        "for a clear one offline: put piper first under speech.engines in station.yaml",
    ),
    "speech.none_installed": (
        "Chưa cài máy đọc nào trong danh sách: {reasons}",
        "None of the listed voices is installed: {reasons}",
    ),
    "speech.none_works": (
        "Không máy đọc nào dùng được lúc này: {reasons}",
        "No voice works right now: {reasons}",
    ),
    "speech.none_works.hint": (
        "chạy lệnh broadcaster doctor để xem từng giọng",
        "run broadcaster doctor to see each voice",
    ),
}
