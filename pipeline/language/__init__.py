"""Text: simplified Chinese, spoken numbers, sounds, words, and the transcript made of them."""
