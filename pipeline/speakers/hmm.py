"""Two states in a row, each with its own evidence, and a price for every change between them."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def second_state_probabilities(log_odds: Numbers, change_costs: Numbers) -> Numbers:
    """Probability of the second of two states at each place, given all places (the forward-backward algorithm).

    Args:
        log_odds: evidence for the second state against the first, shape (n,).
        change_costs: log odds against a change between a place and the next, shape (n - 1,).

    Returns:
        Shape (n,), each between 0 and 1.
    """
    evidence = np.stack([-log_odds / 2, log_odds / 2], axis=1)
    forward = _messages(evidence, change_costs)
    backward = _messages(evidence[::-1], change_costs[::-1])[::-1]
    total = forward + backward - evidence  # the place's own evidence is in both
    return np.asarray(1 / (1 + np.exp(np.clip(total[:, 0] - total[:, 1], -50, 50))))


def _messages(evidence: Numbers, change_costs: Numbers) -> Numbers:
    """Log weight of each state at each place, from all places up to it, shape (n, 2)."""
    messages = evidence.copy()
    for place in range(1, len(evidence)):
        before = messages[place - 1]
        messages[place] += np.logaddexp(before, before[::-1] - change_costs[place - 1])
        messages[place] -= messages[place].max()
    return messages
