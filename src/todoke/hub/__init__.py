"""The wide-area site of a prefecture or the nation: digital talent, shared procedures, merits. No case data."""
