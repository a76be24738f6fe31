"""What Tinghe does for whoever asks: each service takes values and returns values, and prints nothing."""
