"""What comes in kinds: engines, keyings, contacts, outputs. Each kind once, as plain data."""
