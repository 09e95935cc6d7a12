"""Figures from a spreadsheet: every bad line is named in words, and none is guessed (T2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused, Unusable
from app.domain.figures import Put
from app.domain.figures_table import BadRow, read_figures
from app.domain.reading_figures import as_typed, day_from, figure_from, people_from

TODAY = date(2026, 6, 1)
JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-06-01", "2026-6-1", "01/06/2026", "1/6/26", "1.6.2026", "1-6-2026", "1 June 2026",
        "1st june 2026", "1 Jun 26", "1-Jun-26", "1-Jun-2026", "Mon 1 June 2026",
        "Monday, 1 June 2026", " 01/06/2026 ", "2026-06-01 00:00:00", "2026-06-01T09:30",
        "01/06/2026 00:00", "June 2026", "Jun-26", "2026-06", "2026-W23", "2026w23",
        "01\u00a0June\u00a02026",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_in_the_uk_and_their_spreadsheets_write_it(typed):
    assert day_from(typed) == JUNE


@pytest.mark.parametrize(
    "typed",
    ["06/25/2026", "31/06/2026", "soon", "1/6", "2026", "44", "1 Juneberry 2026", "1 Ju 2026", "",
     "2026-13-01", "2026-W60", "46173", "1/6/2026x"],
)  # fmt: skip
def test_what_is_no_day_is_never_guessed(typed):
    with pytest.raises(Unusable):
        day_from(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("44", 44), ("12.5", 12.5), ("12,5", 12.5), ("0,25", 0.25), (".5", 0.5), ("-3", -3),
        ("−3", -3), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1234567),
        ("12 345", 12345), ("12\u00a0345,5", 12345.5), ("12'345", 12345), ("44.0000", 44),
        ("007", 7), ("1234,5", 1234.5), ("-0", 0), ("999999999", 999999999),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_point_or_comma(typed, value):
    assert figure_from(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["", "n/a", "12 minutes", "1,234", "12.345.6", "1e5", "nan", "inf", "=1+1", "4,4,4", "12%",
     "1000000000", "0.00001", "--3", "9" * 400, "1.2.3", "½"],
)  # fmt: skip
def test_what_is_no_figure_or_could_be_two_is_refused(typed):
    with pytest.raises(Unusable):
        figure_from(typed)


def test_a_percent_sign_is_read_only_where_the_measure_counts_in_percent():
    assert figure_from("44%", percent=True) == 44
    assert figure_from("44,5 %", percent=True) == 44.5
    with pytest.raises(Unusable, match="percent sign"):
        figure_from("44%")


def test_a_comma_is_decimal_where_another_line_proves_it():
    assert figure_from("1,234", comma=True) == 1.234
    read = table("01/05/2026;1,234\n02/05/2026;12,5")
    assert [put.value for put in read.good] == [1.234, 12.5]
    assert [row.wrong for row in table("01/05/2026;1,234\n02/05/2026;12").bad] == [
        "This comma can be read in two ways. Write 1234 or 1.234."
    ]


@pytest.mark.parametrize(("typed", "people"), [("9", 9), (" 12 ", 12), ("", None), ("9.0", 9)])
def test_people_are_a_whole_number_or_nothing(typed, people):
    assert people_from(typed) == people


@pytest.mark.parametrize("typed", ["nine", "1.5", "-1", "²", "99999999"])
def test_anything_else_is_no_number_of_people(typed):
    with pytest.raises(Unusable):
        people_from(typed)


def table(content, known=(), percent=True):
    return read_figures(content, tuple(known), percent=percent, today=TODAY)


@pytest.mark.parametrize(
    "content",
    [
        "Week,Share\n04/05/2026,44\n11/05/2026,57\n",
        "04/05/2026;44\r\n11/05/2026;57\r\n",
        "04/05/2026\t44%\n11/05/2026\t57%",
        b"\xef\xbb\xbfWeek;Share\r\n04/05/2026;44,0\r\n11/05/2026;57,0\r\n",
        "\ufeff4 May 2026,44\n\n\n11 May 2026,57\n",
        "04/05/2026,44\n11/05/2026,57\n".encode("utf-16"),
        "Tag;Wert für heute\n04.05.2026;44\n11.05.2026;57".encode("cp1252"),
        '"04/05/2026","44"\n"11/05/2026","57"',
        "11/05/2026,57\n04/05/2026,44\n",
    ],
)
def test_a_table_is_read_however_the_spreadsheet_saved_it(content):
    read = table(content)
    assert read.bad == ()
    assert read.good == (Put(date(2026, 5, 4), 44), Put(date(2026, 5, 11), 57))


def test_every_bad_line_is_named_as_it_stands_with_what_is_wrong():
    read = table(
        "Day,Share,People\n"
        "04/05/2026,44,9\n"
        "05/25/2026,57,9\n"
        ",50,9\n"
        "11/05/2026,,9\n"
        "12/05/2026,lots,9\n"
        "13/05/2026,50,a few\n"
        "13/05/2030,50,9\n"
        "13/05/1930,50,9\n"
    )
    assert read.good == (Put(date(2026, 5, 4), 44, 9),)
    assert [(row.number, row.text) for row in read.bad] == [
        (3, "05/25/2026 · 57 · 9"),
        (4, "50 · 9"),
        (5, "11/05/2026 · 9"),
        (6, "12/05/2026 · lots · 9"),
        (7, "13/05/2026 · 50 · a few"),
        (8, "13/05/2030 · 50 · 9"),
        (9, "13/05/1930 · 50 · 9"),
    ]
    assert len({row.wrong for row in read.bad}) == 7


def test_a_day_that_is_there_twice_is_taken_once_if_both_agree_and_never_if_not():
    read = table("04/05/2026,44\n04/05/2026,44\n11/05/2026,57\n11/05/2026,58\n")
    assert read.good == (Put(date(2026, 5, 4), 44),)
    assert [(row.number, row.values["other"]) for row in read.bad] == [
        (2, "1"), (3, "4"), (4, "3")
    ]  # fmt: skip
    assert ["different" in row.wrong for row in read.bad] == [False, True, True]


def test_what_stands_already_is_counted_and_what_differs_is_named():
    known = [Put(date(2026, 5, 4), 44), Put(date(2026, 5, 11), 57)]
    read = table("04/05/2026,44\n11/05/2026,58\n18/05/2026,60\n", known)
    assert (read.known, read.good) == (1, (Put(date(2026, 5, 18), 60),))
    assert read.bad == (
        BadRow(
            2,
            "11/05/2026 · 58",
            "Another figure stands for this day: %(value)s. Correct it on the measure’s page.",
            {"value": "57"},
        ),
    )


def test_the_good_lines_are_read_again_exactly():
    read = table("04/05/2026,44.1234,9\n11/05/2026,999999999\n18/05/2026,-0.1\n")
    assert table(read.lines).good == read.good


def test_of_five_hundred_lines_twelve_bad_ones_are_named_and_the_rest_is_read():
    content, good = five_hundred_with_twelve_bad()
    read = table(content)
    assert (len(read.good), len(read.bad)) == (488, 12)
    assert tuple(read.good) == good


def five_hundred_with_twelve_bad() -> tuple[str, tuple[Put, ...]]:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(500)]
    odd = ("lots", "", "12 minutes")
    lines, good = ["Day,Share,People"], []
    for n, day in enumerate(days):
        if n % 40 == 7 and n < 480:
            lines.append(f"{day:%d/%m/%Y},{odd[n % 3]},9")
        else:
            lines.append(f"{day:%d/%m/%Y},{n % 90}.5%,{n % 9 + 1}")
            good.append(Put(day, n % 90 + 0.5, n % 9 + 1))
    return "\n".join(lines), tuple(good)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Day,Share\n",
        b"PK\x03\x04\x00\x00\x00\x08",
        "01/05/2026,44\0",
        '01/05/2026,"44',
        "\n".join("01/05/2026,44" for _ in range(1001)),
        "x" * 60_001,
    ],
)
def test_what_is_no_table_or_too_large_is_refused_as_a_whole(content):
    with pytest.raises(Refused):
        table(content)


@given(st.integers(-999_999_999 * 10**4, 999_999_999 * 10**4).map(lambda n: n / 10**4))
def test_what_a_form_holds_is_read_as_the_very_same_figure(figure):
    assert figure_from(as_typed(figure)) == figure
