"""A whole rehearsal against a real server, through its front door."""

import json
import socket
import threading
import time

import pytest

from app.rehearsal import CannotRehearse, Report, rehearse

KINDS = {"placement", "word", "story", "idea", "dot", "answer"}


def steered(away, seats: int, pace: float, **more) -> Report:
    return rehearse(
        away.address,
        away.demo["code"],
        seats=seats,
        pace=pace,
        desk_email=away.demo["email"],
        desk_password=away.demo["password"],
        **more,
    )


def must_be_honest(report: Report, seats: int, nothing: str = "answer") -> None:
    """`nothing`: the kind that this room's way of choosing has no use for."""
    assert report.problems == ()
    assert report.seats == seats
    assert set(report.acts) == KINDS
    for kind, line in report.acts.items():
        assert (line.sent > 0) is (kind != nothing), kind
        assert (line.lost, line.twice) == (0, 0), kind
        assert line.found == line.acknowledged == line.sent - line.refused, kind


@pytest.mark.faults
def test_a_server_killed_again_and_again_loses_nothing(away):
    reports: list[Report] = []
    going = threading.Thread(target=lambda: reports.append(steered(away, seats=20, pace=20)))
    going.start()
    kills = 0
    while going.is_alive():
        going.join(6)
        if going.is_alive() and kills < 5:
            away.kill()
            time.sleep(0.5)
            away.start()
            kills += 1

    assert kills == 5
    must_be_honest(reports[0], seats=20)
    assert sum(line.retried for line in reports[0].acts.values()) > 0


def test_the_command_prints_its_report_as_json(away):
    told = away.run(
        *("rehearse", "--url", away.address, "--code", away.demo["code"]),
        *("--seats", "3", "--pace", "200", "--seed", "9", "--json"),
        TOUCHLINE_DESK_EMAIL=away.demo["email"],
        TOUCHLINE_DESK_PASSWORD=away.demo["password"],
    )

    report = json.loads(told.stdout)
    assert set(report["acts"]) == KINDS
    assert report["seats"] == 3
    assert report["seed"] == 9
    assert {"sent", "acknowledged", "found", "lost", "twice", "p50_ms", "p95_ms", "p99_ms"} <= set(
        report["acts"]["dot"]
    )


def test_a_wrong_code_a_wrong_password_and_no_server_are_said_in_a_sentence(away):
    with pytest.raises(CannotRehearse, match="opens no workshop"):
        rehearse(away.address, "AAAAAA", seats=3)
    with pytest.raises(CannotRehearse, match="do not fit"):
        rehearse(
            away.address,
            away.demo["code"],
            seats=3,
            desk_email=away.demo["email"],
            desk_password="not this one",
        )
    with pytest.raises(CannotRehearse, match="must begin with"):
        rehearse("touchline.example", "AAAAAA", seats=3)


def test_nobody_at_the_address_is_said_after_a_while(monkeypatch):
    monkeypatch.setattr("app.rehearsal.running.FIRST_ANSWER", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(CannotRehearse, match="No good answer"):
        rehearse(address, "AAAAAA", seats=3)


def test_without_a_facilitator_people_wait_and_the_time_limit_ends_it(away):
    report = rehearse(away.address, away.demo["code"], seats=4, pace=50, minutes=0.1)

    assert report.problems == ()
    assert 1 <= report.seats <= 4
