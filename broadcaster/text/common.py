"""Texts that belong to no single room."""

TEXTS: dict[str, tuple[str, str]] = {
    "common.with_hint": ("{text} ({hint})", "{text} ({hint})"),
    "common.problem": ("{file}:{line}:{column}: {severity}: {text}",) * 2,
    "common.problem_with_hint": ("{file}:{line}:{column}: {severity}: {text} ({hint})",) * 2,
    "common.severity.error": ("lỗi", "error"),
    "common.severity.warning": ("lưu ý", "warning"),
    "common.yes": ("c|co|có|y|yes|đ|đúng", "y|yes"),
    "common.yes_or_no": ("{question} [c/K] ", "{question} [y/N] "),
    "common.failed": ("Lỗi: {text}", "Error: {text}"),
}
