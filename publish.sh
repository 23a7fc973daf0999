#!/usr/bin/env bash
# Publishes Bifrost as one archive that runs on linux-x64 without .NET: artifacts/bifrost-<version>-linux-x64.tar.gz
set -euo pipefail
cd "$(dirname "$0")"
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
name="bifrost-$version-linux-x64"
rm -rf "artifacts/$name" "artifacts/$name.tar.gz"
dotnet publish Bifrost.Web -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -o "artifacts/$name" -v quiet
# What the licence asks for, and what README links to.
cp -r README.md LICENSE docs "artifacts/$name/"
ln -sf Bifrost.Web "artifacts/$name/bifrost"
tar -C artifacts -czf "artifacts/$name.tar.gz" "$name"
echo "artifacts/$name.tar.gz"
