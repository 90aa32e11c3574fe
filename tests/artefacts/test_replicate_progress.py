"""What the lines of a simulation say of its replicates, and when."""

from richlazy.artefacts import replicate_progress
from richlazy.artefacts.replicate_progress import counted


def test_every_item_comes_once_and_is_told_when_it_is_done(monkeypatch, capsys):
    clock = iter([0.0, 10.0, 40.0, 60.0])
    monkeypatch.setattr(replicate_progress.time, "monotonic", lambda: next(clock))
    told = []
    for seed in counted([7, 8, 11], "split"):
        told.append((seed, capsys.readouterr().out))
    # 10 s for one of three, 40 s for two.
    assert told == [(7, ""), (8, "split 1 of 3, 20 s left\n"), (11, "split 2 of 3, 20 s left\n")]
    assert capsys.readouterr().out == "split 3 of 3, 0 s left\n"
