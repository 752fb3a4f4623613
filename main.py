"""Starts caseorg, and nothing else."""

import sys

from caseorg.app.startup import main

if __name__ == "__main__":
    sys.exit(main())
