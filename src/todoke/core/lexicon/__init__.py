"""The words every room shares: numbers, codes, names, readings, addresses, eras, clean text."""
