"""Ends well when the web server in this container answers its health check."""

import os
from urllib.request import Request, urlopen

import environ

environ.Env.read_env(os.environ.get("ENV_FILE", ".env"))
port = os.environ.get("BIND", ":8000").rpartition(":")[2]
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
urlopen(Request(f"http://127.0.0.1:{port}/sehat/", headers={"Host": host}), timeout=4)
