"""Keys as people write them in Vietnamese, and which key of ours they mean.

The keys of the files are English. For `tiêu đề:` the hint names `title`: difflib cannot find it.
"""

from __future__ import annotations

from collections.abc import Collection

from broadcaster.station.model.names import bare, nearest

# Meant key: words for it. One word may stand for several keys; the first that is legal in its place counts.
_WORDS: tuple[tuple[str, str], ...] = (
    ("title", "tiêu đề, tựa đề, nhan đề, tên bản tin, tên tin, chủ đề, tên"),
    ("name", "tên, tên đài, đài"),
    ("source", "nguồn, văn bản, công văn, nguồn tin"),
    ("basis", "căn cứ, cơ sở, theo văn bản"),
    ("priority", "ưu tiên, mức, mức độ, mức ưu tiên, độ ưu tiên, loại tin, loại"),
    ("voice", "giọng, giọng đọc, người đọc, phát thanh viên"),
    ("voices", "giọng, các giọng, giọng đọc"),
    ("siren", "còi, còi hú, còi báo động"),
    ("sirens", "còi, các còi, kiểu còi"),
    ("repeat", "lặp lại, lặp, nhắc lại, số lần, số lần lặp, số lần đọc, số lần phát, lần"),
    ("gap", "nghỉ, khoảng nghỉ, khoảng cách, khoảng lặng, cách nhau, giãn cách"),
    ("bed", "nhạc nền, nền, nhạc"),
    ("valid", "hiệu lực, thời hạn, hạn, có hiệu lực, thời gian hiệu lực"),
    ("from", "từ, từ ngày, bắt đầu, ngày bắt đầu, ngày đầu"),
    ("until", "đến, đến ngày, đến hết ngày, kết thúc, ngày kết thúc, ngày cuối, hết hạn, tới, tới ngày"),
    ("parts", "nội dung, các phần, phần, nội dung bản tin, bài"),
    ("lexicon", "cách đọc, từ điển, phiên âm"),
    ("say", "đọc, lời, nói, lời đọc, nội dung, văn bản, câu, bài đọc, chữ"),
    ("play", "phát, bản ghi, ghi âm, tệp, file, tệp âm thanh, âm thanh, bản ghi âm, nhạc"),
    ("pause", "nghỉ, lặng, dừng, tạm dừng, ngừng, khoảng lặng"),
    ("relay", "tiếp âm, tiếp sóng, tiếp phát, chuyển tiếp"),
    ("for", "trong, thời lượng, thời gian, trong bao lâu, dài, kéo dài"),
    ("else", "thay, thay thế, nếu không, nếu không thì, dự phòng, bản tin thay thế"),
    ("language", "ngôn ngữ, tiếng, thứ tiếng"),
    ("emphasis", "nhấn mạnh, nhấn, đọc chậm"),
    ("message", "bản tin, tin, mã bản tin, mã tin, tin bài, bài"),
    ("messages", "các bản tin, những bản tin, danh sách bản tin, buổi phát"),
    ("at", "giờ, giờ phát, lúc, vào lúc, lịch, thời gian, các giờ, thời điểm, giờ giấc, lịch phát"),
    ("every", "mỗi, cách, cách nhau, chu kỳ, bao lâu một lần, lặp lại, lặp"),
    ("between", "khoảng, trong khoảng, khoảng giờ, giữa, khung giờ"),
    ("days", "ngày, thứ, các thứ, các ngày, ngày trong tuần, thứ trong tuần, ngày phát"),
    ("dates", "ngày, các ngày, ngày cụ thể, những ngày, ngày phát, ngày tháng"),
    ("lunar", "âm lịch, ngày âm lịch, ngày âm, lịch âm"),
    ("except", "trừ, ngoại trừ, trừ ngày, không phát, nghỉ, loại trừ"),
    ("holidays", "ngày lễ, lễ, nghỉ lễ, ngày nghỉ"),
    ("named", "ngày có tên, tên ngày, ngày riêng, theo ngày"),
    ("swaps", "hoán đổi, ngày làm bù, đổi ngày, làm bù"),
    ("off", "nghỉ, được nghỉ, ngày nghỉ"),
    ("work", "làm bù, đi làm, ngày làm"),
    ("before", "trước, trước đó, số ngày trước"),
    ("after", "sau, sau đó, số ngày sau"),
    ("adjacent", "liền kề, ngày liền kề"),
    ("compensate", "nghỉ bù, bù ngày nghỉ"),
    ("rest", "nghỉ hằng tuần, ngày nghỉ hằng tuần, cuối tuần"),
    ("jitter", "xê dịch, lệch giờ, dao động"),
    ("catch_up", "phát bù, bù, phát muộn, phát lại"),
    ("wait", "chờ, đợi, chờ đợi, thời gian chờ"),
    ("monthly", "hằng tháng, hàng tháng, mỗi tháng, ngày trong tháng"),
    ("yearly", "hằng năm, hàng năm, mỗi năm, ngày trong năm"),
    ("nearest", "gần nhất, ngày gần nhất"),
    ("once", "một lần, phát một lần, chỉ một lần, lần phát riêng"),
    ("paused", "tạm ngừng, ngừng, tạm dừng, dừng"),
    ("zones", "cụm loa, cụm, các cụm loa, loa, khu vực, vùng, khu, địa bàn"),
    ("place", "địa điểm, nơi, địa phương, địa chỉ"),
    ("subscribed", "lịch theo dõi, đăng ký lịch, lịch đăng ký"),
    ("neighbours", "hàng xóm, láng giềng, đài lân cận, phường lân cận, xã lân cận, đài bên cạnh"),
    ("ward", "phường, xã, thị trấn, phường xã"),
    ("province", "tỉnh, thành phố, tỉnh thành"),
    ("timezone", "múi giờ"),
    ("speech", "máy đọc, đọc, tiếng nói"),
    ("engines", "máy đọc, các máy đọc, giọng"),
    ("rate", "tốc độ, tốc độ đọc"),
    ("online", "mạng, internet, dùng mạng"),
    ("sound", "âm thanh, tiếng"),
    ("loudness", "độ to, âm lượng"),
    ("opening", "mở đầu, nhạc mở đầu, nhạc hiệu, nhạc hiệu mở đầu"),
    ("closing", "kết thúc, nhạc kết thúc, nhạc hiệu kết thúc"),
    ("emergency", "khẩn cấp, khẩn, âm báo khẩn cấp"),
    ("output", "đầu ra, ngõ ra, âm thanh ra, loa"),
    ("device", "thiết bị, card âm thanh"),
    ("keying", "đóng cắt, máy phát, rơ le, tăng âm"),
    ("regulation", "quy chế, quy định"),
    ("quiet", "giờ yên tĩnh, yên tĩnh, giờ nghỉ, giờ im lặng"),
    ("sessions_per_day", "số buổi, số buổi một ngày, buổi mỗi ngày"),
    ("minutes_per_session", "số phút, số phút một buổi, phút mỗi buổi"),
    ("days_per_week", "số ngày, số ngày một tuần, ngày mỗi tuần"),
    ("minutes_per_day", "số phút một ngày, phút mỗi ngày, tổng số phút"),
    ("decision", "quyết định, số quyết định"),
    ("rules", "các quy định, điều khoản, các điều"),
    ("by", "điều khoản, điều, theo, theo điều, căn cứ điều"),
    ("exempt", "miễn, ngoài hạn mức, miễn trừ"),
    ("causes", "các việc, việc được miễn"),
    ("cause", "việc, thuộc việc"),
    ("orders", "chỉ đạo, vượt khung, văn bản chỉ đạo"),
    ("mourning", "để tang, quốc tang, ngày tang"),
    ("music", "nhạc, là nhạc"),
    ("season", "mùa, mùa trong năm"),
    ("classes", "mức ưu tiên, các mức"),
    ("approval", "duyệt, phê duyệt, kiểm duyệt"),
    ("required", "bắt buộc, cần, phải duyệt"),
    ("gain", "âm lượng, tăng giảm âm lượng"),
    ("sources", "nguồn, nguồn tiếp âm, các nguồn, tiếp âm"),
    ("contacts", "nút bấm, nút, công tắc"),
    ("channel", "kênh"),
    ("delay", "trễ, độ trễ"),
    ("ups", "bộ lưu điện, lưu điện"),
    ("password", "mật khẩu"),
    ("user", "tên đăng nhập, người dùng"),
    ("type", "loại, kiểu"),
    ("title", "chức vụ, chức danh"),
    ("account", "tài khoản, tài khoản máy, user"),
    ("roles", "vai trò, các vai trò, quyền, nhiệm vụ"),
    ("delegations", "uỷ quyền, ủy quyền, giấy uỷ quyền"),
    ("to", "cho, giao cho, người được uỷ quyền, đến"),
    ("enabled", "còn làm, hoạt động, còn dùng"),
    ("name", "họ tên, họ và tên"),
)
_SCHEDULE_KEYS = frozenset(
    ("message", "messages", "at", "between", "days", "dates", "lunar", "except", "catch_up", "wait")
)
_MESSAGE_KEYS = frozenset(
    ("title", "parts", "say", "play", "pause", "relay", "priority", "voice", "bed", "repeat")
)
# A key that only one kind of file has, the keys of the other kind, and the code of the advice.
_ELSEWHERE = (
    ("parts", _SCHEDULE_KEYS, "station.schedule_key"),
    ("catch_up", _MESSAGE_KEYS, "station.message_key"),
)


def _known() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, words in _WORDS:
        for word in words.split(", "):
            found[bare(word)] = (*found.get(bare(word), ()), key)
    return found


_MEANT = _known()


def meant(written: str, legal: Collection[str]) -> str | None:
    """The legal key that was probably meant, by its Vietnamese name or its letters; None if none is near."""
    return next((key for key in _keys(written) if key in legal), None) or nearest(written, legal)


def elsewhere(written: str, legal: Collection[str]) -> str | None:
    """The code of the advice for a key of another kind of file; None for any other key.

    A key that is spelt as in the other kind of file belongs there, however near one of this file is
    (`parts` looks like `dates`).
    """
    for mark, others, code in _ELSEWHERE:
        if mark in legal and (
            written in others or (not meant(written, legal) and others & {*_keys(written)})
        ):
            return code
    return None


def _keys(written: str) -> tuple[str, ...]:
    words = " ".join(written.replace("_", " ").replace("-", " ").split())
    return _MEANT.get(bare(words), ()) if len(words) <= 40 else ()
