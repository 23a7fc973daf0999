using System.Text.Json;

namespace Bifrost.Tests.Testing;

/// <summary>What the last stage of the repository's <c>Dockerfile</c> says of the running process.</summary>
public sealed record ImageFile(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> EntryPoint, IReadOnlyList<string> HealthCheck)
{
    public static ImageFile Read()
    {
        var text = File.ReadAllText(Path.Combine(TestPaths.Repository, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        var lines = text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..].Split('\n');
        var variables = lines.Where(x => x.StartsWith("ENV ", StringComparison.Ordinal))
            .SelectMany(x => x["ENV ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(x => x.Split('=', 2));
        return new ImageFile(variables.ToDictionary(x => x[0], x => x[1]), Words(lines, "ENTRYPOINT "), Words(lines, "HEALTHCHECK "));
    }

    private static string[] Words(string[] lines, string instruction)
    {
        var line = lines.Single(x => x.StartsWith(instruction, StringComparison.Ordinal));
        return JsonSerializer.Deserialize<string[]>(line[line.IndexOf('[', StringComparison.Ordinal)..])!;
    }
}
