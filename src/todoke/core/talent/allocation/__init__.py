"""Who helps which town: a round of the allocation, its proof and its reasons.

Where to begin:
- `values.RoundInput` what a round is computed from; `canonical.plain_input`, `saving.read_input`.
- `rounds.set_up`, `steps`, `finish` step by step with `saving.plain_progress`; `rounds.solve` in one go.
- `results.published` for `todoke.core.talent.checking.check.check`, before anything is proposed.
- `explaining`, `unserved`, `counterfactual`, `prices`, `blockers`, `ranking`, `audit` for questions about it.
"""
