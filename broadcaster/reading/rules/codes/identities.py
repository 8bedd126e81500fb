"""Numbers of cards, tax payers and accounts: which words name them, and how many digits they have."""

from __future__ import annotations

import re

_IDENTITY = (
    r"\b(?:cccd|cmnd|cmt|cmtnd|căn cước|căn cước công dân|chứng minh nhân dân|định danh|mst|mã số thuế|"
    r"tài khoản|stk|tk|"
    r"mã số|mã hồ sơ|mã|số thẻ|bhyt|bhxh|sổ bảo hiểm|hộ chiếu|imei|sêri|seri|số đăng ký|otp|mã số bhxh|"
    r"quốc gia|bưu chính|sbd|báo danh|số sổ|gplx|giấy phép lái xe|bằng lái)"
)
_IDENTITIES = re.compile(_IDENTITY + r"(?: [^\W\d]+){0,3}[:. (]*\Z")
# Whose it is may stand between: MST của hộ kinh doanh bà Diễm: 8312046795.
_IDENTITY_OF = re.compile(_IDENTITY + r" (?:số )?của(?: [^\W\d]+){1,8} ?(?::|là|số) ?\Z")
_CITIZENS = re.compile(
    r"\b(?:cmnd|cmt|cmtnd|chứng minh nhân dân|cccd|căn cước|căn cước công dân|định danh)"
    r"(?: (?:số|cá nhân|là))*[:. (]*\Z"
)
_TAXED = re.compile(r"\b(?:mst|mã số thuế)(?: (?:số|cá nhân|là))*[:. (]*\Z")
_TAX_CODES = (10, 12, 13)  # digits: of a firm or a person, an identity number, of a branch
CITIZEN = 12  # digits of an identity card
CARDS_OF = (9, CITIZEN)  # digits of the old and the new card
_ACCOUNTS = re.compile(r"\b(?:tài khoản|stk|tk)[:. ]*\Z")  # of the treasury: four digits
_SHORTEST = 4  # figures of an account of the treasury
_CARD = 7  # digits; fewer are no number of a card
_LONG = 9  # so many digits in a row are no count


def identity_of(bare: str, before: str) -> bool | None:
    """Whether the digits are the number of a card, a tax payer or an account after the words `before`.

    Returns:
        None if they are no such number, False if it is one with a wrong number of digits.
    """
    owned = _IDENTITY_OF.search(before) if len(bare) >= _LONG else None
    named = owned[0].partition(" của")[0] if owned else before
    if len(bare) >= _CARD and len(bare) not in CARDS_OF and _CITIZENS.search(named):
        return False
    if len(bare) >= _CARD and len(bare) not in _TAX_CODES and _TAXED.search(named):
        return False
    if owned:
        return True
    account = len(bare) > _SHORTEST or (len(bare) == _SHORTEST and _ACCOUNTS.search(before))
    return True if account and _IDENTITIES.search(before) else None
