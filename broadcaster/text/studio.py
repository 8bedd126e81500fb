"""Texts about rendering: recordings, mixing and finished programmes."""

_RENDERED_VI = (
    "{message}: {minutes}:{seconds:02d}, {loudness:.1f} LUFS, đỉnh {peak:.1f} dBTP, {voice}; "
    "đọc mới {made} câu, dùng lại {reused} câu; tệp {path}"
)
_RENDERED_EN = (
    "{message}: {minutes}:{seconds:02d}, {loudness:.1f} LUFS, peak {peak:.1f} dBTP, {voice}; "
    "{made} sentences made, {reused} reused; file {path}"
)

TEXTS: dict[str, tuple[str, str]] = {
    "studio.no_recording": ("Không thấy bản ghi âm {path}", "The recording {path} cannot be found"),
    "studio.no_recording.hint": (
        "chép tệp vào thư mục recordings của đài, hoặc sửa tên tệp trong bản tin",
        "copy the file into the station's folder recordings, or mend its name in the message",
    ),
    "studio.cannot_decode": (
        "Không đọc được bản ghi âm {path}: {reason}",
        "The recording {path} cannot be read: {reason}",
    ),
    "studio.cannot_decode.hint": (
        "tệp hỏng hoặc không phải tệp âm thanh: mở nghe thử, rồi ghi lại thành mp3, wav, ogg hoặc m4a",
        "it is damaged or no sound file: listen to it, then save it again as mp3, wav, ogg or m4a",
    ),
    "studio.no_sound": ("Tệp {path} không có tiếng nào", "There is no sound in {path}"),
    "studio.no_sound.hint": (
        "mở nghe thử; có thể tệp rỗng hoặc chép chưa xong",
        "listen to it; it may be empty or only half copied",
    ),
    "studio.decoding_hung": (
        "Đọc bản ghi âm {path} quá {seconds} giây chưa xong",
        "Reading the recording {path} took more than {seconds} s",
    ),
    "studio.decoding_hung.hint": (
        "chép tệp vào ổ đĩa của máy rồi làm lại",
        "copy the file to this computer's own disk and try again",
    ),
    "studio.too_long": (
        "Bản ghi âm {path} dài hơn {minutes} phút",
        "The recording {path} is longer than {minutes} minutes",
    ),
    "studio.too_long.hint": ("cắt thành nhiều tệp ngắn hơn", "cut it into several shorter files"),
    "studio.no_ffmpeg": (
        "Máy chưa có chương trình ffmpeg để đọc bản ghi âm",
        "The program ffmpeg, which reads recordings, is not installed",
    ),
    "studio.no_ffmpeg.hint": ("chạy: apt install ffmpeg", "run: apt install ffmpeg"),
    "studio.unknown_ending": (
        "Đuôi của tệp {path} không phải dạng âm thanh ghi được",
        "The ending of {path} names no form of sound that can be written",
    ),
    "studio.unknown_ending.hint": ("dùng một trong: {known}", "use one of: {known}"),
    "studio.no_folder": ("Không có thư mục {folder}", "There is no folder {folder}"),
    "studio.no_folder.hint": (
        "tạo thư mục trước, hoặc chọn nơi khác",
        "make it first, or choose another place",
    ),
    "studio.cannot_encode": (
        "Không ghi được âm thanh vào {path}: {reason}",
        "The sound cannot be written to {path}: {reason}",
    ),
    "studio.cannot_encode.hint": ("ghi ra tệp .wav", "write a file .wav"),
    "studio.no_relay": (
        "Bản tin “{message}” có phần tiếp âm từ “{source}” nên không dựng sẵn thành một tệp được",
        "The message “{message}” relays “{source}” and cannot be rendered to one file",
    ),
    "studio.no_relay.hint": (
        "khi phát, phần tiếp âm được lấy trực tiếp; các phần khác được dựng sẵn",
        "on the air it is put through live; the other parts are rendered ahead",
    ),
    "studio.nothing_to_hear": (
        "Bản tin “{message}” không có lời đọc hay bản ghi âm nào",
        "The message “{message}” has neither words nor recordings",
    ),
    "studio.nothing_to_hear.hint": ("thêm phần say hoặc play", "add a part say or play"),
    "studio.silent": (
        "Bản tin “{message}” dựng ra không có tiếng",
        "The message “{message}” comes out silent",
    ),
    "studio.silent.hint": (
        "nghe thử các bản ghi âm của bản tin: có tệp chỉ toàn im lặng",
        "listen to its recordings: one holds nothing but silence",
    ),
    "studio.render_failed": (
        "Không dựng được bản tin “{message}”: {reason}",
        "The message “{message}” could not be rendered: {reason}",
    ),
    "studio.render_failed.hint": (
        "làm lại; nếu vẫn lỗi, chạy broadcaster -vv render {message} và gửi kết quả cho người bảo trì",
        "try again; if it fails again, run broadcaster -vv render {message} and send the result for support",
    ),
    "studio.render_died": (
        "Phần dựng âm thanh đã dừng đột ngột khi dựng bản tin “{message}”",
        "The render process ended suddenly while rendering “{message}”",
    ),
    "studio.render_died.hint": (
        "làm lại; nếu vẫn lỗi, khởi động lại máy và kiểm tra bộ nhớ còn trống",
        "try again; if it happens again, restart the computer and look at its free memory",
    ),
    "studio.render_hung": (
        "Dựng bản tin “{message}” quá {seconds} giây chưa xong nên đã dừng lại",
        "Rendering the message “{message}” took more than {seconds} s and was stopped",
    ),
    "studio.render_hung.hint": (
        "làm lại; nếu vẫn lỗi, chia bản tin thành các bản ngắn hơn",
        "try again; if it happens again, split the message into shorter ones",
    ),
    "studio.of_message": ("bản tin “{message}”: {text}", "message “{message}”: {text}"),
    "studio.which_message": (
        "Hãy cho tên một bản tin hoặc --all, không cả hai",
        "Give the name of a message or --all, not both",
    ),
    "studio.all_takes_no_file": ("--all không đi cùng -o", "--all takes no -o"),
    "studio.help.all": ("Dựng mọi bản tin của đài.", "Render every message of the station."),
    "studio.help.output": (
        "Ghi kết quả ra tệp này; đuôi .wav, .mp3, .ogg, .opus, .m4a hoặc .flac chọn dạng.",
        "Write the result to this file; its ending .wav, .mp3, .ogg, .opus, .m4a or .flac says how.",
    ),
    "studio.help.engine": ("Chỉ dùng máy đọc này.", "Use this speech engine alone."),
    "studio.progress": ("Đọc “{message}”", "Speaking “{message}”"),
    "studio.rendered": (_RENDERED_VI, _RENDERED_EN),
    "studio.relayed": (
        "{message}: {minutes}:{seconds:02d}, tiếp âm từ {source}, không dựng sẵn",
        "{message}: {minutes}:{seconds:02d}, relayed from {source}, not rendered ahead",
    ),
    "studio.voice": ("máy đọc {engine}", "voice {engine}"),
    "studio.other_voice": (
        "máy đọc {engine} (tạm thay {preferred})",
        "voice {engine} (in place of {preferred})",
    ),
    "studio.no_voice": ("không có lời đọc", "no speech"),
}
