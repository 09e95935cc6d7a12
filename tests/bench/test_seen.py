"""The counting behind the figures; the figures themselves are nobody's test."""

from bench.seen import Crowd, quantile
from bench.table import Line, drawn, ratio


def event(minute: int) -> bytes:
    return b'data: <p data-ends="%d">\n\n\r\n' % (1_000 + minute * 60_000)


def test_an_act_is_seen_when_the_last_phone_has_it():
    crowd = Crowd(phones=2)
    crowd.reads(event(0))
    crowd.send(1, at=10.0)
    number, _ = crowd.reads(event(1))
    crowd.shows(0, number, at=10.5)
    assert not crowd.seen
    crowd.shows(0, number, at=11.0)
    assert crowd.milliseconds() == [1000.0]
    assert crowd.all_seen.is_set()


def test_one_event_shows_all_the_acts_before_it():
    crowd = Crowd(phones=1)
    crowd.reads(event(0))
    for act in (1, 2, 3):
        crowd.send(act, at=0.0)
    number, copies = crowd.reads(event(3))
    crowd.shows(0, number, at=0.2)
    assert (number, copies, sorted(crowd.seen)) == (3, 1, [1, 2, 3])


def test_the_server_may_round_to_seconds():
    crowd = Crowd(phones=1)
    assert [crowd.reads(event(n) + b" " * n)[0] for n in (0, 1)] == [0, 1]
    assert crowd.reads(b'data-ends="120600"')[0] == 2


def test_a_ping_is_no_copy():
    assert Crowd(1).reads(b"event: ping\ndata: 17\n\n\r\n") == (0, 0)


def test_quantiles_of_few_and_of_none():
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile([1, 2], 0.99) == 2
    assert quantile([], 0.5) == 0


def test_the_table_is_markdown():
    text = drawn([Line("a", "b", "c", "d", ratio(7, 2))])
    assert text.splitlines()[-1] == "| a | b | c | d | 3.5 × |"
