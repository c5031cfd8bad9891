"""Access keys of users."""

from datetime import UTC, datetime

from costgov.collectors.inventory.iam_access_keys import SOURCE

from tests.fakes.listings import Answers, listed

AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_keys_with_their_last_use() -> None:
    answers: Answers = {
        "iam:ListUsers": {"Users": [{"UserName": "ci", "Arn": "arn:aws:iam::1:user/ci"}]},
        "iam:ListAccessKeys": {
            "AccessKeyMetadata": [
                {"AccessKeyId": "AK1", "Status": "Active", "UserName": "ci", "CreateDate": AT}
            ]
        },
        "iam:GetAccessKeyLastUsed": {"AccessKeyLastUsed": {"ServiceName": "N/A"}},
    }
    [found] = listed(SOURCE, answers, region="global")
    assert (found.id, found.arn) == ("AK1", "arn:aws:iam::1:user/ci/AK1")
    assert found.attributes == {"UserName": "ci", "Status": "Active", "LastUsedDate": None}
    assert SOURCE.is_global
