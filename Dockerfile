# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish Bifrost.Web -c Release -p:PublishReadyToRun=true -r linux-x64 --self-contained false -o /app \
    && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The data volume belongs to the unprivileged user; the rest of the file system may be mounted read-only.
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
ENV BIFROST_URLS=http://0.0.0.0:8080 \
    BIFROST_DATA=/data \
    DOTNET_EnableDiagnostics=0 \
    TMPDIR=/data
USER $APP_UID
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["dotnet", "Bifrost.Web.dll", "probe"]
ENTRYPOINT ["dotnet", "Bifrost.Web.dll"]
