"""From a file to tracks and speech regions: probe, decode, tell channels apart, find speech, cut a listening copy."""
