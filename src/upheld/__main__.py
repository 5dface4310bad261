"""``python -m upheld``: the same as the command ``upheld``."""

import sys

from upheld.cli import main

if __name__ == "__main__":
    sys.exit(main())
