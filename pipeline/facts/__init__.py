"""The facts room: values that a careful listener would write down, and how they stand against the loan file."""
