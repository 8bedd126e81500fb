"""The bytes of an alert as a value, or what is wrong with them; no file, clock or network."""
