"""From linked mentions to investments: cues, candidates, rules."""
