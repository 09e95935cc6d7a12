"""What a participant sees and does."""
