"""What is done about a journal file that is damaged, replaced or incomplete."""
