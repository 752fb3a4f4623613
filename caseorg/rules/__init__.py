"""Facts and rule files to verdicts and dates."""
