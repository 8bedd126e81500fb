"""What each key of the station's files means: the descriptions in the JSON Schemas."""

TEXTS: dict[str, tuple[str, str]] = {
    "keys.valid": (
        "Thời hạn; ngoài thời hạn này không bao giờ phát.",
        "First and last day; outside it nothing airs.",
    ),
    "keys.valid.from": ("Ngày đầu, ví dụ 2026-02-03.", "The first day, such as 2026-02-03."),
    "keys.valid.until": ("Ngày cuối, tính cả ngày đó.", "The last day, included."),
    # messages/
    "keys.message.title": ("Tên bản tin.", "The message's title."),
    "keys.message.source": ("Văn bản gốc của bản tin.", "The letter that the message comes from."),
    "keys.message.basis": ("Căn cứ của bản tin.", "What the message rests on."),
    "keys.message.priority": (
        "Mức: normal (thường), priority (ưu tiên), emergency (khẩn cấp).",
        "The class: normal, priority or emergency.",
    ),
    "keys.message.voice": (
        "Tên một giọng trong mục voices của station.yaml.",
        "A voice named in station.yaml.",
    ),
    "keys.message.repeat": (
        (
            "Số lần đọc trong một buổi phát; mặc định 2. "
            "until_stopped (chỉ cho tin emergency): phát lại mãi đến khi có người dừng."
        ),
        (
            "How many times it is said in one airing; 2 by default. "
            "until_stopped (emergency only): again and again until a person stops it."
        ),
    ),
    "keys.message.siren": (
        "Kiểu còi mở đầu khi phát khẩn cấp, thay cho sound.emergency.",
        "The siren that opens it as an emergency, instead of sound.emergency.",
    ),
    "keys.station.contacts": (
        "Nút bấm hoặc cảm biến phát một bản tin khẩn đã dựng sẵn.",
        "Buttons or sensors that air a prepared emergency message.",
    ),
    "keys.contacts.type": ("Loại: gpio, serial hoặc file.", "Kind: gpio, serial or file."),
    "keys.contacts.message": ("Mã bản tin được phát.", "The message that airs."),
    "keys.contacts.hold": (
        "Phải giữ bao lâu mới tính; mặc định 0.5s.",
        "How long it must be held; 0.5s by default.",
    ),
    "keys.contacts.emergency": (
        "true: người bấm có quyền phát cả trong giờ yên tĩnh; mặc định false.",
        "true: whoever presses may break quiet hours; false by default.",
    ),
    "keys.contacts.serial_line": (
        "Chân cts, dsr hoặc cd; mặc định cts.",
        "Line cts, dsr or cd; cts by default.",
    ),
    "keys.contacts.path": ("Nút coi như được bấm khi có tệp này.", "Closed while this file exists."),
    "keys.station.sirens": (
        "Các kiểu còi riêng của phường, chỉ dùng cho tin khẩn cấp.",
        "The ward's own siren patterns, for emergencies only.",
    ),
    "keys.sirens.steps": (
        "Các bước: mỗi bước có from, to, for (tiếng còi) hoặc rest (nghỉ).",
        "Steps: each with from, to, for (a tone) or rest (silence).",
    ),
    "keys.sirens.times": ("Lặp lại mấy lần; mặc định 1.", "How many times; 1 by default."),
    "keys.sirens.from": ("Cao độ lúc đầu, Hz.", "Pitch at the beginning, Hz."),
    "keys.sirens.to": (
        "Cao độ lúc cuối, Hz; không ghi thì giữ nguyên.",
        "Pitch at the end, Hz; by default it stays.",
    ),
    "keys.sirens.for": ("Dài bao lâu.", "How long."),
    "keys.sirens.rest": ("Nghỉ bao lâu.", "How long to rest."),
    "keys.message.every": (
        "Với repeat: until_stopped: bao lâu phát lại một lần, tính từ đầu lần trước, ví dụ 5m.",
        "With repeat: until_stopped: how long from one start to the next, such as 5m.",
    ),
    "keys.message.gap": (
        "Khoảng lặng giữa hai lần đọc; mặc định 15s.",
        "Silence between repeats; 15s by default.",
    ),
    "keys.message.bed": (
        "Nhạc nền dưới lời đọc: một tệp trong thư mục recordings, hoặc none.",
        "Music under the speech: a file under recordings/, or none.",
    ),
    "keys.message.parts": (
        "Nội dung theo thứ tự: say (đọc), play (bản ghi), pause (lặng), relay (tiếp âm).",
        "What is heard, in order: say, play, pause, relay.",
    ),
    "keys.message.lexicon": (
        "Cách đọc riêng của bản tin này: chữ viết → chữ đọc.",
        "Readings for this message only: written → spoken.",
    ),
    "keys.message.say": ("Lời đọc.", "Words to be spoken."),
    "keys.message.emphasis": (
        "Đọc lại ngay một lần nữa: repeat như cũ, slow chậm hơn (cho tên, giờ, số điện thoại).",
        "Said once more at once: repeat as before, slow more slowly (for names, times, numbers).",
    ),
    "keys.message.play": (
        "Bản ghi âm, đường dẫn tính từ thư mục của đài.",
        "A recording; its path from the station folder.",
    ),
    "keys.message.language": (
        "Mã ngôn ngữ của bản ghi, ví dụ hmn (tiếng Mông).",
        "The recording's language code, such as hmn.",
    ),
    "keys.message.part_title": ("Tên bản ghi.", "The recording's title."),
    "keys.message.pause": ("Khoảng lặng, ví dụ 2s.", "A silence, such as 2s."),
    "keys.message.relay": (
        "Nguồn tiếp âm có trong mục sources của station.yaml.",
        "A source named in station.yaml.",
    ),
    "keys.message.for": ("Tiếp âm trong bao lâu, ví dụ 15m.", "For how long it is relayed, such as 15m."),
    "keys.message.else": (
        "Bản tin phát thay khi nguồn hỏng.",
        "The message that airs if the source fails.",
    ),
    # schedules/
    "keys.schedule.message": ("Mã bản tin sẽ phát.", "The id of the message that airs."),
    "keys.schedule.messages": (
        "Nhiều bản tin phát liền một buổi theo thứ tự này.",
        "Several messages, one session in this order.",
    ),
    "keys.schedule.at": ('Các giờ phát, ví dụ ["06:30", "17:00"].', 'Times, such as ["06:30", "17:00"].'),
    "keys.schedule.every": (
        "Phát cách nhau bao lâu, cùng với between.",
        "How often it airs, together with between.",
    ),
    "keys.schedule.between": (
        "Từ giờ nào đến giờ nào, ví dụ 07:00-10:00, tính cả hai đầu.",
        "From when to when, such as 07:00-10:00, both included.",
    ),
    "keys.schedule.days": (
        "Các thứ trong tuần; không ghi thì hằng ngày.",
        "Days of the week; daily if not written.",
    ),
    "keys.schedule.dates": ("Thêm các ngày cụ thể.", "Single dates as well."),
    "keys.schedule.lunar": (
        "Thêm các ngày âm lịch: 01-15 là rằm tháng Giêng, 15 là rằm mọi tháng.",
        "Lunar days as well: 01-15 for one month, 15 for every month.",
    ),
    "keys.schedule.except": ("Những ngày không phát.", "Days on which it is silent."),
    "keys.except.holidays": ("true: không phát ngày lễ.", "true: silent on public holidays."),
    "keys.except.dates": ("Các ngày không phát.", "Dates on which it is silent."),
    "keys.schedule.catch_up": (
        "Sau khi mất điện còn được phát muộn trong bao lâu; mặc định 0.",
        "How late it may still air after an outage; 0 by default.",
    ),
    "keys.schedule.wait": (
        "Được đợi buổi phát khác trong bao lâu; mặc định 15m.",
        "How long it may wait behind another airing; 15m by default.",
    ),
    "keys.schedule.zones": (
        "Các cụm loa; không ghi thì mọi cụm.",
        "The zones; all if not written.",
    ),
    # station.yaml
    "keys.station.name": ("Tên đài.", "The station's name."),
    "keys.station.place": (
        "Đài ở đâu, để đọc đúng tên riêng.",
        "Where it stands; helps to read local names.",
    ),
    "keys.station.reading": (
        "Cách đọc số và ký hiệu quen tai ở địa phương.",
        "How people here are used to hear numbers and signs.",
    ),
    "keys.reading.codes": (
        "Ký hiệu văn bản như 122/QĐ-UBND: expand (đọc đầy đủ), short (chỉ đọc số), letters (đọc từng chữ).",
        "Signs of documents such as 122/QĐ-UBND: expand (in full), short (the number only), letters.",
    ),
    "keys.reading.years": (
        "Năm 2025: full (hai nghìn không trăm hai mươi lăm) hoặc short (hai nghìn hai mươi lăm).",
        "The year 2025: full (hai nghìn không trăm hai mươi lăm) or short (hai nghìn hai mươi lăm).",
    ),
    "keys.reading.thousand": ("1.000 đọc là nghìn hay ngàn.", "Whether 1 000 is said nghìn or ngàn."),
    "keys.reading.odd": ("105 đọc là linh hay lẻ.", "Whether 105 is said with linh or lẻ."),
    "keys.place.ward": ("Phường, xã.", "The ward."),
    "keys.place.province": ("Tỉnh, thành phố.", "The province."),
    "keys.station.timezone": ("Múi giờ.", "The time zone."),
    "keys.station.speech": ("Máy đọc.", "The speech engines."),
    "keys.speech.engines": (
        "Các máy đọc theo thứ tự; máy đầu tiên chạy được sẽ đọc; mặc định [piper, gtts, espeak].",
        "Engines in order; the first that works speaks; [piper, gtts, espeak] by default.",
    ),
    "keys.speech.rate": (
        "Tốc độ đọc, âm tiết một phút; mặc định 185.",
        "Syllables a minute; 185 by default.",
    ),
    "keys.speech.online": (
        "Cho phép giọng cần mạng (gtts, edge) gửi lời bản tin lên Internet; mặc định true.",
        "Whether gtts and edge may send a message's words to the internet; true by default.",
    ),
    "keys.station.voices": (
        "Các giọng: tên giọng → máy đọc → giọng của máy đó.",
        "Voices: name → engine → the engine's own voice.",
    ),
    "keys.station.sound": ("Âm thanh chung của đài.", "The house sound."),
    "keys.sound.rate": ("Tần số lấy mẫu, Hz.", "Sample rate in Hz."),
    "keys.sound.loudness": ("Độ to, LUFS.", "Loudness in LUFS."),
    "keys.sound.true_peak": ("Đỉnh cao nhất, dBTP.", "Highest true peak in dBTP."),
    "keys.sound.high_pass": (
        "Cắt tiếng trầm dưới tần số này, Hz; 0 là không cắt.",
        "High-pass in Hz; 0 for none.",
    ),
    "keys.sound.profile": (
        "Âm sắc: flat để nguyên, horn làm rõ phụ âm cho loa nén nghe đục.",
        "The sound: flat as it was spoken, horn with consonants lifted for horns that sound dull.",
    ),
    "keys.sound.opening": ("Nhạc hiệu mở đầu.", "The chime before."),
    "keys.sound.closing": ("Nhạc hiệu kết thúc.", "The chime after."),
    "keys.sound.emergency": ("Âm báo khẩn cấp.", "The sound of an emergency."),
    "keys.sound.cache": (
        "Thư mục audio_cache chiếm tối đa bao nhiêu MB.",
        "How many MB audio_cache may take.",
    ),
    "keys.station.output": (
        "Âm thanh đi đâu: {{device: default}}, {{file: thư-mục}} hoặc none.",
        "Where sound goes: {{device: default}}, {{file: folder}} or none.",
    ),
    "keys.output.device": ("Tên thiết bị âm thanh.", "The sound device."),
    "keys.output.latency": ("Độ trễ của thiết bị, giây.", "The device's latency in seconds."),
    "keys.output.listen": (
        "Nghe lại những gì vừa phát: monitor (ngay tại đầu ra) hoặc tên một ngõ vào.",
        "Hear back what was aired: monitor (at the output itself) or an input's name.",
    ),
    "keys.output.file": ("Ghi thành tệp trong thư mục này.", "Write files into this folder."),
    "keys.station.keying": ("Đóng cắt máy phát hoặc tăng âm.", "Switching of transmitter or amplifier."),
    "keys.keying.type": ("Kiểu đóng cắt.", "How it is switched."),
    "keys.keying.settle": ("Đợi máy ổn định sau khi bật.", "Time to settle after switching on."),
    "keys.keying.noise": ("Tiếng ồn rất nhỏ để mở máy thu.", "Very quiet noise that opens the receivers."),
    "keys.keying.tail": ("Giữ máy thêm sau khi dứt tiếng.", "Kept on after the sound ends."),
    "keys.keying.longest": ("Không bao giờ bật lâu hơn.", "Never on for longer."),
    "keys.keying.chip": ("Thiết bị GPIO.", "The GPIO device."),
    "keys.keying.gpio_line": ("Số chân GPIO.", "The GPIO line."),
    "keys.keying.active": ("Mức điện khi bật: high hoặc low.", "The level that means on."),
    "keys.keying.port": ("Cổng nối tiếp.", "The serial port."),
    "keys.keying.board": (
        "Bo rơ-le USB: lcus-1, lcus-2, lcus-4, lcus-8, kmtronic hoặc numato.",
        "The USB relay board: lcus-1, lcus-2, lcus-4, lcus-8, kmtronic or numato.",
    ),
    "keys.keying.relay": ("Rơ-le thứ mấy trên bo, từ 1.", "Which relay of the board, from 1."),
    "keys.keying.bytes_on": (
        "Các byte gửi đi để bật, ví dụ A0 01 01 A2.",
        "The bytes that switch on, such as A0 01 01 A2.",
    ),
    "keys.keying.bytes_off": (
        "Các byte gửi đi để tắt, ví dụ A0 01 00 A1.",
        "The bytes that switch off, such as A0 01 00 A1.",
    ),
    "keys.keying.baud": (
        "Tốc độ cổng nối tiếp; mặc định 9600.",
        "Speed of the serial port; 9600 by default.",
    ),
    "keys.keying.device": (
        "Cổng nối tiếp của bộ rơ-le Modbus RTU, thay cho host.",
        "The serial port of a Modbus RTU box, instead of host.",
    ),
    "keys.keying.parity": (
        "Chẵn lẻ của cổng nối tiếp: none, even hoặc odd.",
        "Parity of the serial line: none, even or odd.",
    ),
    "keys.keying.method": (
        "Cách gọi địa chỉ: get, post hoặc put; mặc định get.",
        "How the addresses are asked: get, post or put; get by default.",
    ),
    "keys.keying.user": ("Tên đăng nhập của bộ rơ-le.", "The relay's user name."),
    "keys.keying.password": ("Mật khẩu của bộ rơ-le.", "The relay's password."),
    "keys.keying.ca": (
        "Tệp chứng thư mà bộ rơ-le https phải khớp, khi nó tự ký.",
        "The certificate file that an https relay must match, if it signs its own.",
    ),
    "keys.keying.file": (
        "Ghi từng lần bật tắt vào tệp này, để thử khi chưa có rơ-le.",
        "Write each switching into this file, to try things out without a relay.",
    ),
    "keys.zones.keying": (
        "Máy phát riêng của cụm loa này; không ghi thì dùng máy của cả đài.",
        "The zone's own transmitter; the station's if not written.",
    ),
    "keys.keying.serial_line": ("Chân điều khiển: rts hoặc dtr.", "The control line: rts or dtr."),
    "keys.keying.host": ("Địa chỉ bộ rơ-le.", "The relay box's address."),
    "keys.keying.tcp_port": ("Cổng TCP.", "The TCP port."),
    "keys.keying.unit": ("Số hiệu thiết bị Modbus.", "The Modbus unit."),
    "keys.keying.coil": ("Số hiệu rơ-le.", "The coil."),
    "keys.keying.on": ("Địa chỉ để bật.", "The address that switches on."),
    "keys.keying.off": ("Địa chỉ để tắt.", "The address that switches off."),
    "keys.station.zones": ("Các cụm loa.", "The zones."),
    "keys.zones.channel": ("Kênh: left, right hoặc both.", "The channel: left, right or both."),
    "keys.zones.delay": ("Phát chậm hơn bao lâu để không vọng.", "Delay against echoes."),
    "keys.station.regulation": ("Quy chế của phường.", "The ward's regulation."),
    "keys.regulation.quiet": (
        "Giờ yên tĩnh, ví dụ 21:00-06:00, hoặc none.",
        "Quiet hours, such as 21:00-06:00, or none.",
    ),
    "keys.regulation.sessions_per_day": ("Số buổi phát một ngày.", "Sessions a day."),
    "keys.regulation.minutes_per_session": ("Số phút một buổi.", "Minutes a session."),
    "keys.regulation.days_per_week": ("Số ngày phát một tuần.", "Days a week."),
    "keys.regulation.quotas": (
        "Khi vượt quy chế: warn (nhắc) hoặc refuse (không phát).",
        "Over the quotas: warn or refuse.",
    ),
    "keys.station.approval": ("Duyệt nội dung trước khi phát.", "Approval before airing."),
    "keys.approval.required": ("true: chưa duyệt thì không phát.", "true: nothing airs unapproved."),
    "keys.approval.bind": (
        "Duyệt theo words (lời) hay sound (âm thanh).",
        "Bound to the words or to the sound.",
    ),
    "keys.station.gain": (
        "Tăng giảm âm lượng (dB): all, theo giờ 05:00-06:30, theo tên cụm loa; mỗi kênh theo cụm nhỏ nhất.",
        "Gain in dB: all, by hours such as 05:00-06:30, by zone (the quietest of a channel counts).",
    ),
    "keys.station.sources": (
        "Các nguồn được phép tiếp âm: địa chỉ, hoặc line-in: 2.",
        "The only sources that may be relayed: an address, or line-in: 2.",
    ),
    "keys.sources.line_in": ("Số của ngõ vào.", "The input's number."),
    "keys.station.console": ("Trang điều khiển.", "The web console."),
    "keys.console.listen": ("Địa chỉ và cổng.", "Address and port."),
    "keys.station.ups": ("Bộ lưu điện (qua NUT).", "The UPS (through NUT)."),
    "keys.ups.host": ("Máy chạy upsd; mặc định máy này.", "Where upsd runs; here by default."),
    "keys.ups.port": ("Cổng TCP của upsd.", "The TCP port of upsd."),
    "keys.ups.name": (
        "Tên bộ lưu điện; không ghi thì lấy cái đầu tiên.",
        "The UPS's name; the first one by default.",
    ),
    # approvals/
    "keys.approvals.message": ("Mã bản tin.", "The message's id."),
    "keys.approvals.words_digest": ("Dấu của lời đã duyệt.", "The digest of the approved words."),
    "keys.approvals.sound_digest": ("Dấu của âm thanh đã duyệt.", "The digest of the approved sound."),
    "keys.approvals.written_digest": ("Dấu của bản tin lúc duyệt.", "The digest of the message's file."),
    "keys.approvals.by": ("Người duyệt.", "Who approved."),
    "keys.approvals.at": ("Lúc duyệt.", "When."),
}
