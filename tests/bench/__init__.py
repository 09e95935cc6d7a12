"""What the bench counts."""
