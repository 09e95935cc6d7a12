"""What goes wrong on real networks and real servers, done on purpose."""
