# Any image with Python 3.11 or newer and its venv module will do as BASE.
ARG BASE=python:3.11-slim

FROM ${BASE} AS libraries
WORKDIR /touchline
RUN python3 -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.lock

FROM ${BASE} AS assets
WORKDIR /touchline
RUN python3 -m venv /venv
COPY package.json package-lock.json .npmrc ./
COPY tools/ tools/
RUN /venv/bin/python tools/assets.py --libraries
COPY app/styles/ app/styles/
COPY app/static/ app/static/
RUN /venv/bin/python tools/assets.py

FROM libraries AS app
COPY . .
COPY --from=assets /touchline/app/static/vendor/ app/static/vendor/
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps -e . \
    && /venv/bin/python -m compileall -q app

FROM ${BASE}
RUN useradd --uid 10001 --create-home touchline \
    && install -d -o touchline -g touchline /data
COPY --from=app /venv/ /venv/
COPY --from=app /touchline/ /touchline/
WORKDIR /touchline
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TOUCHLINE_DATA=/data \
    HOST=0.0.0.0 \
    PORT=8000
USER touchline
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/venv/bin/python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["/venv/bin/touchline", "serve"]
