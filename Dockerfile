# The pipeline with its pinned packages, for the CPU: see envs/README.md.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1

# git: artefacts tell the commit that made them.
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*

WORKDIR /project

# First what changes seldom, so that an edit of a script installs nothing anew.
COPY pyproject.toml README.md LICENSE ./
RUN pip install .

COPY Snakefile ./
COPY workflow workflow
COPY scripts scripts
COPY studies studies
COPY config config
COPY envs envs
COPY profiles profiles

# Results and what is fetched are written by a user without rights; the folder of results is mounted from outside.
RUN useradd --create-home runner && mkdir results resources && chown -R runner /project
USER runner

ENTRYPOINT ["snakemake", "--cores", "all"]
