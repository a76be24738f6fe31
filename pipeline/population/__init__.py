"""All calls together: what was covered where, who and what stands out, and which calls a person should hear."""
