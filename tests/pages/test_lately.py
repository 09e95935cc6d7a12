"""What is asked for no more does not stay in the process's memory."""

from app.pages.lately import SECONDS_KEPT, Lately


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_asked_for_no_more_is_forgotten_and_what_is_asked_for_is_made_once():
    clock, made = Clock(), []

    def ask(key: str) -> None:
        lately.get(key, lambda: made.append(key) or key)

    lately: Lately[str] = Lately(clock)
    ask("stays")
    ask("taken back")
    for _ in range(2):
        clock.now += SECONDS_KEPT
        lately.forget()
        ask("stays")
    assert len(lately) == 1
    assert made == ["stays", "taken back"]


def test_nothing_is_forgotten_before_its_time():
    clock = Clock()
    lately: Lately[str] = Lately(clock)
    lately.get("a", lambda: "A")
    for _ in range(10):
        clock.now += SECONDS_KEPT / 11
        lately.forget()
    assert len(lately) == 1
