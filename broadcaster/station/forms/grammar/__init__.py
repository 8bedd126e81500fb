"""What every form is made of: keys, texts, times and kinds, and their Vietnamese names."""
