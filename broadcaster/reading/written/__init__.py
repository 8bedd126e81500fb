"""What people wrote, as plain text: characters, encodings, lines."""
