"""Stand-ins for the outside systems: they serve the demo's people by the contract and can be told to misbehave.

Run by ``manage.py stand_in contingent|staff``; what `POST /control` takes is in docs/integrations/stand-in.md.
Never a part of production.
"""
