"""In CI a skipped test is a failed one. Law: with ``CI=true`` nothing is passed over in silence."""

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
CI = os.environ.get("CI") == "true"
ASK = "skipped, and in CI that is a failure: install what the reason names, or mend the test"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test; one that is expected to fail is none."""
    report = yield
    return report if hasattr(report, "wasxfail") else failed(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a skipped file."""
    report = yield
    return failed(report)


def failed(report: Report) -> Report:
    """Turn a skip into a failure that keeps its reason."""
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{ASK}\n{report.longrepr}"
    return report
