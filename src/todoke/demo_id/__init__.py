"""The demo ID service: behaves like the national one, knows invented people only, demo mode only."""
