"""How it sounds: loudness, sirens, gain, which engine speaks, and how the ward's people read numbers."""
