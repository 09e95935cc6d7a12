"""Chasing the days to look at a trial (T4): three days before, three and ten days after, then the
project's sponsor.

`tables` says who is asked and what they answered, `asking` which letters ought to exist,
`answering` what one tap in a letter does, `naming` who is asked.
"""
