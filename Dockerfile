# The gate in a container, from the tree of a release alone.
#
#   docker build --target gate .    nothing but the gate, for docker run
#   docker build --target shell .   with a shell, for systems that run a script
#                                   inside of the image, such as GitLab's

FROM scratch AS amd64
COPY dist/northflank-gate-x86_64-unknown-linux-musl /usr/local/bin/northflank-gate

FROM scratch AS arm64
COPY dist/northflank-gate-aarch64-unknown-linux-musl /usr/local/bin/northflank-gate

# hadolint ignore=DL3006
FROM ${TARGETARCH} AS gate
COPY dist/THIRD-PARTY-LICENCES.txt LICENSE-APACHE LICENSE-MIT /usr/share/doc/northflank-gate/
USER 65534:65534
ENTRYPOINT ["/usr/local/bin/northflank-gate"]

FROM alpine:3.22@sha256:14358309a308569c32bdc37e2e0e9694be33a9d99e68afb0f5ff33cc1f695dce AS shell
COPY --from=gate /usr/local/bin/northflank-gate /usr/local/bin/northflank-gate
COPY --from=gate /usr/share/doc/northflank-gate /usr/share/doc/northflank-gate
USER 65534:65534
CMD ["northflank-gate", "--help"]
