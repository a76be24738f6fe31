"""What Tinghe does for whoever asks: each service takes values and returns values, and prints nothing."""

from collections.abc import Callable

CallProgress = Callable[[int, int], None]  # called with the number of calls done and of calls in all
