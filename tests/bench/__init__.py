"""What `make bench` runs: ours and its floor, side by side. Not collected by pytest."""
