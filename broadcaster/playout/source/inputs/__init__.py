"""Where samples come from: a stream, a sound card, a client's voice, and the buffer behind it."""
