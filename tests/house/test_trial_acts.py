"""Every act on a trial has a sentence in its history, and a way back or a word why it has none."""

import ast
from pathlib import Path

from app.domain.trial_undoing import _BACK
from app.pages.followup.history import SAID, UNDO

DOMAIN = Path(__file__).parent.parent.parent / "app/domain"
NO_WAY_BACK = {
    "link": "the link is withdrawn instead",
    "ask": "the card is withdrawn instead",
    "no_ask": "a new card is made instead",
    "no_link": "a new link is made instead: what was withdrawn must stay gone",
}


def remembered() -> set[str]:
    """Every kind of act that a verb remembers; `reopen` says the kind it was given."""
    found = {"slip", "again"}
    for path in DOMAIN.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "remember"
            if is_call and isinstance(node.args[2], ast.Constant):
                found.add(str(node.args[2].value))
    return found


def test_every_act_on_a_trial_is_told_in_words():
    assert remembered() == set(SAID)


def test_every_act_on_a_trial_can_be_undone_or_says_why_not():
    assert set(_BACK) == set(SAID) - set(NO_WAY_BACK) == set(UNDO)
