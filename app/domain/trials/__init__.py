"""Trials: one change tested in small, in cycles of plan, do, study and act (T1).

`tables` says what a trial and its cycles are, `state` what state a trial is in, `teammates` who is
at work on it, `history` what was done. The verbs stand in the order of the method: `planning`,
`doing`, `closing`, `owning`. `shown` is what pages read.
"""

from app.domain.trials.closing import Closing, close_cycle, correct_cycle, reopen, write_study
from app.domain.trials.doing import (
    Note,
    Task,
    add_task,
    note_down,
    notes_of,
    take_note_away,
    take_task_away,
    tasks_of,
    tick_task,
)
from app.domain.trials.forgetting import forget_trials
from app.domain.trials.history import TrialAct, acts_of, remember
from app.domain.trials.owning import Owners, hand_over
from app.domain.trials.planning import Plan, plan_stands, plan_trial, same_words, start_trial
from app.domain.trials.shown import TrialShown, trial_of, trial_shown, trials_of
from app.domain.trials.state import STATES, State
from app.domain.trials.tables import ACTS, COMPARED, LINE, PARAGRAPH, SCALES, Cycle, Trial
from app.domain.trials.teammates import AtWork, Teammate, cycles_of, now_in, teammate, trial_called

__all__ = [
    "ACTS",
    "COMPARED",
    "LINE",
    "PARAGRAPH",
    "SCALES",
    "STATES",
    "AtWork",
    "Closing",
    "Cycle",
    "Note",
    "Owners",
    "Plan",
    "State",
    "Task",
    "Teammate",
    "Trial",
    "TrialAct",
    "TrialShown",
    "acts_of",
    "add_task",
    "close_cycle",
    "correct_cycle",
    "cycles_of",
    "forget_trials",
    "hand_over",
    "note_down",
    "notes_of",
    "now_in",
    "plan_stands",
    "plan_trial",
    "remember",
    "reopen",
    "same_words",
    "start_trial",
    "take_note_away",
    "take_task_away",
    "tasks_of",
    "teammate",
    "tick_task",
    "trial_called",
    "trial_of",
    "trial_shown",
    "trials_of",
    "write_study",
]
