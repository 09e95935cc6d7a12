"""Touchline: experience-based co-design, from the room to the change."""
