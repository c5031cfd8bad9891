"""GuardDuty detectors."""

from costgov.collectors.inventory.guardduty import SOURCE

from tests.fakes.listings import Answers, listed


def test_detectors_with_their_state() -> None:
    detector = {
        "CreatedAt": "2025-01-02T03:04:05Z",
        "Status": "DISABLED",
        "Tags": {"Team": "security"},
    }
    answers: Answers = {
        "guardduty:ListDetectors": {"DetectorIds": ["d1"]},
        "guardduty:GetDetector": detector,
    }
    [found] = listed(SOURCE, answers)
    assert (found.id, found.state) == ("d1", "DISABLED")
    assert found.launched_at is not None
    assert found.launched_at.year == 2025
    assert found.tags == {"Team": "security"}
