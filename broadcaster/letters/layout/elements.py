"""The elements of an official letter (Nghị định 30/2020/NĐ-CP) and the patterns that find them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.letters.model import Block


class Element(StrEnum):
    """What a block is in its letter."""

    ISSUER = "issuer"  # tên cơ quan ban hành, and the one above it
    NATIONAL_TITLE = "national_title"  # Quốc hiệu và Tiêu ngữ; of the Party: its name
    NUMBER = "number"  # số, ký hiệu
    PLACE_DATE = "place_date"  # địa danh và thời gian ban hành
    KIND = "kind"  # tên loại: THÔNG BÁO, KẾ HOẠCH …
    SUBJECT = "subject"  # trích yếu: "V/v …", or the lines below the kind
    ADDRESSEE = "addressee"  # "Kính gửi", and who follows
    BASIS = "basis"  # căn cứ
    BODY = "body"
    ITEM = "item"  # a numbered or listed paragraph, with its level
    TABLE = "table"
    APPENDIX = "appendix"
    RECIPIENTS = "recipients"  # nơi nhận
    SIGNATURE = "signature"  # quyền hạn, chức vụ, họ tên
    STAMP = "stamp"  # urgency and secrecy marks, and what an electronic signature prints
    RUNNING = "running"  # page numbers, headers and footers
    FOOTNOTE = "footnote"


SPOKEN = frozenset({Element.BODY, Element.ITEM, Element.TABLE, Element.BASIS, Element.APPENDIX})
"""Elements whose words may matter to listeners. The others are the letter's head and tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
    """A block with what it is."""

    block: Block
    element: Element
    reason: str  # English, for the log and the tests: what decided
    confidence: float  # 0 … 1
    number: str | None = None  # of an item, as written: "1.", "a)", "-", "Điều 2."
    level: int = 0  # of an item, from 1; 0 for no item
    text: str = ""  # the block's text without the number
    counts: bool = False  # the number only counts the items: what is spoken may leave it out

    @property
    def said(self) -> str:
        """The words to be spoken: a number that may mean more than a count stays with them."""
        return self.text if self.counts else self.block.shown.strip()

    @property
    def spoken(self) -> bool:
        """True if its words may matter to listeners."""
        return self.element in SPOKEN


NATIONAL_TITLE = re.compile(
    r"C[ỘO]NG H[ÒO]?[AÀ]\s+X[ÃA] H[ỘO]I|Đ[ỘO]C L[ẬA]P\s*[-–—]|[ĐD]ẢNG C[ỘO]NG S[ẢA]N VI[ỆE]T NAM\s*$",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"Số\s*+[:.]?[\d\s.…_]*+[-/]\s*+(?:\d{4}\s*+/\s*+)?[A-ZĐ]{1,8}\d*+(?:[-/&.][A-ZĐa-zÀ-ỹ]{1,15})*\s*+(?:$|V/v|\()",
    re.IGNORECASE,
)
PLACE_DATE = re.compile(
    r"^[^,.;:]{2,60},\s*ngày\s*[\d\s.…_]{0,12}\s*tháng\s*[\d\s.…_]{0,12}\s*năm\s*[\d.…_]{2,6}\s*\.?$",
    re.IGNORECASE,
)
BARE_DATE = re.compile(
    r"^ngày\s*[\d\s.…_]{0,12}\s*tháng\s*[\d\s.…_]{0,12}\s*năm\s*[\d.…_]{2,6}\s*\.?$", re.IGNORECASE
)
SUBJECT = re.compile(r"^\(?\s*+(?:V\s?/\s?v|Về việc|Trích yếu)\b\s*[:.]?\s*", re.IGNORECASE)
KINDS = (
    "THÔNG BÁO", "KẾ HOẠCH", "QUYẾT ĐỊNH", "CÔNG ĐIỆN", "ĐIỆN KHẨN", "GIẤY MỜI", "THƯ MỜI", "CHỈ THỊ",
    "BÁO CÁO",
    "TỜ TRÌNH",
    "HƯỚNG DẪN",
    "NGHỊ QUYẾT", "CHƯƠNG TRÌNH", "PHƯƠNG ÁN", "LỜI KÊU GỌI", "THƯ KÊU GỌI", "THƯ NGỎ", "QUY ĐỊNH",
    "QUY CHẾ",
    "CÔNG VĂN", "KẾT LUẬN", "THÔNG TRI", "LỊCH", "ĐỀ ÁN", "NỘI QUY", "THÔNG ĐIỆP",
    "GIẤY TRIỆU TẬP", "BẢN TIN", "CẢNH BÁO",
)  # fmt: skip
KIND = re.compile(rf"^(?:{'|'.join(KINDS)})\b")
ADDRESSEE = re.compile(
    r"^\s*(?:Kính\s+(?:gửi|chuyển)|KÍNH GỬI)(?!.*!\s*$)\s*:?|"
    # "Lịch cắt điện:" is no telegram.
    r"^[^.;:]{0,100}\s(?:(?<!cắt )(?<!mất )(?<!cấp )(?<!cúp )(?<!ngừng )(?:điện|ĐIỆN)|gửi|GỬI)\s*:\s*$"
)
GREETING = re.compile(r"^\s*(?:Kính\s+)?(?:thưa|chào)\b|^\s*Kính gửi\b.*!\s*$", re.IGNORECASE)
ANNOUNCES = re.compile(
    r"\b(?:thông báo|đề nghị|yêu cầu|kêu gọi|mời|hướng dẫn|ban hành|xây dựng|tổ chức|triển khai|quy định)\b",
    re.IGNORECASE,
)
"""In a basis that ends with a colon, what is announced: "Thực hiện …, UBND xã thông báo như sau:"."""
BASIS = re.compile(
    r"^(?:[-–+]\s*)?(?:Căn cứ|Thực hiện|Xét|Theo (?:đề nghị|công văn|kế hoạch|thông báo|"
    r"chỉ đạo|quyết định|nghị quyết|hướng dẫn|chỉ thị|ý kiến|tinh thần)|"
    r"Chiếu theo|Thi hành|"
    r"Tiếp theo|Trên cơ sở|Triển khai)\b",
    re.IGNORECASE,
)
RECIPIENTS = re.compile(r"^\s*Nơi\s+(?:nhận|gửi)\s*[:.]?", re.IGNORECASE)
RECIPIENT_LINE = re.compile(
    r"^\s*+(?:[-–+*•]\s*+)?(?:Như\s+(?:trên|kính gửi|điều|đ/c)|(?:Kính )?Lưu\s*[:;,]|TT(?:r)?\.? (?:Đảng|ĐU|"
    r"HĐND|HU)|Website|Cổng TTĐT)",
    re.IGNORECASE,
)
RECIPIENTS_ALONE = re.compile(r"^\s*+Nơi\s++(?:nhận|gửi)\s*+[:.]?\s*+(?:$|[-–+•]|Như\b)", re.IGNORECASE)
"""The heading of the recipients, not "Nơi nhận hồ sơ: bộ phận một cửa"."""
FIRST_RECIPIENT = re.compile(
    r"^\s*+(?:[-–+*•]\s*+)?(?:Như\s+(?:trên|kính gửi|(?:điều|đ/c)[\s\d,]{0,8})\s*"
    r"(?:\([^()]{0,40}\))?\s*[;.,]?$|(?:Kính )?Lưu\s*[:;,][^.:;]{0,60}[;.,]?$|"
    r"TT(?:r)?\.? (?:Đảng|ĐU|HĐND|HU)[^.:;]{0,80}[;.,]?$)",
    re.IGNORECASE,
)
"""A line that only lists of recipients have, with nothing said behind it."""
_POST = (
    r"(?:PHÓ\s+)?(?:QUYỀN\s+)?(?:CHỦ TỊCH|BÍ THƯ|TRƯỞNG\s|GIÁM ĐỐC|HIỆU TRƯỞNG|CHỦ NHIỆM|"
    r"CHÁNH VĂN PHÒNG|TRẠM TRƯỞNG|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG|VIỆN TRƯỞNG|CHÁNH ÁN|CHÍNH TRỊ VIÊN|"
    r"CHỈ HUY TRƯỞNG|TỔ TRƯỞNG|ĐỘI TRƯỞNG|TRƯỞNG BAN|CHI CỤC TRƯỞNG|PHÓ GIÁM ĐỐC)"
)
AUTHORITY = re.compile(
    r"^\s*(?:T/?M|KT|TL|TUQ|BTV)\s?[./]\s*[A-ZÀ-ỸĐ]|^\s*(?:THAY MẶT|TM)\s+[A-ZÀ-ỸĐ]{2}|"
    # "Q. Tân Bình" is a district.
    rf"^\s*Q\s?[./]\s*{_POST}"
)
OFFICE_HOLDER = re.compile(rf"^\s*{_POST}[^.:;]{{0,60}}$")
STAMPED_HOLDER = re.compile(rf"^\s*\S{{1,8}}\s+{_POST}[^.:;]{{0,60}}$")
"""The post of who signs, its first word spoilt by a stamp."""
STAMP = re.compile(
    r"^\s*(?:HỎA TỐC(?: HẸN GIỜ)?|(?:THƯỢNG )?KHẨN(?: CẤP)?|MẬT|TỐI MẬT|TUYỆT MẬT|DỰ THẢO|ĐÃ KÝ|"
    r"\(?(?:Đã )?[Kk]ý\b.{0,40}đóng dấu\)?|Người ký\b.*|"
    r"Ký bởi\b.*|Signed by\b.*|Ngày ký\b.*|Thời gian ký\b.*|Email\s*:.{3,60}|Cơ quan\s*:.{3,60}|"
    r"Digitally signed.*|\(Đã ký\))\s*$"
)
APPENDIX = re.compile(r"^\s*(?:PHỤ LỤC|Phụ lục|DANH SÁCH|BIỂU MẪU|Biểu số|MẪU SỐ)\b")
ATTACHED = re.compile(r"^\s*\(?(?:Kèm theo|Ban hành kèm theo|Đính kèm)\b", re.IGNORECASE)
NAME = re.compile(
    r"^(?:[A-ZÀ-ỸĐ][a-zà-ỹđ]{0,6}\s){1,4}[A-ZÀ-ỸĐ][a-zà-ỹđ]{0,6}$|^(?:[A-ZÀ-ỸĐ]{2,7}\s){1,4}[A-ZÀ-ỸĐ]{2,7}$"
)
RANKED_NAME = re.compile(
    r"^(?:(?:Đại|Thượng|Trung|Thiếu) (?:tá|úy)|ThS\.?|TS\.?|BS\.?|BSCKI+\.?|Bác sĩ|Ông|"
    r"Bà)\s++[A-ZÀ-ỸĐ][a-zà-ỹđ]{0,6}(?:\s[A-ZÀ-ỸĐ][a-zà-ỹđ]{0,6}){1,4}\s?$"
)
PAGE_NUMBER = re.compile(
    r"^\s*+(?:(?:[-–]\s*+)?\d{1,3}\s*+(?:[-–]|/\s*+\d{1,3})?|Trang\s++\d{1,3}(?:\s*+(?:/|trên|của)\s*+\d{1,3})?)\s*+$",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]{2}|\d")
RULE = re.compile(r"^[\s_\-–—=*.•~+#]+$")
"""A line drawn with signs, which says nothing."""
