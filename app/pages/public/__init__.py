"""What anybody with the link may see."""
