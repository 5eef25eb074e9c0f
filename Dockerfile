# Both images can be replaced, by digest or by a local stand-in.
ARG BUILDER=docker.io/library/golang:1.26-bookworm
ARG BASE=gcr.io/distroless/static-debian12:nonroot

FROM ${BUILDER} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
# The data folder is made here, because the base has no shell: a volume mounted there inherits its owner.
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=${VERSION}" -o /out/rollcall ./cmd/rollcall && mkdir -p /out/data

FROM ${BASE}
ARG VERSION=dev
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="Asana memberships from Slack" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /out/rollcall /rollcall
COPY --from=build --chown=65532:65532 /out/data /data
ENV ADMIN_ADDR=:9090 DATABASE_URL=sqlite:/data/rollcall.db
USER 65532:65532
EXPOSE 8080 9090
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s CMD ["/rollcall", "health"]
ENTRYPOINT ["/rollcall"]
CMD ["serve"]
