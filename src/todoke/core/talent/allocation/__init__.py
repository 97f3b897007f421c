"""Who helps which town: a round of the allocation, its proof and its reasons."""
