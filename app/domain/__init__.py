"""What co-design is. Knows nothing of HTTP, HTML or streams."""
