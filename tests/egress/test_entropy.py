"""Random bytes for transfer ids. Law: none is given twice."""

import os

from gateway.egress.entropy import Entropy


def test_no_two_takes_share_their_bytes_however_often_the_stock_runs_out() -> None:
    entropy = Entropy()
    taken = [entropy.take(10) for _ in range(2000)]
    assert {len(one) for one in taken} == {10}
    assert len(set(taken)) == 2000


def test_a_whole_stock_can_be_taken_at_once() -> None:
    entropy = Entropy()
    entropy.take(1)
    assert len(entropy.take(4096)) == 4096
    assert len(entropy.take(10)) == 10


def test_a_fork_takes_nothing_its_parent_takes() -> None:
    entropy = Entropy()
    entropy.take(10)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, entropy.take(10))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) != entropy.take(10)
    os.close(read)
    os.close(write)
