"""Lists the applications for each line it reads, with one client of boto3 for all its life."""

import json
import sys

import boto3

session = boto3.Session(profile_name=sys.argv[1] if len(sys.argv) > 1 else None)
client = session.client("elasticbeanstalk")
for _ in sys.stdin:
    try:
        answer = " ".join(one["ApplicationName"] for one in client.describe_applications()["Applications"])
    except Exception as error:
        answer = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
