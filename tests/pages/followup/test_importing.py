"""Touchpoints from a table: shown first, bad lines named, nothing added by surprise (M1)."""

import pytest

from app.domain.errors import Unusable
from app.domain.importing import read_table
from app.domain.journey import touchpoints_of
from tests.conftest import Running
from tests.make import World


@pytest.mark.parametrize(
    "text",
    [
        b"title,where\nThe letter,raised in 7 of 11 interviews\nGoing home,",
        b"Touchpoint;where\r\nThe letter;raised in 7 of 11 interviews\r\nGoing home;\r\n",
        b"\xef\xbb\xbfThe letter\traised in 7 of 11 interviews\n\n Going  home \t",
        b'"The letter","raised in 7 of 11 interviews"\n"Going home"',
    ],
)
def test_commas_semicolons_and_tabs_are_read_alike(text: bytes):
    table = read_table(text)
    assert [(row.title, row.source) for row in table.good] == [
        ("The letter", "raised in 7 of 11 interviews"),
        ("Going home", ""),
    ]
    assert not table.bad


def test_an_old_spreadsheet_keeps_its_letters():
    assert read_table("Café visit;œuvre".encode("cp1252")).good[0].title == "Café visit"


def test_each_bad_line_is_named():
    text = f"Fine,\n{'x' * 81},\n,only a source\na | b,\nFine,\nLong,{'y' * 121}\n"
    assert [row.number for row in read_table(text.encode()).bad] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"title,where\n", b"PK\0\3picture"])
def test_what_is_no_table_is_said_in_a_sentence(content: bytes):
    with pytest.raises(Unusable):
        read_table(content)


def test_nothing_is_added_before_somebody_says_so(running: Running, room: World):
    desk, here = running.desk(room, htmx=False), f"/p/{room.project}"
    content = b"The corridor,seen on three days\n,nothing\n"
    page = desk.post(f"{here}/touchpoints/table", files={"table": ("t.csv", content)})
    assert page.status_code == 200
    assert "Line 2" in page.text

    def titles() -> list[str]:
        with room.session() as session:
            return [each.title for each in touchpoints_of(session, room.project)]

    assert "The corridor" not in titles()
    lines = page.text.split('name="lines" value="')[1].split('"')[0]
    desk.post(f"{here}/touchpoints", data={"lines": lines})
    assert titles()[-1] == "The corridor"


def test_no_file_is_a_sentence_too(running: Running, room: World):
    desk = running.desk(room, htmx=False)
    answer = desk.post(f"/p/{room.project}/touchpoints/table", data={"table": ""})
    assert answer.status_code == 422
    assert "There is nothing in this file." in answer.text
