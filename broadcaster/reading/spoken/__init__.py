"""Numbers, letters and strange words as Vietnamese syllables."""
