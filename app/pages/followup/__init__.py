"""Projects, and what comes after the room: for facilitators and teams."""
