"""Texts about how a text is read, and what is doubtful in it."""

TEXTS: dict[str, tuple[str, str]] = {
    "reading.help": (
        "Xem một bản tin, một tệp văn bản hoặc đầu vào chuẩn (-) sẽ được đọc lên loa thế nào.",
        "Show how a message, a text file or standard input (-) will be said on the air.",
    ),
    "reading.plain_or_json": (
        "--plain không đi cùng --format json",
        "--plain does not go with --format json",
    ),
    "reading.help_plain": (
        "Mỗi dòng vào cho đúng một dòng lời đọc, ngoài ra không in gì.",
        "For each line in, one line of spoken words out, and nothing else.",
    ),
    "reading.help_strict": (
        "Mã thoát là 1 nếu có chỗ còn ngờ.",
        "Exit with 1 if anything is doubtful.",
    ),
    "reading.row_sentence": ("{spoken}  [nghỉ {pause:.2f} giây]", "{spoken}  [pause {pause:.2f} s]"),
    "reading.row": ("    {written}  →  {spoken}  ({rule})",) * 2,
    "reading.row_flagged": ("  ⚠ {written}  →  {spoken}  ({rule}): {flag}",) * 2,
    "reading.not_found": (
        "Không có bản tin hay tệp văn bản nào tên là “{source}”",
        "There is no message and no text file named “{source}”",
    ),
    "reading.not_found.hint": (
        "gõ mã bản tin trong thư mục messages của đài {folder}, hoặc đường dẫn của một tệp",
        "give the id of a message of the station in {folder}, or the path of a file",
    ),
    "reading.not_utf8": (
        "{source} không phải văn bản UTF-8 (byte thứ {byte})",
        "{source} is not UTF-8 text (byte {byte})",
    ),
    "reading.not_utf8.hint": (
        "mở tệp bằng trình soạn thảo rồi lưu lại với bảng mã UTF-8",
        "open the file in an editor and save it again as UTF-8",
    ),
    "reading.flag_acronym": (
        "Chưa rõ chữ viết tắt “{written}”; sẽ đọc từng chữ: “{spoken}”",
        "Unknown abbreviation “{written}”; its letters would be said: “{spoken}”",
    ),
    "reading.flag_acronym.hint": (
        "viết đầy đủ, hoặc thêm cách đọc vào lexicon",
        "write it in full, or add its reading to the lexicon",
    ),
    "reading.flag_abbreviation": (
        "“{written}” giống chữ viết tắt chưa rõ; sẽ đọc từng chữ: “{spoken}”",
        "“{written}” looks like an unknown abbreviation; its letters would be said: “{spoken}”",
    ),
    "reading.flag_abbreviation.hint": (
        "viết đầy đủ, hoặc thêm cách đọc vào lexicon",
        "write it in full, or add its reading to the lexicon",
    ),
    "reading.flag_choice": (
        "“{written}” có thể hiểu nhiều cách; sẽ đọc là “{spoken}”",
        "“{written}” can mean several things; it would be said as “{spoken}”",
    ),
    "reading.flag_choice.hint": (
        "viết đầy đủ chữ cần đọc",
        "write in full what is meant",
    ),
    "reading.flag_code": (
        "Ký hiệu “{written}” có phần chưa rõ; sẽ đọc là “{spoken}”",
        "The code “{written}” has an unknown part; it would be said as “{spoken}”",
    ),
    "reading.flag_code.hint": (
        "kiểm tra ký hiệu, hoặc thêm cách đọc vào lexicon",
        "check the code, or add its reading to the lexicon",
    ),
    "reading.flag_foreign": (
        "Từ nước ngoài “{written}” chưa có cách đọc; sẽ đọc phỏng là “{spoken}”",
        "The foreign word “{written}” has no reading yet; it would be said as “{spoken}”",
    ),
    "reading.flag_foreign.hint": (
        "nghe thử; nếu chưa đúng, thêm cách đọc vào lexicon",
        "listen to it; if it is wrong, add a reading to the lexicon",
    ),
    "reading.flag_impossible_date": (
        "Không có ngày tháng “{written}”; sẽ đọc là “{spoken}”",
        "There is no such date as “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_impossible_date.hint": ("sửa lại ngày tháng cho đúng", "correct the date"),
    "reading.flag_impossible_time": (
        "Không có giờ “{written}”; sẽ đọc là “{spoken}”",
        "There is no such time as “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_impossible_time.hint": ("sửa lại giờ cho đúng", "correct the time"),
    "reading.flag_blank_date": (
        "Ngày tháng còn bỏ trống: “{written}”; sẽ chỉ đọc “{spoken}”",
        "The date is left blank: “{written}”; only “{spoken}” would be said",
    ),
    "reading.flag_blank_date.hint": ("điền ngày tháng", "fill in the date"),
    "reading.flag_blank_number": (
        "Số văn bản còn bỏ trống: “{written}”; sẽ chỉ đọc “{spoken}”",
        "The document's number is left blank: “{written}”; only “{spoken}” would be said",
    ),
    "reading.flag_blank_number.hint": ("điền số văn bản", "fill in the number"),
    "reading.flag_blank": (
        "Chỗ này còn bỏ trống: “{written}”; sẽ không đọc gì",
        "This place is left blank: “{written}”; nothing would be said",
    ),
    "reading.flag_blank.hint": ("điền vào chỗ trống hoặc xóa đi", "fill it in or take it out"),
    "reading.flag_separator": (
        "Dấu chấm, dấu phẩy trong số “{written}” có thể hiểu hai cách; sẽ đọc là “{spoken}”",
        "The dots or commas in “{written}” can be taken two ways; it would be said as “{spoken}”",
    ),
    "reading.flag_separator.hint": (
        "viết dấu chấm để ngăn hàng nghìn, dấu phẩy cho phần thập phân",
        "write a dot between thousands and a comma before decimals",
    ),
    "reading.flag_grouping": (
        "Số “{written}” ngăn nhóm sai; sẽ đọc là “{spoken}”",
        "The number “{written}” is grouped wrongly; it would be said as “{spoken}”",
    ),
    "reading.flag_grouping.hint": (
        "viết lại số, mỗi nhóm ba chữ số (1.500.000)",
        "write the number again in groups of three digits (1.500.000)",
    ),
    "reading.flag_amount": (
        "Số tiền “{written}” viết không rõ; sẽ đọc là “{spoken}”",
        "The amount “{written}” is garbled; it would be said as “{spoken}”",
    ),
    "reading.flag_amount.hint": ("viết lại số tiền cho rõ", "write the amount again"),
    "reading.flag_date_or_ratio": (
        "“{written}” có thể là ngày tháng hoặc tỷ số; sẽ đọc là “{spoken}”",
        "“{written}” may be a date or a ratio; it would be said as “{spoken}”",
    ),
    "reading.flag_date_or_ratio.hint": (
        "thêm chữ “ngày” nếu là ngày tháng, hoặc viết “trên” nếu là tỷ số",
        "write “ngày” before a date, or “trên” for a ratio",
    ),
    "reading.flag_date_or_range": (
        "“{written}” có thể là ngày tháng, khoảng số hoặc mã; sẽ đọc là “{spoken}”",
        "“{written}” may be a date, a range or a code; it would be said as “{spoken}”",
    ),
    "reading.flag_date_or_range.hint": ("viết rõ bằng chữ", "write it out in words"),
    "reading.flag_roman": (
        "“{written}” không phải số La Mã đúng; sẽ đọc là “{spoken}”",
        "“{written}” is no well-formed Roman numeral; it would be said as “{spoken}”",
    ),
    "reading.flag_roman.hint": (
        "sửa lại số La Mã, hoặc viết bằng chữ số",
        "correct it, or use plain figures",
    ),
    "reading.flag_lookalike": (
        "Trong “{written}” có chữ cái lẫn vào chữ số; sẽ đọc là “{spoken}”",
        "A letter stands among the digits of “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_lookalike.hint": ("gõ lại bằng chữ số", "type it again in digits"),
    "reading.flag_phone_length": (
        "Số điện thoại “{written}” thiếu hoặc thừa chữ số; sẽ đọc là “{spoken}”",
        "The telephone number “{written}” has too few or too many digits; it would be said as “{spoken}”",
    ),
    "reading.flag_phone_length.hint": ("kiểm tra lại số điện thoại", "check the number"),
    "reading.flag_phone_masked": (
        "Số điện thoại “{written}” bị che một phần; sẽ đọc là “{spoken}”",
        "Part of the telephone number “{written}” is hidden; it would be said as “{spoken}”",
    ),
    "reading.flag_phone_masked.hint": ("viết đủ các chữ số", "write all its digits"),
    "reading.flag_mixed_script": (
        "“{written}” lẫn chữ cái của bảng chữ khác; sẽ đọc là “{spoken}”",
        "“{written}” mixes letters of another alphabet; it would be said as “{spoken}”",
    ),
    "reading.flag_mixed_script.hint": ("xóa đi rồi gõ lại từ này", "delete the word and type it again"),
    "reading.flag_script": (
        "“{written}” không phải chữ quốc ngữ; sẽ không đọc",
        "“{written}” is in another script; it would not be said",
    ),
    "reading.flag_script.hint": ("viết lại bằng chữ quốc ngữ", "write it in the Vietnamese alphabet"),
    "reading.flag_garbage": (
        "“{written}” không phải lời văn; sẽ không đọc",
        "“{written}” is no text; it would not be said",
    ),
    "reading.flag_garbage.hint": ("xóa đi hoặc viết lại", "take it out or write it again"),
    "reading.flag_lost": (
        "“{written}” đã mất chữ khi chuyển bảng mã; sẽ đọc là “{spoken}”",
        "“{written}” has lost letters in a conversion; it would be said as “{spoken}”",
    ),
    "reading.flag_lost.hint": ("lấy lại bản gốc rồi chép lại", "copy it again from the original"),
    "reading.flag_tcvn3": (
        "Đoạn này gõ bằng bảng mã cũ TCVN3 (ABC): “{written}”; sẽ đọc là “{spoken}”",
        "This is in the old TCVN3 (ABC) encoding: “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_tcvn3.hint": ("chuyển văn bản sang Unicode", "convert the text to Unicode"),
    "reading.flag_vni": (
        "Đoạn này gõ bằng bảng mã cũ VNI: “{written}”; sẽ đọc là “{spoken}”",
        "This is in the old VNI encoding: “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_vni.hint": ("chuyển văn bản sang Unicode", "convert the text to Unicode"),
    "reading.flag_viqr": (
        "Đoạn này viết kiểu VIQR: “{written}”; sẽ đọc là “{spoken}”",
        "This is written in VIQR: “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_viqr.hint": ("gõ lại có dấu bằng Unicode", "type it again with marks in Unicode"),
    "reading.flag_mojibake": (
        "Đoạn này bị mở sai bảng mã: “{written}”; sẽ đọc là “{spoken}”",
        "This was opened in the wrong encoding: “{written}”; it would be said as “{spoken}”",
    ),
    "reading.flag_mojibake.hint": ("mở lại tệp gốc bằng UTF-8", "open the original again as UTF-8"),
    "reading.flag_untoned": (
        "Câu này viết không dấu: “{written}”; không đoán được lời, sẽ đọc là “{spoken}”",
        "There are no tone marks in “{written}”; its words cannot be guessed, it would be said as “{spoken}”",
    ),
    "reading.flag_untoned.hint": ("gõ lại có dấu", "type it again with its marks"),
}
