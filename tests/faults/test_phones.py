"""The phones of the faults wait as long as the scripts of real phones do."""

import re

import pytest

from tests.faults import phones
from tests.faults.serving import ROOT

SCRIPTS = ROOT / "app/static/js"
SAME = {
    "going-out.js": {
        "LONGEST_WAIT": phones.LONGEST_WAIT,
        "LONGEST_WAIT_HERE": phones.LONGEST_WAIT_HERE,
        "HELD": phones.HELD,
    },
    "backing-off.js": {"FIRST_WAIT": phones.FIRST_WAIT},
    "following.js": {
        "SILENT": phones.SILENT,
        "DEAD_AFTER": phones.DEAD_AFTER,
        "LONGEST_WAIT": phones.LONGEST_WAIT_TO_FOLLOW,
    },
    "again.js": {
        "SPREAD": phones.SPREAD,
        "SPREAD_WAITING": phones.SPREAD_WAITING,
        "MOST_ASKED": phones.MOST_ASKED / 1000,  # not a time
    },
    "posting.js": {"NO_ANSWER": phones.NO_ANSWER, "HANGS": phones.HANGS},
    "here.js": {"NO_ANSWER": phones.NO_ANSWER},
}


@pytest.mark.parametrize(
    ("script", "name", "seconds"),
    [(script, *pair) for script, waits in SAME.items() for pair in waits.items()],
)
def test_a_phone_of_the_faults_waits_as_long_as_a_real_one(script: str, name: str, seconds: float):
    text = (SCRIPTS / script).read_text()
    found = re.search(rf"^const {name} = (\d+);", text, re.MULTILINE)
    assert found, f"{script} has no {name} any more"
    assert int(found[1]) == seconds * 1000


def test_a_phone_of_the_faults_takes_the_same_answers_for_none():
    away = re.search(r"^const AWAY = \[(.*)\];", (SCRIPTS / "here.js").read_text(), re.MULTILINE)
    first = re.search(
        r"^const LOOK_FIRST = (\d+);", (SCRIPTS / "going-out.js").read_text(), re.MULTILINE
    )
    assert away
    assert {int(status) for status in away[1].split(",")} == phones.AWAY
    assert first
    assert int(first[1]) == phones.LOOK_FIRST
