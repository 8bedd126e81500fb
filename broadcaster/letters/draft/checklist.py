"""What villagers would still not know: việc gì, ai, làm thế nào, ở đâu, đến bao giờ, hỏi ai."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.letters.draft.facts import FactKind, stated
from broadcaster.letters.draft.model import Question

_ANSWERS: dict[Question, re.Pattern[str]] = {
    Question.WHAT: re.compile(r"\b\w++(?:\s++\w++){5}"),
    Question.WHO: re.compile(
        r"người dân|bà con|nhân dân|hộ|phụ huynh|học sinh|công dân|mọi người|cá nhân|gia đình|trẻ|cử tri|"
        r"thanh niên|"
        r"phụ nữ|người \w+|chủ \w+|doanh nghiệp|đối tượng",
        re.IGNORECASE,
    ),
    Question.HOW: re.compile(
        r"mang theo|chuẩn bị|đăng ký|nộp|cài|khai báo|bằng cách|theo mẫu|truy cập|gọi|không (?:nên|được)|"
        r"cần|phải|hãy|thực hiện|"
        r"phun|tiêm|vệ sinh|dọn|cắm|đeo|giữ|theo dõi|tắt|đến",
        re.IGNORECASE,
    ),
    Question.WHERE: re.compile(
        r"(?<!\w)(?:tại|ở|địa điểm|địa chỉ|trụ sở|nhà văn hóa|trạm|trường|sân|hội trường|khu|thôn|bản|tổ|"
        r"đường|ngõ|trên địa bàn)(?!\w)",
        re.IGNORECASE,
    ),
    Question.WHOM_TO_ASK: re.compile(
        r"(?<!\w)(?:liên hệ|hotline|điện thoại|gặp|hỏi|đường dây nóng|số máy|thắc mắc|tổ trưởng|"
        r"trưởng (?:thôn|bản|"
        r"khu)|ông |bà (?-i:(?=[A-ZĐ])))",
        re.IGNORECASE,
    ),
}


def unanswered(spoken: Sequence[str]) -> tuple[Question, ...]:
    """The questions that the words answer nowhere."""
    text = "\n".join(spoken)
    open_ones = [question for question, answer in _ANSWERS.items() if not answer.search(text)]
    facts = stated(text)
    if not any(fact.kind in (FactKind.DATE, FactKind.HOUR) for fact in facts):
        open_ones.append(Question.WHEN)
    if Question.WHOM_TO_ASK in open_ones and any(fact.kind is FactKind.PHONE for fact in facts):
        open_ones.remove(Question.WHOM_TO_ASK)
    return tuple(question for question in Question if question in open_ones)
