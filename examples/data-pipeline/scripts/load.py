"""A Glue job: makes a Parquet table of the cleaned rows that a manifest lists."""

import json
import sys

import boto3
import pandas as pd
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["bucket", "manifest"])
s3 = boto3.client("s3")


def read(key):
    return s3.get_object(Bucket=args["bucket"], Key=key)["Body"]


manifest = json.load(read(args["manifest"]))
files = [read(file["Key"]) for file in manifest["ResultFiles"]["SUCCEEDED"]]
rows = pd.concat(pd.read_json(file, lines=True) for file in files)
name = args["manifest"].split("/")[-2]
s3.put_object(Bucket=args["bucket"], Key=f"tables/orders/{name}.parquet", Body=rows.to_parquet())
