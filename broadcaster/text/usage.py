"""Texts of the command line's own machinery: help, and what is wrong with how a command was called.

The names in braces are those that click fills in; `cli/click_words.py` tells which text is which.
"""

TEXTS: dict[str, tuple[str, str]] = {
    "usage.usage": ("Cách dùng:", "Usage:"),
    "usage.options": ("Tùy chọn", "Options"),
    "usage.help": ("Hiện lời giúp này.", "Show this help."),
    "usage.version": ("Hiện phiên bản.", "Show the version."),
    "usage.required": ("bắt buộc", "required"),
    "usage.default": ("mặc định: {default}", "default: {default}"),
    "usage.dynamic": ("(tùy lúc)", "(dynamic)"),
    "usage.env_var": ("biến môi trường: {var}", "env var: {var}"),
    "usage.error": ("Lỗi: {message}", "Error: {message}"),
    "usage.try_help": (
        "Xem cách dùng: '{command} {option}'.",
        "Try '{command} {option}' for help.",
    ),
    "usage.aborted": ("Đã dừng.", "Aborted."),
    "usage.missing_command": ("Thiếu tên lệnh.", "Missing command."),
    "usage.no_such_command": ("Không có lệnh {name!r}.", "No such command {name!r}."),
    "usage.no_such_option": ("Không có tùy chọn {name}.", "No such option {name}."),
    "usage.did_you_mean": ("Có phải {possibility}?", "Did you mean {possibility}?"),
    "usage.possible": ("(Có thể là: {possibilities})", "(Possible options: {possibilities})"),
    "usage.extra_argument": ("Thừa tham số ({args})", "Got unexpected extra argument ({args})"),
    "usage.extra_arguments": ("Thừa các tham số ({args})", "Got unexpected extra arguments ({args})"),
    "usage.missing_argument": ("Thiếu tham số", "Missing argument"),
    "usage.missing_option": ("Thiếu tùy chọn", "Missing option"),
    "usage.missing_parameter": ("Thiếu tham số", "Missing parameter"),
    "usage.missing_named": ("Thiếu tham số {param_name}", "Missing parameter: {param_name}"),
    "usage.missing_kind": ("Thiếu {param_type}", "Missing {param_type}"),
    "usage.takes_no_value": (
        "Tùy chọn {name!r} không đi kèm giá trị.",
        "Option {name!r} does not take a value.",
    ),
    "usage.needs_value": ("Tùy chọn {name!r} cần một giá trị.", "Option {name!r} requires a value."),
    "usage.needs_values": (
        "Tùy chọn {name!r} cần {nargs} giá trị.",
        "Option {name!r} requires {nargs} values.",
    ),
    "usage.takes_values": (
        "Tham số {name!r} cần {nargs} giá trị.",
        "Argument {name!r} takes {nargs} values.",
    ),
    "usage.takes_not_one": (
        "Cần {nargs} giá trị nhưng chỉ có 1.",
        "Takes {nargs} values but 1 was given.",
    ),
    "usage.takes_not_so_many": (
        "Cần {nargs} giá trị nhưng có {len}.",
        "Takes {nargs} values but {len} were given.",
    ),
    "usage.bad_value_of": (
        "Giá trị của {param_hint} không đúng: {message}",
        "Invalid value for {param_hint}: {message}",
    ),
    "usage.bad_value": ("Giá trị không đúng: {message}", "Invalid value: {message}"),
    "usage.not_a_list": ("Phải là một danh sách.", "Value must be an iterable."),
    "usage.not_choice": ("{value!r} không phải {choice}.", "{value!r} is not {choice}."),
    "usage.not_one_of": (
        "{value!r} không phải một trong {choices}.",
        "{value!r} is not one of {choices}.",
    ),
    "usage.choose_from": ("Chọn trong:\n\t{choices}", "Choose from:\n\t{choices}"),
    "usage.not_format": (
        "{value!r} không đúng dạng {format}.",
        "{value!r} does not match the format {format}.",
    ),
    "usage.not_formats": (
        "{value!r} không đúng dạng nào trong {formats}.",
        "{value!r} does not match the formats {formats}.",
    ),
    "usage.not_boolean": ("{value!r} không phải có hay không.", "{value!r} is not a valid boolean."),
    "usage.not_number": ("{value!r} không phải là số đúng.", "{value!r} is not a valid number."),
    "usage.not_uuid": ("{value!r} không phải UUID.", "{value!r} is not a valid UUID."),
    "usage.out_of_range": (
        "{value} nằm ngoài khoảng {range}.",
        "{value} is not in the range {range}.",
    ),
    "usage.tuple_one": (
        "Cần {len_type} giá trị nhưng có {len_value}.",
        "{len_type} values are required, but {len_value} was given.",
    ),
    "usage.tuple_many": (
        "Cần {len_type} giá trị nhưng có {len_value}.",
        "{len_type} values are required, but {len_value} were given.",
    ),
    "usage.file": ("tệp", "file"),
    "usage.directory": ("thư mục", "directory"),
    "usage.path": ("đường dẫn", "path"),
    "usage.is_file": ("{filename!r} là một tệp.", "{filename!r} is a file."),
    "usage.is_directory": ("{filename!r} là một thư mục.", "{filename!r} is a directory."),
    "usage.not_readable": ("Không đọc được {filename!r}.", "{filename!r} is not readable."),
    "usage.not_writable": ("Không ghi được vào {filename!r}.", "{filename!r} is not writable."),
    "usage.not_executable": ("Không chạy được {filename!r}.", "{filename!r} is not executable."),
    "usage.not_there": ("Không có {filename!r}.", "{filename!r} does not exist."),
    "usage.cannot_open": (
        "Không mở được tệp {filename!r}: {message}",
        "Could not open file {filename!r}: {message}",
    ),
    "usage.unknown_error": ("lỗi không rõ", "unknown error"),
    "usage.deprecated": ("(Sẽ bỏ) {text}", "(Deprecated) {text}"),
    "usage.deprecated_command": (
        "CHÚ Ý: lệnh {name!r} sẽ bỏ.",
        "DeprecationWarning: The command {name!r} is deprecated.",
    ),
}
