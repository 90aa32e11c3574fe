"""What cannot go together is said before a run, with a line that can."""

from richlazy.contracts.study_parts import defaults, refusal


def test_neighbours_beyond_half_of_the_stays_are_refused():
    given = defaults("early_recognition")
    assert refusal("early_recognition", given) == ""
    assert refusal("early_recognition", given | {"training_stays": 270}) == ""
    why = refusal("early_recognition", given | {"training_stays": 269})
    assert "found 135" in why and "write `neighbours: [134]`" in why
