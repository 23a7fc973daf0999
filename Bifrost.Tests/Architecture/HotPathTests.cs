using System.Diagnostics;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bifrost.Tests.Architecture;

/// <summary>
/// EF stays off the hot path by the compiler: a probe is compiled against exactly the references that the gateway's
/// build gives to its compiler, and must fail there, while the same probe compiles in Domain.
/// </summary>
public sealed class HotPathTests
{
    private const string EfProbe = "using Microsoft.EntityFrameworkCore; public class Probe { public DbContext? Context; }";
    private const string YarpProbe = "using Yarp.ReverseProxy.Forwarder; public class Probe { public IHttpForwarder? Forwarder; }";

    [Fact]
    public async Task The_gateway_cannot_compile_against_EF()
    {
        var gateway = await ReferencesAsync("Bifrost.Gateway/Bifrost.Gateway.csproj");

        Assert.Empty(Errors(YarpProbe, gateway));
        Assert.Contains(gateway, r => Path.GetFileName(r) == "Bifrost.Domain.dll");
        Assert.Contains(Errors(EfProbe, gateway), e => e is "CS0234" or "CS0246" or "CS0012");
    }

    [Fact]
    public async Task The_probe_itself_is_right() =>
        Assert.Empty(Errors(EfProbe, await ReferencesAsync("Bifrost.Domain/Bifrost.Domain.csproj")));

    private static string[] Errors(string source, string[] references)
    {
        var compilation = CSharpCompilation.Create("Probe", [CSharpSyntaxTree.ParseText(source)],
            references.Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id)];
    }

    /// <summary>Asks MSBuild what it would hand to the compiler; nothing is built.</summary>
    private static async Task<string[]> ReferencesAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "msbuild", project, "-nologo", "-nodeReuse:false", $"-p:Configuration={TestPaths.Configuration}", "-p:BuildProjectReferences=false",
            "-t:ResolveReferences;FindReferenceAssembliesForReferences", "-getItem:ReferencePathWithRefAssemblies",
        ])
        { WorkingDirectory = TestPaths.Repository };
        // What the test runner's own SDK resolution put there would choose another one.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        var run = (await ProcessRun.OfAsync(start)).Succeeded("msbuild");
        using var items = JsonDocument.Parse(run.Output);
        return [.. items.RootElement.GetProperty("Items").GetProperty("ReferencePathWithRefAssemblies").EnumerateArray().Select(i => i.GetProperty("FullPath").GetString()!)];
    }
}
