from __future__ import annotations

import pytest

from broadcaster.letters.draft.listeners import for_offices


@pytest.mark.parametrize(
    "text",
    [
        "Các Tổ dân phố triển khai đến từng hộ theo danh sách.",
        "Đề nghị các đồng chí triển khai thực hiện nghiêm túc.",
        "Công an phường phối hợp:",
        "Sở Y tế chỉ đạo các cơ sở khám, chữa bệnh chuẩn bị đủ thuốc.",
        "Chỉ đạo các trường kiểm tra cửa sổ.",
        "Các chi bộ có trách nhiệm thông báo đến từng hộ trước ngày 27/10/2026.",
        "Phòng Văn hóa - Xã hội tham mưu kế hoạch.",
    ],
)
def test_a_task_for_an_office(text: str) -> None:
    assert for_offices(text)


@pytest.mark.parametrize(
    "text",
    [
        "Theo Trung tâm Dự báo khí tượng thủy văn, tâm bão số 9 ở 20,4 độ vĩ Bắc.",
        "Ủy ban nhân dân xã thông báo lịch tiêm phòng dại cho chó, mèo như sau:",
        "Tại các tổ dân phố: từ 6 giờ 30 đến 9 giờ 00 Chủ nhật.",
        "Trụ sở UBND xã;",
        "Chủ hộ có trách nhiệm xích chó.",
        "Các khu vực bỏ phiếu:",
        "Trường Tiểu học Cẩm Trung;",
        "Gọi trưởng thôn hoặc số 0239 3812 556;",
        "Trạm y tế được mở cả ngày Chủ nhật.",
        "Tiêm phòng đầy đủ bệnh tụ huyết trùng.",
        "Hồ sơ gồm đơn đề nghị có xác nhận của trưởng bản, nộp tại bộ phận một cửa.",
        "Công an phường phát số 0215 3855 114 để bà con gọi khi có sự cố: 0215 3855 114.",
        "Công an phường khuyến cáo: không cho ai mượn tài khoản.",
    ],
)
def test_a_place_an_hour_or_advice_for_people_in_which_an_office_is_named(text: str) -> None:
    assert not for_offices(text)
