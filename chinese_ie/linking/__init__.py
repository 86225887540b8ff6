"""What mentions stand for: aliases, places and people."""
