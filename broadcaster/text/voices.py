"""Texts about voices: listing, installing, trying and comparing them."""

TEXTS: dict[str, tuple[str, str]] = {
    "voices.help_list": ("Các giọng đang có và có thể cài.", "The voices that are here or can be had."),
    "voices.help_install": (
        "Cài một giọng: tải theo tên, hoặc từ tệp .onnx (USB). Tải dở thì lần sau tải tiếp.",
        "Install a voice: by name from the network, or from an .onnx file (USB). A broken fetch goes on.",
    ),
    "voices.help_yes": ("Đồng ý với giấy phép, không hỏi lại.", "Agree to the licence without being asked."),
    "voices.help_try": (
        "Nghe thử một giọng: tên như trong voices list, hoặc thêm kiểu giọng như espeak:vi+f3.",
        "Try a voice: its name as in voices list, or with a variant such as espeak:vi+f3.",
    ),
    "voices.help_file": (
        "Ghi ra tệp (.wav, .mp3 …) hoặc nghe bằng tai nghe (device:TÊN) thay vì phát ra loa của đài.",
        "Write a file (.wav, .mp3 …), or listen on headphones (device:NAME), not on the station's output.",
    ),
    "voices.help_compare": (
        "Làm một trang HTML để nghe và so mọi giọng đọc cùng một bản tin.",
        "Make one HTML page to hear and compare every voice with the same message.",
    ),
    "voices.help_page": ("Tệp HTML; mặc định giong-MÃ.html.", "The HTML file; giong-ID.html by default."),
    "voices.help_remove": ("Gỡ một giọng đã cài.", "Remove an installed voice."),
    "voices.column.name": ("Giọng", "Voice"),
    "voices.column.engine": ("Máy đọc", "Engine"),
    "voices.column.state": ("Tình trạng", "State"),
    "voices.column.size": ("Dung lượng", "Size"),
    "voices.column.rate": ("Lấy mẫu", "Sample rate"),
    "voices.column.licence": ("Giấy phép", "Licence"),
    "voices.state.built_in": ("có sẵn", "built in"),
    "voices.state.installed": ("đã cài", "installed"),
    "voices.state.needs_extra": ("thiếu phần cài thêm", "its extra is not installed"),
    "voices.state.broken_off": ("tải dở", "partly fetched"),
    "voices.state.available": ("có thể cài", "can be installed"),
    "voices.state.online": ("cần mạng", "needs the network"),
    "voices.licence_unknown": ("không rõ", "unknown"),
    "voices.from_network": (
        (
            "Giọng {name}: {title}\n  nguồn: {source}\n  giấy phép: {licence}\n"
            "  dung lượng: {size:MB}\n  tải từ: {url}"
        ),
        "Voice {name}: {title}\n  source: {source}\n  licence: {licence}\n  size: {size:MB}\n  from: {url}",
    ),
    "voices.from_file": (
        "Giọng {name}\n  tệp: {file}\n  giấy phép: {licence}",
        "Voice {name}\n  file: {file}\n  licence: {licence}",
    ),
    "voices.agree": ("Đồng ý với giấy phép và cài?", "Agree to the licence and install?"),
    "voices.not_agreed": (
        "Chưa cài giọng nào, vì chưa đồng ý với giấy phép",
        "No voice was installed, as nobody agreed to its licence",
    ),
    "voices.going_on": (
        "Tải tiếp: đã có {done:MB} trên {size:MB}.",
        "Going on: {done:MB} of {size:MB} are here.",
    ),
    "voices.fetching": ("Đang tải {name}", "Fetching {name}"),
    "voices.measuring": ("Đang đo tốc độ của {name}", "Measuring the pace of {name}"),
    "voices.not_proven": (
        "Không có mã kiểm tra nào được công bố cho {name}; đã ghi lại SHA-256 của tệp vừa cài: {sha256}",
        "No checksum is published for {name}; the SHA-256 of what was installed is noted: {sha256}",
    ),
    "voices.not_vietnamese": (
        "LƯU Ý: {name} không phải giọng tiếng Việt (ngôn ngữ: {language})",
        "NOTE: {name} is not a Vietnamese voice (language: {language})",
    ),
    "voices.does_not_speak": (
        "LƯU Ý: {name} đã cài nhưng chưa đọc được trên máy này: {reason}",
        "NOTE: {name} is installed but cannot speak on this computer: {reason}",
    ),
    "voices.installed": (
        "Đã cài giọng {name} vào {folder}. Ghi piper lên đầu mục speech.engines của station.yaml để dùng.",
        "Voice {name} is installed in {folder}. To use it put piper first under speech.engines.",
    ),
    "voices.removed": ("Đã gỡ giọng {name}.", "Voice {name} is removed."),
    "voices.compared": ("Đã ghi trang so sánh: {path}", "The page is written: {path}"),
    "voices.cannot_be_heard": ("Bỏ qua {name}: {reason}", "Leaving {name} out: {reason}"),
    "voices.none_heard": ("Không giọng nào đọc được bản tin này", "No voice could say this message"),
    "voices.progress": ("Đang đọc bằng {name}", "Speaking with {name}"),
    "voices.page.title": ("So sánh các giọng: {title}", "Voices compared: {title}"),
    "voices.page.intro": (
        "Mỗi giọng đọc cùng một bản tin, chưa xử lý cho loa, to bằng nhau. Đài đặt: {rate} âm tiết một phút.",
        "Each voice says the same message, unmastered, equally loud. The station wants {rate} syllables/min.",
    ),
    "voices.page.voice": ("Giọng", "Voice"),
    "voices.page.sound": ("Nghe", "Listen"),
    "voices.page.rate": ("Âm tiết/phút", "Syllables/min"),
    "voices.page.loudness": ("Độ to gốc", "Own loudness"),
    "voices.page.understood": ("Máy nghe đúng", "Recognised"),
    "voices.page.note": (
        "“Máy nghe đúng”: phần âm tiết một máy nhận dạng nghe đúng. Máy cũng nghe sai: chỉ để so sánh.",
        "“Recognised”: share of syllables that a recogniser got right. It errs too: use it to compare only.",
    ),
    "voices.page.no_recogniser": (
        "Chưa cài máy nhận dạng (pip install viet-asr) nên không có cột “Máy nghe đúng”.",
        "No recogniser is installed (pip install viet-asr), so nothing was recognised.",
    ),
    # Errors
    "voices.no_station": ("Thư mục {folder} không phải thư mục của đài", "The folder {folder} is no station"),
    "voices.no_station.hint": (
        "chuyển vào thư mục có station.yaml, hoặc dùng --station THƯ-MỤC",
        "go to the folder that holds station.yaml, or use --station FOLDER",
    ),
    "voices.unknown": (
        "Không có giọng nào tên “{name}”; các tên dùng được: {known}",
        "No voice is called “{name}”; the names are: {known}",
    ),
    "voices.unknown.hint": ("xem: broadcaster voices list", "see: broadcaster voices list"),
    "voices.unknown_offer": (
        "Không có giọng “{name}” để tải; các giọng tải được: {known}",
        "There is no voice “{name}” to fetch; those that can be fetched: {known}",
    ),
    "voices.unknown_offer.hint": (
        "có tệp giọng thì ghi đường dẫn tới tệp .onnx",
        "for a voice in a file give the path of its .onnx file",
    ),
    "voices.not_installed": (
        "Giọng “{name}” chưa được cài; các giọng đã cài: {known}",
        "The voice “{name}” is not installed; these are: {known}",
    ),
    "voices.already": ("Giọng {name} đã được cài", "The voice {name} is installed already"),
    "voices.already.hint": (
        "muốn cài lại thì gỡ trước: broadcaster voices remove {name}",
        "to install it again remove it first: broadcaster voices remove {name}",
    ),
    "voices.busy": (
        "Giọng {name} đang được cài ở một cửa sổ khác",
        "The voice {name} is being installed elsewhere",
    ),
    "voices.busy.hint": ("đợi lệnh kia xong", "wait until that has ended"),
    "voices.needs_yes": (
        "Chưa có ai đồng ý với giấy phép của giọng",
        "Nobody has agreed to the voice's licence",
    ),
    "voices.needs_yes.hint": (
        "đọc giấy phép ở trên, rồi chạy lại với --yes",
        "read the licence above, then run it again with --yes",
    ),
    "voices.no_file": ("Không có tệp giọng {path}", "There is no voice file {path}"),
    "voices.no_file.hint": (
        "giọng Piper là một tệp .onnx và một tệp .onnx.json cùng tên",
        "a Piper voice is a file .onnx and a file .onnx.json of the same name",
    ),
    "voices.no_config": (
        "Thiếu tệp cấu hình {path} của giọng",
        "The voice's configuration {path} is missing",
    ),
    "voices.no_config.hint": (
        "chép cả tệp .onnx.json vào cạnh tệp .onnx",
        "copy the file .onnx.json beside the file .onnx too",
    ),
    "voices.bad_name": ("Tên “{name}” không dùng được cho một giọng", "“{name}” is no name for a voice"),
    "voices.bad_name.hint": (
        "đổi tên tệp: chỉ dùng chữ, số, dấu chấm, - và _",
        "rename the file: letters, digits, dots, - and _ only",
    ),
    "voices.bad_config": (
        "Tệp {file} không phải cấu hình của một giọng Piper",
        "The file {file} is not the configuration of a Piper voice",
    ),
    "voices.bad_config.hint": (
        "lấy lại tệp này từ nơi có giọng",
        "get this file again from where the voice is",
    ),
    "voices.wrong_sum": (
        "Tệp {file} không đúng mã kiểm tra của giọng {name}, nên đã bị bỏ",
        "The file {file} does not have the checksum of the voice {name}; it is thrown away",
    ),
    "voices.wrong_sum.hint": (
        "cài lại từ đầu; nếu vẫn sai thì nguồn này không đáng tin",
        "install again from the beginning; if it is still wrong, do not trust this source",
    ),
    "voices.not_whole": (
        "Giọng {name} không đọc lại được sau khi cài",
        "The voice {name} cannot be read back",
    ),
    "voices.not_whole.hint": ("kiểm tra ổ đĩa rồi cài lại", "check the disk, then install again"),
    "voices.bad_catalogue": (
        "Danh mục giọng {path} viết không đúng",
        "The catalogue of voices {path} cannot be understood",
    ),
    "voices.bad_catalogue.hint": (
        "so với mẫu trong tài liệu, hoặc xóa tệp này",
        "compare with the sample in the documents, or delete the file",
    ),
    "voices.broken_off": (
        "Đang tải {url} thì đứt mạng ({reason}); phần đã tải được giữ lại",
        "Fetching {url} broke off ({reason}); what has come is kept",
    ),
    "voices.broken_off.hint": (
        "chạy lại lệnh này khi có mạng để tải tiếp, hoặc cài từ USB",
        "run it again when the network is back to go on, or install from a USB stick",
    ),
    "voices.http_status": (
        "Không tải được {url}: máy chủ báo {status}",
        "{url} cannot be had: HTTP {status}",
    ),
    "voices.http_status.hint": (
        "thử lại sau, hoặc cài từ tệp: broadcaster voices install TỆP.onnx",
        "try again later, or install from a file: broadcaster voices install FILE.onnx",
    ),
    "voices.other_size": (
        "Tệp ở {url} dài {size} byte, không phải {wanted} byte: không phải giọng này",
        "The file at {url} has {size} bytes, not {wanted}: it is not this voice",
    ),
    "voices.other_size.hint": (
        "đừng dùng nguồn này; thử lại sau hoặc cài từ USB",
        "do not use this source; try later or install from a USB stick",
    ),
    "voices.bad_certificate": (
        "Máy chủ {host} không chứng minh được nó là thật",
        "The server {host} cannot prove who it is",
    ),
    "voices.bad_certificate.hint": (
        "kiểm tra ngày giờ của máy và đường mạng; có thể có người đang chen vào đường truyền",
        "check the computer's date and the network; someone may be on the line",
    ),
    "voices.not_secure": (
        "Máy chủ chuyển sang địa chỉ không bảo mật {url}",
        "The server leads to an address that is not secure: {url}",
    ),
    "voices.not_secure.hint": ("cài từ USB", "install from a USB stick"),
}
