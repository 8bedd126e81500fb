"""Texts about YAML itself: what cannot be read of a file before its keys are looked at."""

YAML: dict[str, tuple[str, str]] = {
    "station.empty_file": ("tệp trống", "the file is empty"),
    "station.not_utf8": ("tệp không lưu ở bảng mã UTF-8", "the file is not saved as UTF-8"),
    "station.not_utf8.hint": (
        "mở tệp, chọn Lưu thành… với bảng mã UTF-8",
        "open it and save it again with the encoding UTF-8",
    ),
    "station.yaml.quote": (
        "dấu ngoặc kép mở ở đây không đóng đúng",
        "the quotation mark opened here is not closed properly",
    ),
    "station.yaml.quote.hint": (
        'mở bằng dấu " thì đóng bằng dấu "; bên trong viết \\" thay cho "',
        'close with " what " opened; inside it write \\" for "',
    ),
    "station.yaml.colon": ("dấu hai chấm đặt sai chỗ", "a colon stands where it cannot"),
    "station.yaml.colon.hint": (
        'viết "mục: giá trị", có dấu cách sau dấu hai chấm; câu chữ có dấu hai chấm thì đặt trong ngoặc kép',
        'write "key: value" with a space after the colon; put a text that holds a colon in quotation marks',
    ),
    "station.yaml.no_colon": ("dòng này thiếu dấu hai chấm", "this line has no colon"),
    "station.yaml.no_colon.hint": (
        'viết "mục: giá trị", có dấu cách sau dấu hai chấm',
        'write "key: value" with a space after the colon',
    ),
    "station.yaml.no_space": (
        "thiếu dấu cách sau dấu hai chấm",
        "there is no space behind the colon",
    ),
    "station.yaml.no_space.hint": ('viết "mục: giá trị"', 'write "key: value"'),
    "station.yaml.extra_space": (
        "dòng này thừa dấu cách ở đầu",
        "this line has spaces too many before it",
    ),
    "station.yaml.extra_space.hint": (
        "xóa dấu cách ở đầu dòng cho thẳng cột với dòng trên; bỏ dấu # thì bỏ cả dấu cách sau nó",
        "begin it in the column of the line above; whoever removes a # removes the space behind it too",
    ),
    "station.yaml.indent": (
        "dòng này thụt vào không thẳng hàng",
        "this line is not indented like its neighbours",
    ),
    "station.yaml.indent.hint": (
        "các mục cùng nhóm phải thẳng cột; thụt vào bằng dấu cách",
        "keys of one group begin in the same column; indent with spaces",
    ),
    "station.yaml.tab": ("dòng này thụt vào bằng phím Tab", "this line is indented with a tab"),
    "station.yaml.tab.hint": ("thay bằng dấu cách", "use spaces instead"),
    "station.yaml.bracket": (
        "ngoặc [ hoặc {{ mở ở đây không đóng đúng",
        "the bracket [ or {{ opened here is not closed properly",
    ),
    "station.yaml.bracket.hint": (
        "đóng ngoặc, và ngăn các mục bằng dấu phẩy",
        "close it, and part its items by commas",
    ),
    "station.yaml.first_character": (
        "giá trị không được bắt đầu bằng ký tự này",
        "a value cannot begin with this character",
    ),
    "station.yaml.first_character.hint": (
        "đặt cả giá trị trong ngoặc kép",
        "put the whole value in quotation marks",
    ),
    "station.yaml.block": (
        "đoạn chữ sau dấu | hoặc > viết không đúng",
        "the text after | or > is not written properly",
    ),
    "station.yaml.block.hint": (
        "xuống dòng ngay sau dấu |, rồi thụt mọi dòng chữ vào bằng nhau",
        "begin a new line right after | and indent all lines of the text alike",
    ),
    "station.yaml.anchor": ("dấu & hoặc * ở đầu giá trị không dùng được", "& or * cannot begin a value"),
    "station.yaml.anchor.hint": (
        "đặt cả giá trị trong ngoặc kép",
        "put the whole value in quotation marks",
    ),
    "station.yaml.tag": ("dấu ! hoặc % ở đầu giá trị không dùng được", "! or % cannot begin a value"),
    "station.yaml.tag.hint": (
        "đặt cả giá trị trong ngoặc kép",
        "put the whole value in quotation marks",
    ),
    "station.yaml.document": (
        "dòng này không thuộc phần nào của tệp",
        "this line belongs to no part of the file",
    ),
    "station.yaml.document.hint": (
        "xóa các dòng --- , ... và % ở đầu dòng",
        "delete lines that begin with ---, ... or %",
    ),
    "station.yaml.broken": ("chỗ này không đúng cách viết YAML", "this is not well-formed YAML"),
    "station.yaml.broken.hint": (
        "so với tệp mẫu; thụt dòng bằng dấu cách, mỗi dòng một mục: giá trị",
        "compare with the sample; indent with spaces, one key: value a line",
    ),
    "station.anchor": (
        "không dùng neo '{written}' trong tệp của đài",
        "the anchor or alias '{written}' is not allowed here",
    ),
    "station.anchor.hint": (
        "viết lại giá trị; câu chữ bắt đầu bằng & hay * thì đặt trong ngoặc kép",
        "write the value out; put a text that begins with & or * in quotation marks",
    ),
    "station.tag": (
        "không dùng thẻ '{written}' trong tệp của đài",
        "the tag '{written}' is not allowed here",
    ),
    "station.tag.hint": (
        "bỏ thẻ; câu chữ bắt đầu bằng dấu ! thì đặt trong ngoặc kép",
        "drop it; put a text that begins with ! in quotation marks",
    ),
    "station.many_documents": (
        "tệp có hơn một tài liệu (dòng ---)",
        "the file holds more than one document (a line ---)",
    ),
    "station.many_documents.hint": (
        "xóa dòng --- hoặc tách thành nhiều tệp",
        "delete the line --- or make several files",
    ),
    "station.too_deep": (
        "các nhóm lồng nhau quá {limit} tầng",
        "groups are nested more than {limit} deep",
    ),
    # Keys
}
