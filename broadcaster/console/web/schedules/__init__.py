"""What the page Lịch phát shows and changes, as values."""
