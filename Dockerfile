# Workbench with libtorch for the CPU. docs/install.md has the commands; tests/container.sh runs these steps without a container engine.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet build host/build.proj -c Release -v quiet -nologo --disable-build-servers
# The program finds libtorch in native/ and the specs in experiments/, both in a folder above it.
RUN mkdir -p /opt/workbench \
    && cp -r artifacts/bin/Workbench.Cli/release /opt/workbench/program \
    && cp -r artifacts/native /opt/workbench/native \
    && cp -r experiments LICENSE NOTICE /opt/workbench/

FROM mcr.microsoft.com/dotnet/runtime:10.0
# Lettering in charts and pictures needs a font.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/workbench /opt/workbench
# Any user may run the image, also one that 'docker run --user' names.
RUN mkdir -p /data /var/cache/workbench && chmod 1777 /data /var/cache/workbench
ENV WORKBENCH_CACHE=/var/cache/workbench
USER 1654
WORKDIR /data
ENTRYPOINT ["dotnet", "/opt/workbench/program/workbench.dll"]
