"""The pages on which a workshop is prepared, through the front door."""

from tests.conftest import Running
from tests.make import World


def test_a_stage_is_added_changed_and_shown_on_every_screen(running: Running, room: World):
    here = f"/w/{room.workshop}/desk"
    desk = running.desk(room, htmx=False)
    added = desk.post(
        f"{here}/order/stages", data={"kind": "talk", "after": room.stages["welcome"]}
    )
    assert added.status_code == 303
    page = added.headers["location"]
    form = desk.get(page).text
    seen = form.split('name="seen" value="')[1].split('"')[0]
    told = {"seen": seen, "title": "In pairs", "minutes": "12", "instruction": "Turn round."}
    assert desk.post(page, data={**told, "prompt": "What surprised you?"}).status_code == 303
    assert "In pairs" in desk.get(f"{here}/order").text
    desk.post(f"{here}/stage", data={"to": page.rsplit("/", 1)[1]})
    assert "What surprised you?" in running.phone(room, "Bo").get(f"/w/{room.workshop}/phone").text
    assert "What surprised you?" in running.wall(room).get(f"/w/{room.workshop}/wall").text


def test_what_is_wrong_keeps_what_was_typed(running: Running, room: World):
    page = f"/w/{room.workshop}/desk/order/{room.stages['ideas']}"
    desk = running.desk(room, htmx=False)
    seen = desk.get(page).text.split('name="seen" value="')[1].split('"')[0]
    told = {"seen": seen, "title": "Kept", "minutes": "many", "instruction": "Kept too"}
    answer = desk.post(page, data=told)
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert 'href="#minutes"' in answer.text


def test_moving_removing_and_undoing_by_buttons(running: Running, room: World):
    here = f"/w/{room.workshop}/desk/order"
    desk = running.desk(room, htmx=False)
    before = desk.get(here).text
    moved = desk.post(f"{here}/moves", data={"stage": room.stages["map"], "to": "up"})
    assert moved.headers["location"].endswith(f"#up-{room.stages['map']}")
    page = desk.get(here).text
    assert page.index(f"line-{room.stages['map']}") < page.index(f"line-{room.stages['feelings']}")
    desk.post(f"{here}/removals", data={"stage": room.stages["ideas"]})
    for _ in range(2):
        name = desk.get(here).text.split('name="seen" value="')[1].split('"')[0]
        desk.post(f"{here}/undo", data={"seen": name})
    ids = [part.split('"')[0] for part in desk.get(here).text.split('id="line-')[1:]]
    assert ids == [part.split('"')[0] for part in before.split('id="line-')[1:]]


def test_who_looks_after_people_and_how_small_a_group_may_be(running: Running, room: World):
    here = f"/w/{room.workshop}/desk/prepare"
    desk = running.desk(room, htmx=False)
    told = {"title": "Our day", "support_person": "Priya", "helplines": "Ring 111", "k": "6"}
    assert desk.post(here, data=told).status_code == 303
    assert "Ring 111" in running.phone(room, "Amina").get(f"/w/{room.workshop}/phone").text
    refused = desk.post(here, data={**told, "k": "3", "title": "Kept"})
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text
    assert 'href="#k"' in refused.text
