namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>The published table is the one that the formats earn; with BIFROST_WRITE_CONFORMANCE=1 it is written anew.</summary>
public sealed class ConformanceReportTests
{
    [Theory]
    [InlineData("docs/conformance.md")]
    [InlineData("Bifrost.Web/Console/Compatibility/conformance.json")]
    public void The_published_table_is_not_stale(string file)
    {
        var report = new ConformanceReport();
        var text = file.EndsWith(".md", StringComparison.Ordinal) ? report.Markdown() : report.Json();
        var path = Path.Combine(Root(), file);
        if (Environment.GetEnvironmentVariable("BIFROST_WRITE_CONFORMANCE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == text, $"{file} is stale: its head says how to write it anew.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Bifrost.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
