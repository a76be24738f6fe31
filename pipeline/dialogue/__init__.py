"""The call as a dialogue: its transcript, what is odd about it, which kind of call it is, how it went."""
