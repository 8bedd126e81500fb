"""The outbox of a station: the file `state/notices.db`, which the station fills and the sender empties."""
