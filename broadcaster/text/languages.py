"""The languages that Vietnamese wards record in, with their names."""

from __future__ import annotations

from broadcaster.text import say

CODES = ("hmn", "blt", "twh", "tai", "ium", "pcc", "kjg", "lhu", "hni", "vi")
"""ISO 639: Mông, Thái Đen, Thái Trắng, Thái, Dao, Giáy, Khơ Mú, La Hủ, Hà Nhì, Vietnamese."""


def languages() -> tuple[tuple[str, str], ...]:
    """Each code with its name."""
    return tuple((code, language_name(code)) for code in CODES)


def language_name(code: str) -> str:
    """The name of a language; its code where it is none of these."""
    return say(f"language.{code}") if code in CODES else code
