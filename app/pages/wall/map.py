"""The map on the wall, as high as the lines under it and three short quotes leave it."""

from dataclasses import replace

from app.domain.anonymity import Group
from app.domain.workshops import Stage
from app.pages.charts import FAR, MapShown, map_shown
from app.pages.look import Look
from app.pages.wall.fitting import ACROSS, LETTER, lines

LINE = 33.5  # of the picture's own units, as FAR
# As long as what stands there in English, and somewhat longer.
MERGED = "oooo_Patients_and_carers are drawn together today, because some groups are small, oooo."
GUESSED = (
    "oooo_Staff’s_guess Furthest apart at {}: Staff guessed in between. Patients and carers said."
)


def map_on_the_wall(look: Look, stage: Stage) -> MapShown:
    shown = map_shown(look, stage)
    told = [MERGED] if Group.BOTH in shown.felt.groups else []
    if shown.guesses:
        furthest = shown.guesses.furthest
        told.append(GUESSED.format(shown.titles[furthest.touchpoint] if furthest else ""))
    rows = sum(lines(each, ACROSS / LETTER) for each in told)
    if not rows:
        return shown
    return map_shown(look, stage, replace(FAR, height=round(FAR.height - rows * LINE)), shown.felt)
