# `pushgateway-proxy start` as an image: the whole system on one machine, to try it with Docker or Compose. `docker build .` needs
# nothing but this checkout. In AWS the CDK deploys the proxy, without this image.
#
# There is no digest here: it would have to be compared with the image's registry first, and nobody has done that yet. For one that
# you have checked: --build-arg BASE_IMAGE=node:24-bookworm-slim@sha256:…
ARG BASE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
COPY .npmrc package.json package-lock.json ./
# Optional packages are Node.js itself, which the base image has.
RUN npm ci --omit=optional --ignore-scripts
COPY tsconfig.json tsconfig.package.json CHANGELOG.md LICENSE README.md ./
COPY docs/proxy.schema.json docs/
COPY action action
COPY ci ci
COPY cli cli
COPY console console
COPY infra infra
COPY lambda lambda
COPY scripts scripts
# What npm would publish, which is JavaScript, and the packages that it needs.
RUN npm pack --silent && mkdir /package && tar -xzf pushgateway-proxy-*.tgz -C /package --strip-components=1
RUN npm prune --omit=dev --omit=optional

FROM ${BASE_IMAGE}
ENV NODE_ENV=production
COPY --from=build /build/node_modules /app/node_modules
COPY --from=build /package /app
WORKDIR /data
# Tokens and what was pushed. A volume goes here.
RUN mkdir .local && chown 1000:1000 .local
COPY proxy.yaml ./
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/-/healthy').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/cli/pushgateway-proxy.cjs"]
# The container's loopback interface cannot be reached from outside, so the API listens on every address of the container.
CMD ["start", "--host", "0.0.0.0"]
