"""Texts of the running station."""

TEXTS: dict[str, tuple[str, str]] = {
    "service.rehearse_relay": (
        "Bản tin '{message}' có phần tiếp âm nên không nghe thử ra đầu ra riêng được",
        "'{message}' relays a source, so it cannot be rehearsed on an output of its own",
    ),
    "service.rehearse_relay.hint": (
        "nghe thử qua đài đang chạy, không có --output",
        "rehearse it through the running station, without --output",
    ),
    "service.change_moved": (
        "Thay đổi đang chờ xác nhận không còn như lúc hỏi",
        "What waits for a confirmation is not what was shown any more",
    ),
    "service.change_moved.hint": (
        "chạy lại broadcaster clock confirm để xem lại",
        "run broadcaster clock confirm again to see it",
    ),
    "service.already_running": (
        "Đài này đang chạy hoặc đang phát ở một cửa sổ khác (tiến trình {pid})",
        "This station is running already, or airs from another window (process {pid})",
    ),
    "service.already_running.hint": (
        "đợi phát xong, hoặc bấm Ctrl-C ở cửa sổ kia",
        "wait for its end, or press Ctrl-C in the other window",
    ),
    "service.not_running": ("Đài chưa chạy", "The station is not running"),
    "service.not_running.hint": ("bật đài bằng 'broadcaster run'", "start it with 'broadcaster run'"),
    "service.no_answer": ("Đài đang chạy nhưng không trả lời", "The station runs but does not answer"),
    "service.no_answer.hint": (
        "đợi một lát rồi thử lại; nếu vẫn thế thì khởi động lại đài",
        "wait a moment and try again; if it stays so, restart the station",
    ),
    "service.unknown_request": (
        "Đài không còn giữ yêu cầu này (đã xong từ lâu, hoặc đài vừa bật lại)",
        "The station knows nothing of this request any more (long over, or it was restarted)",
    ),
    "service.unknown_request.hint": (
        "xem kết quả: broadcaster log",
        "see broadcaster log",
    ),
    "service.not_understood": ("Yêu cầu không hợp lệ: {places}", "The request is not valid: {places}"),
    "service.internal": (
        "Lỗi trong chương trình (số {number})",
        "A fault inside the program (number {number})",
    ),
    "service.internal.hint": (
        "gửi số này và nhật ký của đài cho người phụ trách kỹ thuật",
        "send this number and the station's log to your technician",
    ),
    "service.pending": (
        "Đài đã nhận yêu cầu, đang chờ thực hiện",
        "The station has accepted the request; it is still pending",
    ),
    "service.pending.hint": (
        "đừng gửi lại ngay; xem kết quả bằng 'broadcaster status' hoặc 'broadcaster log'",
        "do not ask again at once; 'broadcaster status' or 'broadcaster log' tells what became of it",
    ),
    "service.too_many": (
        "Đang có quá nhiều yêu cầu cùng lúc nên đài chưa nhận yêu cầu này",
        "Too many requests at once: the station has not taken this one",
    ),
    "service.too_many.hint": ("đợi một lát rồi gửi lại", "wait a moment and ask again"),
    "service.too_large": (
        "Yêu cầu quá lớn, nhiều nhất {largest} byte",
        "The request is too large, at most {largest} bytes",
    ),
    "service.too_slow": (
        "Yêu cầu gửi tới không trọn vẹn nên đài bỏ qua",
        "The request did not come whole and was dropped",
    ),
    "service.ending": (
        "Đài đang tắt nên không thực hiện yêu cầu này",
        "The station is ending and does not carry out this request",
    ),
    "service.nothing_to_say": ("Không có chữ nào để đọc", "There is nothing to say"),
    "service.nothing_to_say.hint": ("viết lời cần đọc trong ngoặc kép", "put the words between quotes"),
    "service.too_much_to_say": (
        "Lời quá dài, nhiều nhất {longest} ký tự",
        "The text is too long, at most {longest} characters",
    ),
    "service.too_much_to_say.hint": ("viết thành bản tin", "make it a message"),
    "service.unknown_zone": (
        "Không có cụm loa '{written}'; đài có: {known}",
        "There is no zone '{written}'; the station has: {known}",
    ),
    "service.unknown_priority": (
        "'{written}' không phải mức ưu tiên: normal, priority hoặc emergency",
        "'{written}' is not a priority: normal, priority or emergency",
    ),
    "service.source_not_listed": (
        "'{written}' không có trong danh sách nguồn tiếp âm của đài (hiện có: {known})",
        "'{written}' is not among the station's sources (there are: {known})",
    ),
    "service.source_not_listed.hint": (
        "chỉ nguồn ghi ở mục sources trong station.yaml mới được tiếp âm",
        "only what stands under `sources` in station.yaml may be relayed",
    ),
    "service.bad_length": (
        "Thời gian tiếp âm phải từ 1 giây đến {longest} giờ",
        "A relay lasts from 1 second to {longest} hours",
    ),
    "service.no_file": ("Không có tệp âm thanh {path}", "There is no sound file {path}"),
    "service.bad_talk_length": (
        "Một lần nói trực tiếp từ 1 giây đến {longest} phút",
        "A live voice lasts from 1 second to {longest} minutes",
    ),
    "service.unknown_form": (
        "'{written}' không phải dạng âm thanh nhận được: pcm, ogg hoặc webm",
        "'{written}' is no form of sound that is taken: pcm, ogg or webm",
    ),
    "service.no_session": (
        "Buổi nói trực tiếp này không có hoặc đã kết thúc",
        "There is no such live session, or it has ended",
    ),
    "service.no_chunks": (
        "Buổi nói này không nhận âm thanh gửi tới, hoặc gói lớn hơn {largest} byte",
        "This session takes no sound in chunks, or the chunk is over {largest} bytes",
    ),
    "service.voice_failed": ("Không nói trực tiếp được: {reason}", "The live voice failed: {reason}"),
    "service.voice_over": ("Buổi nói trực tiếp đã kết thúc", "The live session has ended"),
    "service.restart_needed": (
        "Đã đổi {keys} trong station.yaml nhưng đài đang chạy theo cài đặt cũ",
        "{keys} changed in station.yaml but the running station keeps the old setting",
    ),
    "service.restart_needed.hint": (
        "tắt đài rồi bật lại để dùng cài đặt mới",
        "restart the station to use it",
    ),
    "service.not_watching": (
        "Không theo dõi được thay đổi của tệp: {reason}",
        "The station's files cannot be watched: {reason}",
    ),
    "service.not_watching.hint": (
        "sửa tệp xong thì khởi động lại đài",
        "restart the station after an edit",
    ),
    "service.clock_moved": (
        "Đồng hồ không còn chỉ giờ vừa xem",
        "The clock no longer shows the time that you looked at",
    ),
    "service.clock_moved.hint": ("xem lại giờ rồi xác nhận lại", "look again, then confirm again"),
    "service.no_systemd": (
        "Máy này không chạy systemd nên không cài dịch vụ được",
        "This machine does not run systemd, so no service can be installed",
    ),
    "service.no_systemd.hint": (
        "cho chương trình khởi động của máy chạy 'broadcaster --station THƯ-MỤC run'",
        "have the machine's init system run 'broadcaster --station FOLDER run'",
    ),
    "service.systemctl_failed": ("systemd từ chối: {reason}", "systemd says no: {reason}"),
    "service.systemctl_failed.hint": (
        "chạy bằng sudo; xem thêm bằng 'journalctl -u broadcaster'",
        "run it with sudo; 'journalctl -u broadcaster' tells more",
    ),
    "service.no_account": ("Máy không có tài khoản '{user}'", "There is no account '{user}'"),
    "service.no_account.hint": (
        "tạo tài khoản, hoặc chọn tài khoản khác bằng --user",
        "make it, or name another with --user",
    ),
    "service.not_as_root": (
        "Đài không nên chạy bằng quyền root (thư mục {folder} thuộc về root)",
        "The station must not run as root (the folder {folder} belongs to root)",
    ),
    "service.not_as_root.hint": (
        "giao thư mục cho một tài khoản thường: sudo chown -R TÊN {folder}, hoặc chọn bằng --user",
        "give the folder to an ordinary account: sudo chown -R NAME {folder}, or name one with --user",
    ),
    "service.not_installed": ("Chưa cài dịch vụ '{name}'", "The service '{name}' is not installed"),
    "service.not_installed.hint": (
        "cài bằng 'sudo broadcaster --station THƯ-MỤC service install'",
        "install it: 'sudo broadcaster --station FOLDER service install'",
    ),
    "service.installed": (
        "Đã cài {path}; đài tự chạy khi bật máy, dưới tài khoản {user}.",
        "Installed {path}; the station starts at boot, as {user}.",
    ),
    "service.linger": (
        (
            "Nếu loa đi qua máy chủ âm thanh của tài khoản (PipeWire, PulseAudio), chạy thêm một lần: "
            "sudo loginctl enable-linger {user}"
        ),
        (
            "If sound goes through the account's sound server (PipeWire, PulseAudio), also run once: "
            "sudo loginctl enable-linger {user}"
        ),
    ),
    "service.would_install": ("# sẽ ghi vào {path}", "# would be written to {path}"),
    "service.uninstalled": ("Đã gỡ {path}.", "Removed {path}."),
    "service.state": (
        "Dịch vụ {name}: {active} ({sub}), khi bật máy: {enabled}, đã tự chạy lại {restarts} lần",
        "Service {name}: {active} ({sub}), at boot: {enabled}, restarted by itself {restarts} times",
    ),
    "service.state_since": ("Từ: {since}", "Since: {since}"),
    "service.systemd.active": ("đang hoạt động", "active"),
    "service.systemd.inactive": ("không hoạt động", "inactive"),
    "service.systemd.activating": ("đang khởi động", "starting"),
    "service.systemd.deactivating": ("đang dừng", "stopping"),
    "service.systemd.failed": ("bị lỗi", "failed"),
    "service.systemd.running": ("đang chạy", "running"),
    "service.systemd.dead": ("đã dừng", "dead"),
    "service.systemd.auto-restart": ("chờ chạy lại", "waiting to restart"),
    "service.systemd.enabled": ("tự chạy", "enabled"),
    "service.systemd.disabled": ("không tự chạy", "disabled"),
    "service.systemd.not-found": ("chưa cài", "not installed"),
    "service.alive_lost": ("mất đầu ra âm thanh, đang thử mở lại", "the output is lost, trying again"),
    "service.alive_airs": ("đang phát: {message}", "on air: {message}"),
    "service.alive_silent": ("đang im lặng", "silent"),
    "service.alive_waits": (
        "đang im lặng; buổi phát tới: {message} lúc {start}",
        "silent; next: {message} at {start}",
    ),
    "service.state_words": ("Đang: {words}", "Now: {words}"),
    "service.no_device_to_test": (
        "Đầu ra của đài là '{kind}', không có thiết bị nào để đo",
        "The station's output is '{kind}': there is no device to measure",
    ),
    "service.no_device_to_test.hint": (
        "đặt output: {{device: default}} trong station.yaml",
        "set output: {{device: default}} in station.yaml",
    ),
    "service.quiet_now": (
        "Đang giờ yên tĩnh (hoặc sắp đến): không phát âm thử ra loa",
        "Quiet hours are on or near: no test sound goes to the loudspeakers",
    ),
    "service.quiet_now.hint": ("đo vào ban ngày", "measure by day"),
    "service.on_air_now": (
        "Đài đang phát hoặc sắp phát: không chen âm thử vào",
        "The station is on air or about to be: no test sound is mixed in",
    ),
    "service.on_air_now.hint": ("đợi phát xong rồi đo", "wait until it is over"),
    "service.other_output": (
        "Đầu ra âm thanh mặc định đã đổi từ '{before}' sang '{now}'",
        "The default sound output changed from '{before}' to '{now}'",
    ),
    "service.other_output.hint": (
        "kiểm tra loa còn kêu không; chọn lại bằng 'pactl set-default-sink {before}'",
        "check that the loudspeakers still sound; choose again: 'pactl set-default-sink {before}'",
    ),
    "service.ups_on_battery": (
        "Mất điện lưới, máy chạy bằng bộ lưu điện: còn {charge} %, khoảng {minutes} phút",
        "The mains are lost, on battery: {charge} %, about {minutes} minutes",
    ),
    "service.ups_low": (
        "Bộ lưu điện sắp hết: còn {charge} %, khoảng {minutes} phút",
        "The battery is almost empty: {charge} %, about {minutes} minutes",
    ),
    "service.ups_low.hint": (
        "có điện lại đài tự chạy tiếp; việc gấp thì phát ngay",
        "the station goes on by itself when the mains are back; air now what cannot wait",
    ),
    "service.ups_on_mains": (
        "Đã có điện lưới trở lại; bộ lưu điện còn {charge} %",
        "The mains are back; the battery holds {charge} %",
    ),
    "service.ups_lost": (
        "Không hỏi được bộ lưu điện: {reason}",
        "The UPS does not answer: {reason}",
    ),
    "service.ups_lost.hint": (
        "kiểm tra dịch vụ nut-server và mục ups trong station.yaml",
        "check the service nut-server and `ups` in station.yaml",
    ),
    "service.contact_closed": (
        "Nút bấm {contact} đang đóng sẵn khi đài khởi động nên chưa phát gì",
        "The contact {contact} is closed already at the start, so it fires nothing",
    ),
    "service.contact_closed.hint": (
        "nhả nút ra; nếu không ai bấm thì kiểm tra dây và active: low",
        "release it; if nobody presses it, check the wire and active: low",
    ),
    "service.contact_lost": (
        "Không đọc được nút bấm {contact}: {reason}",
        "The contact {contact} cannot be read: {reason}",
    ),
    "service.contact_lost.hint": ("kiểm tra dây và cổng", "check the wire and the port"),
    "service.no_clash": (
        "Không có hai tin ưu tiên nào trùng giờ",
        "No two priority messages clash",
    ),
    "service.not_in_clash": (
        "'{written}' không trùng giờ với tin nào; đang trùng: {known}",
        "'{written}' does not clash; those that do: {known}",
    ),
    "service.fell_short": ("'{title}' không phát trọn: {why}", "'{title}' did not air whole: {why}"),
    "service.underrun": (
        "Tiếng ra loa bị hụt trong chốc lát vì máy quá bận",
        "The output ran empty for a moment: the computer was too busy",
    ),
    "service.underrun.hint": (
        "tắt bớt chương trình khác, hoặc tăng output.latency trong station.yaml",
        "end other programs, or raise output.latency in station.yaml",
    ),
    "service.gap": (
        "Tiếng bị hụt trong chốc lát: tệp hoặc nguồn tiếng đến chậm",
        "The sound broke for a moment: its file or source came too late",
    ),
    "service.source_again": (
        "Nguồn tiếp âm {address} bị ngắt hoặc không trả lời, đang nối lại",
        "The source {address} broke off or does not answer; it is tried again",
    ),
    "service.interrupted": (
        "Lần chạy trước dừng đột ngột: {count} lần phát bị cắt ngang, xem nhật ký phát",
        "The last run ended abruptly: {count} airings were cut off, see the log",
    ),
    "service.long_absence": (
        "Đài nghỉ từ {since}: những lần phát theo lịch đã lỡ từ lúc đó đều ghi trong nhật ký phát",
        "The station was off since {since}: what was missed since then is in the log",
    ),
    "service.missed": (
        "Lỡ {count} lần phát theo lịch, lần đầu là '{message}' lúc {time}",
        "{count} scheduled airings were missed, the first '{message}' at {time}",
    ),
    "service.missed.hint": (
        "xem nhật ký phát; phát bù bằng: broadcaster catch-up {message}",
        "see the log; air one now with: broadcaster catch-up {message}",
    ),
    "service.no_journal": (
        "Không ghi được nhật ký nên LỊCH PHÁT TẠM DỪNG, chỉ phát khi có người yêu cầu, tin khẩn: {reason}",
        "The journal cannot be kept: the TIMETABLE IS HELD, emergencies and what is asked for air: {reason}",
    ),
    "service.no_journal.hint": (
        "giải phóng hoặc sửa ổ đĩa; đài tự thử lại mỗi phút và phát theo lịch trở lại",
        "free or mend the disk; the station tries again each minute and goes on by itself",
    ),
    "service.nothing_to_rearm": (
        "Không có tin khẩn nào đang lặp lại",
        "No emergency is repeating",
    ),
    "service.chain_ends_soon": (
        "Tin khẩn '{title}' sẽ thôi lặp lại sau {minutes} phút nữa",
        "The emergency '{title}' ends in {minutes} minutes",
    ),
    "service.chain_ends_soon.hint": (
        "nếu còn cần phát thì chạy: broadcaster rearm",
        "if it is still needed: broadcaster rearm",
    ),
    "service.chain_over": (
        "Tin khẩn '{title}' đã thôi lặp lại vì hết thời hạn",
        "The emergency '{title}' repeats no more: its time is over",
    ),
    "service.chain_over.hint": (
        "nếu còn cần phát thì phát lại bằng broadcaster play MÃ-BẢN-TIN",
        "if it is still needed, air it again with broadcaster play MESSAGE",
    ),
    "service.chain_not_resumed": (
        "Lúc đài ngừng đột ngột, tin khẩn '{title}' đang lặp lại; đài không tự phát tiếp",
        "'{title}' was repeating when the program stopped suddenly; it does not go on by itself",
    ),
    "service.chain_not_resumed.hint": (
        "nếu còn cần phát thì phát lại bằng broadcaster play MÃ-BẢN-TIN --emergency",
        "if it is still needed: broadcaster play MESSAGE --emergency",
    ),
    "service.clock_jumped": (
        "Đồng hồ máy vừa bị chỉnh {seconds} giây; lịch phát đã tính lại",
        "The clock was set by {seconds} seconds; the plan was made anew",
    ),
}
