using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bifrost.Tests.Architecture;

/// <summary>The walls between the projects, read from the project files.</summary>
public sealed partial class ReferenceTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Bifrost.Domain/Bifrost.Domain.csproj", [] },
        { "Bifrost.Gateway/Bifrost.Gateway.csproj", ["Bifrost.Domain"] },
        { "Bifrost.Web/Bifrost.Web.csproj", ["Bifrost.Domain", "Bifrost.Gateway", "Bifrost.Migrations.Postgres", "Bifrost.Migrations.Sqlite"] },
        { "migrations/Sqlite/Bifrost.Migrations.Sqlite.csproj", ["Bifrost.Domain"] },
        { "migrations/Postgres/Bifrost.Migrations.Postgres.csproj", ["Bifrost.Domain"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_stands_below_it(string project, string[] allowed)
    {
        var references = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void The_domain_never_sees_aspnet()
    {
        Assert.Empty(Items("Bifrost.Domain/Bifrost.Domain.csproj", "FrameworkReference"));
        Assert.Equal("Microsoft.NET.Sdk", (string?)Project("Bifrost.Domain/Bifrost.Domain.csproj").Attribute("Sdk"));
    }

    [Fact]
    public void The_gateway_never_sees_the_console_or_the_database()
    {
        var packages = Items("Bifrost.Gateway/Bifrost.Gateway.csproj", "PackageReference").ToArray();
        Assert.DoesNotContain(packages, p => p.StartsWith("MudBlazor", StringComparison.Ordinal));
        Assert.DoesNotContain(packages, p => p.Contains("EntityFrameworkCore", StringComparison.Ordinal) || p.StartsWith("Npgsql", StringComparison.Ordinal) || p.Contains("Sqlite", StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_that_bring_EF_stop_at_the_project_that_names_them()
    {
        string[] projects = ["Bifrost.Domain/Bifrost.Domain.csproj", "migrations/Sqlite/Bifrost.Migrations.Sqlite.csproj", "migrations/Postgres/Bifrost.Migrations.Postgres.csproj"];
        var leaking = from project in projects
                      from reference in Project(project).Descendants("PackageReference")
                      let name = (string?)reference.Attribute("Include") ?? ""
                      where name.Contains("EntityFrameworkCore", StringComparison.Ordinal) || name.StartsWith("EFCore", StringComparison.Ordinal)
                      let kept = ((string?)reference.Attribute("PrivateAssets") ?? (string?)reference.Element("PrivateAssets") ?? "").ToLowerInvariant()
                      where !kept.Contains("compile", StringComparison.Ordinal) && kept != "all"
                      select $"{project}: {name}";
        Assert.Empty(leaking);
    }

    [Fact]
    public void Every_package_version_is_exact_and_central()
    {
        var floating = Project("Directory.Packages.props").Descendants("PackageVersion")
            .Where(v => !Exact().IsMatch((string?)v.Attribute("Version") ?? "")).Select(v => v.ToString());
        var local = Sources.All.Where(p => p.EndsWith(".csproj", StringComparison.Ordinal) || p == "Directory.Build.props")
            .SelectMany(p => Project(p).Descendants("PackageReference").Where(r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null).Select(r => $"{p}: {r}"));
        Assert.Empty(floating.Concat(local));
    }

    private static XElement Project(string path) => XDocument.Load(Sources.Absolute(path)).Root!;

    private static IEnumerable<string> Items(string project, string item) =>
        Project(project).Descendants(item).Select(i => (string?)i.Attribute("Include") ?? "");

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex Exact();
}
