"""What is seen of the running station: its status, events and figures; nothing here changes it."""
