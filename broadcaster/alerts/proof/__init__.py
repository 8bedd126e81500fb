"""What shows who an alert is from: its signature, and the senders of the ward that it may prove."""
