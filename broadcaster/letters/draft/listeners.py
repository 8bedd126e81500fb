"""For whom a paragraph is meant: for the people who listen, or for offices only.

A letter to a ward mixes what villagers must do with tasks for offices. The first words of a paragraph, up to
what is asked, name who is meant. Words for people win where both stand: nobody misses what is for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from broadcaster.letters.draft.model import OmissionReason
from broadcaster.letters.layout.elements import Element, PlacedBlock

_PEOPLE = re.compile(
    r"người dân|bà con|nhân dân|hộ gia đình|(?:các|những|từng|mỗi|chủ) hộ|hộ dân|hộ kinh doanh|phụ huynh|"
    r"học sinh|công dân|"
    r"chủ phương tiện|người tham gia giao thông|mọi người|thanh niên|cử tri|cá nhân|gia đình|"
    r"người (?:lao động tự do|bệnh|"
    r"cao tuổi|mắc|có|đến|đi|tiêm|nuôi|sử dụng|tham gia|nộp|thuộc|chăn nuôi)|trẻ em|phụ nữ (?:mang thai|"
    r"có)|doanh nghiệp|"
    r"chủ (?:cơ sở|nhà|vật nuôi|đất)|khách hàng|thí sinh|quý vị|toàn thể|đối tượng",
    re.IGNORECASE,
)
_OFFICES = re.compile(
    r"lãnh đạo|thủ trưởng|(?:các|những) (?:đồng chí|cơ quan|đơn vị|ban,? ngành|phòng|trường|"
    r"tổ chức đoàn thể|ngành|"
    r"đoàn thể|tổ dân phố|bản|thôn|khu(?! vực)|ban|bộ phận|hội|chi (?:bộ|hội))|UB\s?MT|MTTQ|Mặt trận|công an|"
    r"quân sự|BCH|"
    r"ban chỉ huy|trạm y tế|trung tâm|văn phòng|công chức|bộ phận|hội (?:phụ nữ|nông dân|cựu chiến binh|"
    r"CCB|LHPN)|"
    r"đoàn thanh niên|đoàn TN|(?:ban giám hiệu|hiệu trưởng|trường) |(?-i:[Pp]hòng [A-ZĐ]|[Ss]ở [A-ZĐ])|"
    r"trưởng (?:thôn|bản|khu|ban)|"
    r"tổ trưởng|tổ (?:xung kích|công tác)|lực lượng|chủ tịch (?:UBND|ủy ban|hội)|"
    r"ban quản lý|UBND|ủy ban nhân dân|HĐND|đài truyền thanh|cán bộ|đồng chí",
    re.IGNORECASE,
)
# Verbs by which the issuer speaks: who must act, if anybody, stands behind them.
_ASKED = re.compile(
    r"(?<!\w)(?<!đơn )(?<!giấy )(?<!thư )(?<!bản )"
    r"(?:đề nghị|yêu cầu|giao|phân công|^chỉ đạo|đối với|trách nhiệm của|nhiệm vụ của|"
    r"kính mời|mời|kêu gọi|"
    r"thông báo|thông tin|trân trọng|khuyến cáo|cảnh báo|nhắc nhở|"
    r"lưu ý)(?!\w)\s*(?:đến\s+|tới\s+|cho\s+|:\s*)?",
    re.IGNORECASE,
)
# Verbs at which the name of who is meant ends.
_ACT = re.compile(
    r"(?<!\w)(?:triển khai|tuyên truyền|phát động|cài đặt|hướng dẫn|tổ chức thực hiện|"
    r"chủ động|tăng cường|phối hợp|"
    r"thực hiện|có trách nhiệm|rà soát|lập|báo cáo|chuẩn bị|bố trí|vận động|kiểm tra|tham mưu|"
    r"theo dõi|"
    r"đến từng|cử|chịu trách nhiệm|nghiêm túc|tham gia|đăng ký|mang|nộp|không|cần|phải|khẩn trương|xây dựng|"
    r"chỉ đạo|tiếp nhận|quán triệt|phổ biến|niêm yết|đảm bảo|bảo đảm|treo|dọn|đưa|ở|được|sẽ|hãy)(?!\w)",
    re.IGNORECASE,
)
# "Các chi bộ có trách nhiệm thông báo đến từng hộ": whom it is told does not matter.
_DUTY = re.compile(
    rf"(?:{_OFFICES.pattern})[^.;:]{{0,60}}?(?<!\w)(?:có trách nhiệm|chịu trách nhiệm|tham mưu)(?!\w)",
    re.IGNORECASE,
)
# Whom to call when somebody is in danger is for everybody, whoever is asked to see to it.
_CALLED = re.compile(
    r"(?<!\w)(?:cứu (?:hộ|nạn|thương)|cấp cứu|khẩn cấp|đường dây nóng|hotline|trực ban|trực chiến|gặp nạn|"
    r"sự cố|gọi)(?!\w)"
    r"[^.;\n]{0,80}?(?<!\d)(?:11[2-5](?!\d)|[01]\d(?:[\s.-]?\d){6})",
    re.IGNORECASE,
)
_ON_RECEIPT = re.compile(r"(?:sau khi\s+|khi\s+)?nhận được [^,.;:]{0,60},\s*", re.IGNORECASE)
_SUBJECT = 160  # code points in which who is meant is looked for
_NEAR = 25  # code points within which an office must be named to be the one who is asked
_NO_TASK = ("ở", "được", "không")  # verbs that also tell where something is, or what holds


def for_offices(text: str) -> bool:
    """True if the first clause names offices as those who must act, and no people."""
    if _CALLED.search(text):
        return False
    if _DUTY.match(text):
        return True
    before = _ON_RECEIPT.match(text)
    text = text[before.end() :] if before else text
    asked = _ASKED.search(text, 0, _SUBJECT)
    # "UBND phường đề nghị các hộ …": who must act stands behind the verb of asking.
    start = asked.end() if asked else 0
    act = _ACT.search(text, start + 1, start + _SUBJECT)
    meant = text[start : act.start() if act else start + _SUBJECT]
    if _PEOPLE.search(meant):
        return False
    office = _OFFICES.search(meant)
    if office is None or asked:
        return office is not None and office.start() <= _NEAR
    # Nobody is asked by name: an office stands first, and acts itself or heads a list of tasks.
    # "Trường Tiểu học Cẩm Trung;" is a place, "Gọi trưởng thôn" is for people.
    acts = act is not None and act[0].casefold() not in _NO_TASK
    return office.start() == 0 and (acts or text.rstrip().endswith(":"))


def why_left(placed: Iterable[PlacedBlock]) -> Iterator[OmissionReason | None]:
    """For each block in order why it is proposed to be left out; None for what is kept.

    Items below an item for offices go with it.
    """
    offices_level = 0  # the level of the item for offices that is open; 0 for none
    for each in placed:
        if each.element is not Element.ITEM:
            if each.element is Element.BODY:
                offices_level = 0
            yield _ELSEWHERE.get(each.element) or (
                OmissionReason.OFFICES if each.element is Element.BODY and for_offices(each.text) else None
            )
            continue
        if offices_level and each.level > offices_level:
            yield None if _CALLED.search(each.text) else OmissionReason.OFFICES
            continue
        offices_level = each.level if for_offices(each.text) else 0
        yield OmissionReason.OFFICES if offices_level else None


_ELSEWHERE: dict[Element, OmissionReason] = {
    **dict.fromkeys(
        (
            Element.ISSUER, Element.NATIONAL_TITLE, Element.NUMBER, Element.PLACE_DATE, Element.KIND,
            Element.SUBJECT, Element.ADDRESSEE,
        ),
        OmissionReason.HEAD,
    ),
    Element.BASIS: OmissionReason.BASIS,
    Element.APPENDIX: OmissionReason.APPENDIX,
    Element.RECIPIENTS: OmissionReason.TAIL,
    Element.SIGNATURE: OmissionReason.TAIL,
    Element.STAMP: OmissionReason.TAIL,
    Element.RUNNING: OmissionReason.RUNNING,
    Element.FOOTNOTE: OmissionReason.FOOTNOTE,
    Element.TABLE: OmissionReason.TABLE,
}  # fmt: skip
