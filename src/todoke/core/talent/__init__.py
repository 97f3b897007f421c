"""Digital talent shared across towns: role models, people, law as data, allocation."""
