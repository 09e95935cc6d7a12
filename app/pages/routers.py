"""All routers, in the order in which a page is looked for."""

from fastapi import APIRouter

from app.pages.account.invited import router as invited
from app.pages.account.routes import router as account
from app.pages.desk.balance import router as desk_balance
from app.pages.desk.care import router as care
from app.pages.desk.helpers import router as desk_helpers
from app.pages.desk.keying import router as keying
from app.pages.desk.order import router as order
from app.pages.desk.order_stage import router as order_stage
from app.pages.desk.panel import router as desk_panel
from app.pages.desk.prepare import router as prepare
from app.pages.desk.previews import router as desk_previews
from app.pages.desk.printing import router as printing
from app.pages.desk.ready import router as ready
from app.pages.desk.rehearsing import router as rehearsing
from app.pages.desk.routes import router as desk
from app.pages.desk.words_routes import router as words
from app.pages.followup.board import router as board
from app.pages.followup.chasing import router as chasing
from app.pages.followup.ending import router as ending
from app.pages.followup.how import by_account as how
from app.pages.followup.how import by_link as team_how
from app.pages.followup.how import members as how_members
from app.pages.followup.importing import router as importing
from app.pages.followup.kinds import router as kinds
from app.pages.followup.library import router as library
from app.pages.followup.measuring import ROUTERS as MEASURING
from app.pages.followup.people import router as people
from app.pages.followup.replies import router as replies
from app.pages.followup.routes import router as followup
from app.pages.followup.still import by_account as still
from app.pages.followup.still import by_link as team_still
from app.pages.followup.still import members as still_members
from app.pages.followup.trail import router as trail
from app.pages.followup.trial_members import router as trial_members
from app.pages.followup.trials import by_account as trials
from app.pages.followup.trials import by_link as team
from app.pages.helper.routes import router as helper
from app.pages.joining import router as joining
from app.pages.phone.answers import router as phone_answers
from app.pages.phone.asked import router as asked
from app.pages.phone.care import router as phone_care
from app.pages.phone.known import router as phone_known
from app.pages.phone.routes import router as phone
from app.pages.phone.table import router as phone_table
from app.pages.public.calendars import router as calendars
from app.pages.public.hearing import router as hearing
from app.pages.public.look import router as look
from app.pages.public.paper import router as public_paper
from app.pages.public.personal import router as personal
from app.pages.public.routes import router as public
from app.pages.public.still import router as at_the_card
from app.pages.seat_cards import router as seat_cards
from app.pages.wall.routes import router as wall

# The phones first: they ask most, and every route before theirs is tried in vain.
ROUTERS: tuple[APIRouter, ...] = (
    # phones
    phone,
    phone_care,
    phone_table,
    asked,
    phone_known,
    phone_answers,
    # desks
    desk,
    order,
    order_stage,
    prepare,
    ready,
    desk_panel,
    rehearsing,
    desk_balance,
    desk_previews,
    words,
    care,
    desk_helpers,
    keying,
    printing,
    # the wall, and the ways in
    wall,
    joining,
    seat_cards,
    helper,
    account,
    invited,
    look,
    # afterwards
    followup,
    people,
    importing,
    board,
    trials,
    trial_members,
    team,
    *MEASURING,
    still,
    still_members,
    team_still,
    at_the_card,
    public,
    chasing,
    calendars,
    personal,
    hearing,
    replies,
    public_paper,
    trail,
    how,
    how_members,
    team_how,
    library,
    kinds,
    ending,
)
