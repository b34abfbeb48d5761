"""Free space is looked at, but not with every record."""

import os

from gateway.audit.disk import Disk


def test_a_disk_with_room_is_not_full(tmp_path):
    assert not Disk(tmp_path, 1).full(0.0)


def test_a_disk_below_the_mark_is_full(tmp_path):
    assert Disk(tmp_path, 2**80).full(0.0)


def test_a_path_that_is_gone_is_full(tmp_path):
    assert Disk(tmp_path / "gone", 1).full(0.0)


def test_it_is_looked_at_once_a_second(tmp_path, monkeypatch):
    disk, looks = Disk(tmp_path, 1), []
    found = os.statvfs(tmp_path)
    monkeypatch.setattr("gateway.audit.disk.os.statvfs", lambda path: looks.append(path) or found)
    for now in (0.0, 0.5, 0.99, 1.0, 1.5):
        disk.full(now)
    assert len(looks) == 2
