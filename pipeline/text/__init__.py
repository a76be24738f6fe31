"""How Chinese is written and sounds: script, sentences, words, syllables, and edits that stay on record."""
