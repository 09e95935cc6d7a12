"""What the button says that takes back the newest act at the desk."""

from app.domain.errors import N_

UNDO = {
    "move": N_("Undo: stage"),
    "moderate": N_("Undo: words"),
    "group": N_("Undo: theme"),
    "rename": N_("Undo: theme"),
    "large": N_("Undo: large on the wall"),
    "reveal": N_("Undo: reveal"),
    "decide": N_("Undo: decision"),
    "answer": N_("Undo: answer"),
    "accept": N_("Undo: touchpoint"),
    "clock": N_("Undo: clock"),
    "pause": N_("Undo: pause"),
    "order": N_("Undo: running order"),
    "prepare": N_("Undo: preparing"),
    "team": N_("Undo: team"),
    "doors": N_("Undo: doors"),
    "blank": N_("Undo: blank wall"),
    "show": N_("Undo: words on the wall"),
    "word": N_("Undo: words"),
    "heads": N_("Undo: people counted"),
    "tables": N_("Undo: tables"),
    "card": N_("Undo: card"),
    "helper": N_("Undo: helper"),
    "end": N_("Undo: end"),
}


def undo_label(what: str) -> str:
    """Empty where there is nothing to undo."""
    return UNDO.get(what, N_("Undo")) if what else ""
