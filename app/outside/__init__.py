"""What leaves the building: e-mail and calendars, and the clock that sends each thing at most once.

`letters` says what an e-mail holds, `mail` makes and carries it, `post` is the scheduler.
"""
