"""What a sentence is about when no pattern knows its words: a small classifier trained on the phrase bank."""
