using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bifrost.Bench.Children;

/// <summary>The gateway as it is shipped: published in Release below <c>artifacts/</c> of this repository.</summary>
internal static class GatewayBuild
{
    private const string Assembly = "Bifrost.Web.dll";

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["System.GC.Server"] = "DOTNET_gcServer",
        ["System.GC.Concurrent"] = "DOTNET_gcConcurrent",
        ["System.GC.RetainVM"] = "DOTNET_GCRetainVM",
        ["System.GC.ConserveMemory"] = "DOTNET_GCConserveMemory",
        ["System.GC.DynamicAdaptationMode"] = "DOTNET_GCDynamicAdaptationMode",
        ["System.GC.HeapCount"] = "DOTNET_GCHeapCount",
        ["System.Runtime.TieredPGO"] = "DOTNET_TieredPGO",
        ["System.Runtime.TieredCompilation"] = "DOTNET_TieredCompilation",
    };

    /// <summary>Publishes it and returns the assembly's path.</summary>
    /// <exception cref="InvalidOperationException">Outside the repository, or the build failed: its output is in the message.</exception>
    public static async Task<string> PublishAsync()
    {
        var root = RepositoryRoot();
        var output = Path.Combine(root, "artifacts", "bench-gateway");
        var start = new ProcessStartInfo(DotnetHost.Path, ["publish", "Bifrost.Web", "-c", "Release", "-o", output, "-v", "quiet", "-nodeReuse:false"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        LoadEnvironment.RemoveFrom(start.Environment);
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Path.Combine(output, Assembly)
            : throw new InvalidOperationException($"The gateway does not build:\n{text}");
    }

    /// <summary>
    /// The garbage collector's and compiler's settings that the gateway is published with, as environment of another
    /// .NET process: the yardstick must not win or lose by a different collector.
    /// </summary>
    public static IReadOnlyDictionary<string, string> RuntimeSettings(string assembly)
    {
        var found = new Dictionary<string, string>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(assembly, ".runtimeconfig.json")));
        if (!file.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties))
        {
            return found;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (Switches.TryGetValue(property.Name, out var variable))
            {
                // The environment's numbers are hexadecimal.
                found[variable] = property.Value.ValueKind switch
                {
                    JsonValueKind.True => "1",
                    JsonValueKind.False => "0",
                    _ => property.Value.GetInt64().ToString("x", CultureInfo.InvariantCulture),
                };
            }
        }

        return found;
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bifrost.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Bifrost.sln is in no folder above the bench: name a published gateway with --gateway.");
    }
}
