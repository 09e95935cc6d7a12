"""How charts are talked about: in words a patient can read."""

import re

from app.pages.templating import environment


def test_no_sentence_about_a_chart_is_called_significant():
    folder = [name for name in environment.list_templates() if "chart" in name or "measure" in name]
    assert folder
    for name in folder:
        source = environment.loader.get_source(environment, name)[0]
        assert "significan" not in source.lower(), name


def test_every_sentence_of_the_rules_has_words():
    """Each key that the rules can choose stands in the template that says it."""
    source = environment.loader.get_source(environment, "shared/chart.html")[0]
    told = set(re.findall(r'said\.key == "(\w+)"', source))
    plain = {"nothing_yet", "too_soon", "few_people", "constant", "no_change", "common", "back"}
    ways = ("better", "worse", "higher", "lower")
    rules = ("trend", "shift", "outside", "two_of_three", "was")
    assert told == plain | {"few_crossings"} | {f"{rule}_{way}" for rule in rules for way in ways}
