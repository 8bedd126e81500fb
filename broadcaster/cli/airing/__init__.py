"""What a command asks to air, from the request until its end is told."""
