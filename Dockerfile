# The statically linked program and nothing else, for nobody.
#
#   docker build -t depickle .
#   docker run --rm --network none --read-only --cap-drop ALL -v "$PWD:/data:ro" depickle scan model.pkl
#
# docs/install.md tells how it writes files.
FROM debian:12-slim AS build
WORKDIR /src
COPY tests/support/packages.sh tests/support/
COPY packaging/debian-source.sh packaging/
RUN bash tests/support/packages.sh build && bash packaging/debian-source.sh /build/cjson cjson
COPY . .
RUN cmake --preset static -B /build/static -DCJSON_SOURCE=/build/cjson \
    && cmake --build /build/static --target depickle_program \
    && strip /build/static/depickle

FROM scratch
COPY --from=build /build/static/depickle /usr/bin/depickle
COPY --from=build /src/LICENSE /build/static/LICENSES.libraries /usr/share/doc/depickle/
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["/usr/bin/depickle"]
