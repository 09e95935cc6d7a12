"""Facilitators' accounts."""
