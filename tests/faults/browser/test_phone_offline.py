"""Ten minutes without a network, and networks that go away without a word."""

from datetime import UTC, datetime
from time import monotonic

import pytest
from playwright.sync_api import Error, expect

from tests.browser.screens import Phone
from tests.conftest import only_sqlite
from tests.faults.browser.conftest import Ward
from tests.faults.conftest import Say
from tests.faults.proxy import Proxy

pytestmark = [pytest.mark.faults, only_sqlite]
GIVEN = ["One", "Two", "Three"]


def gives_without_a_network(amina: Phone, network: Proxy) -> None:
    network.cut()
    for n, words in enumerate(GIVEN, 1):
        amina.writes(words)
        amina.sends()
        expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(n)
        expect(amina.box).to_have_value("")
    amina.writes("Half typed")


@pytest.mark.parametrize("stays", ["open", "locked", "reloaded", "thrown away"])
def test_after_ten_minutes_without_a_network_everything_arrives_once_and_in_order(
    ward: Ward, figure: Say, stays: str
):
    network = ward.network()
    amina = ward.phone(network)
    if stays == "open":
        amina.page.clock.install(time=datetime.now(UTC))
    amina.is_live()
    gives_without_a_network(amina, network)
    devtools = amina.context.new_cdp_session(amina.page)
    if stays == "open":
        amina.page.clock.run_for(600_000)
    elif stays == "locked":
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    elif stays == "reloaded":
        with pytest.raises(Error, match="ERR_"):
            amina.page.reload()
    else:
        amina.page.close()
        amina.page = amina.new_page()
        with pytest.raises(Error, match="ERR_"):
            amina.opens(f"{ward.here}/phone")
    ward.goes_to("map")
    ward.minutes_pass("feelings", 10)
    assert ward.told() == []

    began = monotonic()
    network.mend()
    if stays == "locked":
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
    elif stays != "open":
        amina.opens(f"{ward.here}/phone")
    ward.is_told(*GIVEN)
    took = monotonic() - began
    figure(
        "R3", f"10 minutes offline, {stays}", "sent within 5 s, 0 lost, 0 twice", f"{took:.1f} s"
    )
    assert took < 5
    amina.is_at("What we see")
    expect(amina.page.locator("#tray textarea")).to_have_value("Half typed")
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert ward.told() == GIVEN
    amina.page.get_by_role("button", name="Send it now").click()  # as it could not be in time
    ward.is_told(*GIVEN, "Half typed")


def test_a_network_that_falls_silent_is_noticed_said_and_forgotten(ward: Ward, figure: Say):
    network = ward.network()
    amina = ward.phone(network)
    amina.is_live()
    amina.is_marked()
    began = monotonic()
    network.stall()
    expect(amina.page.locator("#not-live")).to_be_visible(timeout=20_000)
    noticed = monotonic() - began
    amina.writes("One")
    amina.sends()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_be_visible(timeout=15_000)
    ward.goes_to("map")
    began = monotonic()
    network.mend()
    amina.is_at("What we see", 15_000)
    right = monotonic() - began
    expect(amina.page.locator("#not-live")).to_be_hidden()
    ward.is_told("One")
    assert amina.was_never_reloaded()
    figure("K3", "silence noticed", "within 15 s", f"{noticed:.1f} s")
    figure("K3", "right again, nobody said so", "within 15 s", f"{right:.1f} s")
    assert noticed < 15
