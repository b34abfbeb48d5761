"""Lets ``python -m gateway`` do what ``gateway`` does."""

from gateway.cli import main

main()
