"""What each office's system holds of the one truth: its own tables, words, formats and gaps. One module a system."""
