# The image of every program of Pasar Bela: web, worker, beat, poller and the one-time migration.
FROM debian:bookworm-slim@sha256:96e378d7e6531ac9a15ad505478fcc2e69f371b10f5cdf87857c4b8188404716

ENV PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/venv/bin:$PATH \
    PASAR_BELA_BOOTSTRAP=0 \
    PASAR_BELA_ENV=production \
    DJANGO_SETTINGS_MODULE=config.settings \
    VAR_DIR=/var/lib/pasar-bela

RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin pasar \
    && install -d -o pasar -g pasar -m 0700 /var/lib/pasar-bela

WORKDIR /app
# The pinned pip, as on every other machine; the packages that only `up` needs stay out.
COPY requirements.lock config/local/pip-26.3-py3-none-any.whl /tmp/install/
RUN python3 -m venv --without-pip /opt/venv \
    && python3 /tmp/install/pip-26.3-py3-none-any.whl/pip --python /opt/venv/bin/python install \
        --no-cache-dir --no-deps --require-hashes --only-binary :all: \
        -r /tmp/install/requirements.lock \
    && rm -r /tmp/install

COPY . .
# Values that only let the settings load; none of them is kept in the image's environment.
RUN SECRET_KEY=build FIELD_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= INDEX_KEYS=build \
    DATABASE_URL=postgresql://app@/none REDIS_URL=redis://none VAR_DIR=/tmp/build \
    python3 manage.py collectstatic --no-input --verbosity 0 \
    && python3 -m compileall -q config marketplace catalog vendors payments

USER pasar
EXPOSE 8000
VOLUME /var/lib/pasar-bela
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 \
    CMD ["python3", "config/local/health.py", "web"]
CMD ["granian", "--interface", "asgi", "config.asgi:application", "--http", "1", "--no-ws", "--respawn-failed-workers", "--backlog", "2048", "--backpressure", "4096", "--http1-header-read-timeout", "10000", "--host", "0.0.0.0", "--port", "8000"]
