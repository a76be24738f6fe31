"""`python -m tests.fuzz`; what is started here is imported by its processes, so it stands in a module of its own."""

import sys

from tests.fuzz.campaign import main

if __name__ == "__main__":
    sys.exit(main())
