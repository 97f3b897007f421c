"""What happens to an application at the office: states, moves, who may make them, and the time they take."""
