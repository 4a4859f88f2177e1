"""Feeds of outside systems: ИС «Контингент» (X1) and the staff source (X2).

`records` is the neutral form that the exchange works with, `parsing` makes it of what was sent,
`problems` says in words what was wrong; `http` and `files` fetch page by page, `reading` picks
the one a source needs. The contracts are in docs/integrations/. `stand_in` plays the outside
systems in the demo and the tests.
"""
