"""What holds for every test: no test loads half a gigabyte of weights unless it says so."""

import os

# The rules need no weights; tests of the reader name it, with recorded states or with the mark `weights`.
os.environ.setdefault("TINGHE_JUDGE", "rules")
