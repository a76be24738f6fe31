"""What Tinghe does for whoever asks: each service takes values and returns values, and prints nothing."""

from collections.abc import Callable

CallProgress = Callable[[int, int], None]  # told of calls done and calls in all
