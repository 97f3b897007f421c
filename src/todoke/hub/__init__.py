"""The wide-area site: digital talent, shared procedures, merits. No case data."""
