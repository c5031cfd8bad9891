"""AWS Config recorders, recording or not."""

from costgov.collectors.inventory.config import SOURCE

from tests.fakes.listings import Answers, listed


def test_recorders_with_their_state() -> None:
    answers: Answers = {
        "config:DescribeConfigurationRecorders": {
            "ConfigurationRecorders": [
                {"name": "default", "recordingGroup": {"allSupported": True}, "roleARN": "arn:r"},
                {"name": "new"},
            ]
        },
        "config:DescribeConfigurationRecorderStatus": {
            "ConfigurationRecordersStatus": [{"name": "default", "recording": True}]
        },
    }
    default, new = listed(SOURCE, answers)
    assert (default.state, new.state) == ("recording", "stopped")
    assert default.attributes == {"recordingGroup": {"allSupported": True}}
    assert default.arn.endswith(":222233334444:configuration-recorder/default")
