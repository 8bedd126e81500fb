"""Texts of the command line."""

TEXTS: dict[str, tuple[str, str]] = {
    "cli.help": (
        "Đài truyền thanh cơ sở: từ bản tin viết tay đến tiếng nói trên loa, đúng giờ.",
        "A ward's loudspeaker station: from written message to speech on the air, on time.",
    ),
    "cli.commands": ("Lệnh", "Commands"),
    "cli.station": ("Thư mục của đài (mặc định: thư mục hiện tại).", "The station's folder (default: here)."),
    "cli.verbose": ("Nói rõ hơn; -vv để xem lỗi đầy đủ.", "Say more; -vv shows tracebacks."),
    "cli.format": ("Dạng kết quả in ra.", "Form of the printed result."),
    "cli.check": ("Kiểm tra mọi tệp của đài.", "Check every file of the station."),
    "cli.read": ("Xem cách đọc của một bản tin.", "Show how a message will be read."),
    "cli.render": ("Dựng sẵn bản tin thành âm thanh.", "Render a message to sound ahead of time."),
    "cli.plan": ("Xem các buổi phát sắp tới.", "Show the planned airings."),
    "cli.play": ("Phát một bản tin ngay.", "Air a message now."),
    "cli.say": ("Đọc một câu lên loa ngay.", "Speak a text on the air now."),
    "cli.stop": ("Dừng phát.", "Stop what is on the air."),
    "cli.run": ("Chạy đài: lịch phát và phát thanh.", "Run the station: timetable and playout."),
    "cli.status": ("Đài đang làm gì.", "What the station is doing."),
    "cli.log": ("Nhật ký phát.", "The as-run log."),
    "cli.approve": ("Duyệt một bản tin.", "Approve a message."),
    "cli.approvals": ("Xem các bản tin đã duyệt.", "Show what has been approved."),
    "cli.doctor": ("Khám máy: âm thanh, giọng đọc, đồng hồ, ổ đĩa.", "Examine the machine: sound, voices, clock, disk."),
    "cli.schema": ("In JSON Schema của một loại tệp.", "Print the JSON Schema of a kind of file."),
    "cli.init": ("Tạo thư mục đài mới.", "Make a new station folder."),
}
