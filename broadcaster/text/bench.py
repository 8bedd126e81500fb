"""Texts of the measurements."""

TEXTS: dict[str, tuple[str, str]] = {
    "bench.begins": (
        "Phát thử {starts} tiếng ngắn trong {seconds} giây và nghe lại ở '{source}' …",
        "Playing {starts} short sweeps in {seconds} s and listening at '{source}' …",
    ),
    "bench.result": (
        (
            "Nghe được {heard}/{asked} lần; độ trễ chung {median_ms:ms}; lệch: một nửa dưới {p50_ms:ms}, "
            "99 % dưới {p99_ms:ms}, nhiều nhất {max_ms:ms}"
        ),
        (
            "Heard {heard} of {asked}; constant offset {median_ms:ms}; deviation: half below {p50_ms:ms}, "
            "99 % below {p99_ms:ms}, at most {max_ms:ms}"
        ),
    ),
    "bench.nothing_heard": (
        "Không nghe lại được tiếng nào ở '{source}': kiểm tra âm lượng và nơi nghe (--listen)",
        "Nothing was heard at '{source}': check the volume and where to listen (--listen)",
    ),
}
