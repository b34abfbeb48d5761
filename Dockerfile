# Law: nothing is installed that constraints.txt does not name with its hash, and nothing runs as root.
# The bases are named by tag; whoever builds pins them: docker build --build-arg BASE=python:3.11-slim-bookworm@sha256:... and BUILD_BASE,
# which is the same Python with a C compiler, for the kernel and the walk.
ARG BASE=python:3.11-slim-bookworm
ARG BUILD_BASE=python:3.11-bookworm

FROM ${BUILD_BASE} AS build
WORKDIR /build
COPY constraints.txt ./
RUN python -m venv /opt/gateway \
    && /opt/gateway/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r constraints.txt
COPY pyproject.toml README.md hatch_build.py ./
COPY gateway gateway
COPY connectors connectors
COPY policies policies
RUN /opt/gateway/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index . \
    && /opt/gateway/bin/pip check \
    && /opt/gateway/bin/python -I -c 'import gateway.detect.kernel as k, gateway.pipeline.walk as w; raise SystemExit(not (k.NATIVE and w.NATIVE))' \
    && /opt/gateway/bin/gateway --help > /dev/null

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /var/lib/gateway --create-home --shell /usr/sbin/nologin gateway
COPY --from=build /opt/gateway /opt/gateway
USER 10001
WORKDIR /var/lib/gateway
ENV PATH=/opt/gateway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GATEWAY_ENVIRONMENT=production \
    GATEWAY_DATA_DIR=/var/lib/gateway \
    GATEWAY_LISTEN_EGRESS=0.0.0.0:8080 \
    GATEWAY_LISTEN_ADMIN=0.0.0.0:8081 \
    GATEWAY_LISTEN_INBOUND=0.0.0.0:8082
VOLUME /var/lib/gateway
EXPOSE 8080 8081 8082
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8081, timeout=2); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["gateway"]
CMD ["serve"]
