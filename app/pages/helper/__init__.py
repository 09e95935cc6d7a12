"""What somebody sees who writes down for others."""
