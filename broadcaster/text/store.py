"""Texts about disks and stored files."""

TEXTS: dict[str, tuple[str, str]] = {
    "store.disk_full": ("Ổ đĩa đã đầy, không ghi được {path}", "The disk is full, cannot write {path}"),
    "store.disk_full.hint": (
        "xóa bớt tệp hoặc giảm sound.cache trong station.yaml rồi làm lại; chưa có gì bị mất",
        "free some space or lower sound.cache in station.yaml and try again; nothing was lost",
    ),
    "store.not_writable": ("Không có quyền ghi {path}", "No permission to write {path}"),
    "store.not_writable.hint": (
        "cấp quyền ghi thư mục này cho tài khoản chạy chương trình",
        "give the account that runs the program the right to write this folder",
    ),
    "store.set_aside": (
        "Tệp trạng thái {name} bị hỏng nên không dùng; bản hỏng giữ ở {path}",
        "The state file {name} is damaged and not used; the damaged one is kept as {path}",
    ),
    "store.set_aside.hint": (
        "kiểm tra ổ đĩa (broadcaster doctor); có thể phải xác nhận lại giờ hoặc giữ lại bản tin lần nữa",
        "check the disk (broadcaster doctor); the clock may need a yes again, or a message holding back",
    ),
    "store.fault": ("Không đọc hoặc ghi được {path}: {reason}", "Cannot read or write {path}: {reason}"),
    "store.fault.hint": ("kiểm tra ổ đĩa và đường dẫn", "check the disk and the path"),
}
