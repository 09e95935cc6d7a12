"""The same faults, seen from phones in a real browser."""
