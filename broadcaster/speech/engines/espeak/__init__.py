"""eSpeak NG: the built-in voice, always there, without a network."""
