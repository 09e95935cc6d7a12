"""What the wall is about just now."""

from app.pages.look import Look


def state_of(look: Look) -> str:
    """One of: closed, lobby, stage, paused, blank, ended."""
    workshop = look.workshop
    if workshop.blanked_at is not None:
        return "blank"
    if workshop.paused_at is not None:
        return "paused"
    if workshop.ended_at is not None:
        return "ended"
    if workshop.doors_opened_at is None:
        return "closed"
    return "stage" if look.stage else "lobby"


def is_covered(look: Look) -> bool:
    """Nothing may stand in front of a pause or a blank wall."""
    return look.workshop.paused_at is not None or look.workshop.blanked_at is not None
