"""Lets ``python -m gateway`` do what ``gateway`` does. Law: and nothing else."""

from gateway.cli import main

main()
